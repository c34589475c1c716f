/** Programs that end with an uncaught error of `pareta`, and what a runtime may print for it. */
import { spawnSync } from "node:child_process"
import { readFileSync } from "node:fs"
import { join } from "node:path"
import type { Consumer } from "./Consumer.ts"

/** The most that an uncaught error prints, in bytes. */
const mostPrinted = 3000

// Each ends with another error. A text of the server, of a model or of a user is long, because that is what could be printed.
const program = `import { Pareta } from "pareta"
const long = "a sentence that is repeated many times; ".repeat(500)
const client = (fetch, options) => new Pareta({ apiKey: "pareta_sk_test", maxRetries: 0, fetch, ...options })
const answering = (status, body, type = "application/json") =>
  client(async () => new Response(body, { status, headers: { "content-type": type } }))
const json = (status, body) => answering(status, JSON.stringify(body))
const sse = (...events) => answering(200, events.map((event) => \`data: \${JSON.stringify(event)}\\n\\n\`).join(""), "text/event-stream")
const params = { model: "m", messages: [{ role: "user", content: long }] }
const stream = (pareta) => pareta.chat.completions.create({ ...params, stream: true })
const drain = async (events) => { for await (const _ of events); }
const deploy = (body) => answering(200, body, "text/event-stream").endpoints.deploy({ task: "t", wait: true })
const piece = { choices: [{ index: 0, delta: { role: "assistant", content: long }, finish_reason: null }] }
const faults = Array.from({ length: 200 }, (_, at) => ({ loc: ["body", at], msg: "field required", type: "missing", input: long }))
const never = () => new Promise(() => {})
const kinds = {
  NotFoundError: () => json(404, { detail: "no such endpoint" }).models.list(),
  APIStatusError: () => json(500, { detail: long }).models.list(),
  "APIStatusError of a page": () => answering(502, "<html>" + long, "text/html").models.list(),
  "APIStatusError with an object": () => json(500, { detail: { inner: { texts: [long, long] } } }).models.list(),
  BadRequestError: () => json(422, { detail: faults }).chat.completions.create(params),
  APIConnectionError: () => client(undefined, { baseURL: "http://127.0.0.1:9" }).models.list(),
  "APIConnectionError of a broken fetch": () => client(async () => ({ text: long })).models.list(),
  "APIConnectionError of a stream": () => drain(stream(sse(piece))),
  "APIConnectionError of finalCompletion": () => stream(sse(piece)).finalCompletion(),
  APITimeoutError: () => client(never, { timeout: 20 }).models.list(),
  APIAbortError: async () => {
    // The timer of the signal alone does not keep the process alive.
    const keep = setTimeout(() => {}, 1000)
    try { await client(never).models.list({ signal: AbortSignal.timeout(20) }) } finally { clearTimeout(keep) }
  },
  APIResponseValidationError: () => json(200, { data: [{ name: long }] }).models.list(),
  "APIResponseValidationError of a text": () => answering(200, long).models.list(),
  APIStreamError: () => drain(stream(sse(piece, { error: { message: "overloaded", inner: long } }))),
  DeployError: () => deploy('event: error\\ndata: {"message":"no capacity"}\\n\\n'),
  EvalTimeoutError: () => json(200, { run: { id: "er_1", status: "running" } }).evals.runs.wait("er_1", { timeout: 0.01 }),
  InvalidArgumentError: () => json(200, {}).endpoints.retrieve(""),
  "InvalidArgumentError of new Pareta": async () => new Pareta({ apiKey: "" })
}
const [kind] = process.argv.slice(2)
if (kind === undefined) console.log(Object.keys(kinds).join("\\n"))
else await userCode(kinds[kind])
async function userCode(fail) {
  await fail()
}
`

/** A test for Vitest or Jest whose calls fail, each in a line of its own. Its imports stand before it. */
export const failingTest = `
const fetch = async () => new Response('{"detail":"no such endpoint"}', { status: 404 })
const pareta = new Pareta({ apiKey: "pareta_sk_test", fetch })
const chat = { model: "m", messages: [{ role: "user", content: "Hello" }] }
test("a call", async () => {
  await pareta.models.list() // here
})
test("calls in Promise.all", async () => {
  await Promise.all([pareta.models.list()]) // here
})
test("a stream", async () => {
  for await (const _ of pareta.chat.completions.create({ ...chat, stream: true })); // here
})
`

/** Fails if a test runner does not point at the lines that are marked in its file. */
export const pointsAtCaller = (cwd: string, args: ReadonlyArray<string>, file: string): void => {
  const { stdout, stderr } = spawnSync(process.execPath, args, { cwd, encoding: "utf8" })
  const printed = withoutColours(stdout + stderr)
  const lines = readFileSync(join(cwd, file), "utf8").split("\n")
  const marked = lines.flatMap((line, index) => (line.endsWith("// here") ? [index + 1] : []))
  const missing = marked.filter((line) => !printed.includes(`${file}:${line}:`))
  if (missing.length > 0) throw new Error(`nothing points at the lines ${missing.join(", ")}\n${printed}`)
}

/** Some programs print colours even to a file. */
const withoutColours = (text: string): string =>
  // biome-ignore lint/suspicious/noControlCharactersInRegex: an escape sequence begins with one.
  text.replace(/\u001b\[[\d;]*m/g, "")

/** Writes the program. */
export const writeFailingProgram = (consumer: Consumer): void => consumer.write("fail.mjs", program)

/**
 * Runs the program with each kind of error, and fails if one of them prints too much, or not what helps.
 *
 * Bun does not know who waits for the next event of a stream.
 */
export const checkUncaught = (consumer: Consumer, runtime: string, ...args: ReadonlyArray<string>): void => {
  const faults: Array<string> = []
  const isBun = runtime.endsWith("bun")
  for (const kind of consumer.run(runtime, ...args, "fail.mjs").split("\n")) {
    const { stderr, status } = spawnSync(runtime, [...args, "fail.mjs", kind], {
      cwd: consumer.folder,
      encoding: "utf8"
    })
    const printed = withoutColours(stderr)
    const bytes = Buffer.byteLength(printed)
    const [name = ""] = kind.split(" ")
    const helps = {
      "exits with a failure": status !== 0,
      [`prints ${bytes} bytes`]: bytes < mostPrinted,
      "has no class name before its message": new RegExp(`^(?:.*Uncaught .*)?(?:error: )?${name}: \\S`, "m").test(
        printed
      ),
      "does not name the caller's line":
        /fail\.mjs:\d+/.test(printed) || (isBun && / stream$| finalCompletion$|APIStreamError/.test(kind))
    }
    const wrong = Object.keys(helps).filter((what) => !helps[what])
    if (wrong.length > 0) faults.push(`${kind}: ${wrong.join(", ")}\n${printed.slice(0, 4000)}`)
  }
  if (faults.length > 0) throw new Error(faults.join("\n"))
}
