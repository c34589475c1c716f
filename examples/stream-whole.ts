/** Reading a whole stream as text, as a completion or as a web stream, and stopping early. */
import { APIAbortError, Pareta } from "pareta"

const pareta = Pareta.fromEnv()
const params = {
  model: process.argv[2] ?? "ep_a1b2c3",
  messages: [{ role: "user", content: "Write a haiku about the harbour." }],
  stream: true
} as const

console.log(await pareta.chat.completions.create(params).text())

const completion = await pareta.chat.completions
  .create({ ...params, stream_options: { include_usage: true } })
  .finalCompletion()
console.log("finish reason:", completion.choices[0]?.finishReason, "tokens:", completion.usage.totalTokens)

// JSON lines for the body of a Response, for example from a web server to its page.
const response = new Response(pareta.chat.completions.create(params).toReadableStream())
console.log("lines:", (await response.text()).trimEnd().split("\n").length > 5 ? "many" : "few")

// Leaving the loop cancels the request on the wire.
for await (const chunk of pareta.chat.completions.create(params)) {
  console.log("first chunk of:", chunk.model)
  break
}

// So does abort(), or the signal of the call. Pending promises reject.
const aborted = pareta.chat.completions.create(params)
const waiting = aborted.text()
aborted.abort("no longer needed")
await waiting.catch((error: unknown) => {
  if (error instanceof APIAbortError) console.log("aborted:", error.cause)
})
