/** Runs in the browser: reads a forwarded stream, and uses the client itself. Sends what it saw to the server. */
import { APIAbortError, isAPIConnectionError, isAPIStatusError, isParetaError, Pareta } from "pareta"
import { ask } from "../web/page/ask.ts"

const baseURL = new URLSearchParams(location.search).get("platform") ?? ""
const pareta = new Pareta({ apiKey: "pareta_sk_test_browser", baseURL, maxRetries: 0 })
const messagesOf = (content: string) => [{ role: "user" as const, content }]
const chatOf = (content: string) => ({ model: "ep_a1b2c3", messages: messagesOf(content) })

const seenBy: { readonly [what: string]: () => Promise<unknown> } = {
  "a forwarded stream is read as it arrives": async () => {
    const pieces: Array<string> = []
    const text = await ask(messagesOf("story"), (piece) => pieces.push(piece))
    return [text, pieces.filter((piece) => piece !== "").length > 1]
  },
  "a refusal has its status and its words": () =>
    ask(messagesOf("refuse"), () => {}).catch((error: Error) => error.message),
  "a forwarded stream that is cut off fails with what had arrived": () =>
    ask(messagesOf("cut"), () => {}).catch((error: unknown) =>
      isAPIConnectionError(error) ? [error.name, error.partial?.choices[0]?.message.content] : String(error)
    ),
  "leaving in the middle cancels the call": async () => {
    const leave = new AbortController()
    return ask(messagesOf("stall"), (piece) => piece !== "" && leave.abort(), leave.signal).catch(
      (error: unknown) => isParetaError(error) || (error as Error).name
    )
  },
  "the client makes a buffered call": async () =>
    (await pareta.chat.completions.create(chatOf("story"))).choices[0]?.message.content,
  "the client streams": async () => {
    const stream = pareta.chat.completions.create({ ...chatOf("story"), stream: true })
    let text = ""
    for await (const chunk of stream) text += chunk.choices[0]?.delta.content ?? ""
    return text
  },
  "the client uploads rows": async () => {
    const { itemCount } = await pareta.evals.sets.create({
      task: "contract-key-fields",
      items: [{ input: "Between Acme and Beta.", expected: { parties: ["Acme", "Beta"] } }]
    })
    return itemCount
  },
  "the client reports a status": () =>
    pareta.chat.completions
      .create({ ...chatOf("story"), model: "ep_nowhere" })
      .catch((error: unknown) => isAPIStatusError(error) && [error.name, error.status, error.requestId !== null]),
  "the client reports that nothing listens": () =>
    new Pareta({ apiKey: "pareta_sk_test_browser", baseURL: "http://127.0.0.1:9", maxRetries: 0 }).models
      .list()
      .catch((error: unknown) => isParetaError(error) && error.name),
  "the client is aborted": async () => {
    const leave = new AbortController()
    const stream = pareta.chat.completions.create({ ...chatOf("stall"), stream: true }, { signal: leave.signal })
    try {
      for await (const _ of stream) leave.abort(new Error("left"))
    } catch (error) {
      return error instanceof APIAbortError && (error.cause as Error).message
    }
    return "ended"
  },
  "the client times out": () =>
    pareta.chat.completions
      .create(chatOf("slow"), { timeout: 200 })
      .catch((error: unknown) => isParetaError(error) && error.name)
}

const seen: { [what: string]: unknown } = {}
for (const [what, see] of Object.entries(seenBy)) {
  seen[what] = await see().catch((error: unknown) => `failed with ${error}`)
}
await fetch("/seen", { method: "POST", body: JSON.stringify(seen) })
