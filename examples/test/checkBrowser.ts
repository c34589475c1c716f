/**
 * Uses `pareta` in a real browser: a page reads a stream that a server forwards, and calls the emulator itself. Needs
 * Chromium or Chrome in PATH, or its path in CHROMIUM.
 */
import { spawn, spawnSync } from "node:child_process"
import { mkdtempSync } from "node:fs"
import { rm } from "node:fs/promises"
import { createServer } from "node:http"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { Readable } from "node:stream"
import { json, text } from "node:stream/consumers"
import { pipeline } from "node:stream/promises"
import { setTimeout } from "node:timers/promises"
import { isDeepStrictEqual } from "node:util"
import { createEmulator } from "@pareta/emulator"
import { build } from "esbuild"
import { isAPIStatusError, Pareta } from "pareta"
import { check } from "../../scripts/Consumer.ts"

const wanted: { readonly [what: string]: unknown } = {
  "a forwarded stream is read as it arrives": ["Once upon a time.", true],
  "a refusal has its status and its words": "402 out of credit",
  "a forwarded stream that is cut off fails with what had arrived": ["APIConnectionError", "Once "],
  "leaving in the middle cancels the call": true,
  "the client makes a buffered call": "Once upon a time.",
  "the client streams": "Once upon a time.",
  "the client uploads rows": 1,
  "the client reports a status": ["NotFoundError", 404, true],
  "the client reports that nothing listens": "APIConnectionError",
  "the client is aborted": "left",
  "the client times out": "APITimeoutError"
}

const browser = [process.env["CHROMIUM"], "chromium", "google-chrome", "chrome"].find(
  (name) => name !== undefined && spawnSync(name, ["--version"]).status === 0
)
if (browser === undefined) {
  console.error("FAIL  there is no Chromium: install one (Debian: apt-get install chromium), or name it in CHROMIUM")
  process.exit(1)
}

const emulator = createEmulator()
emulator.answers.script("", { chunks: ["Once ", "upon ", "a ", "time."] })
const scripted = (content: string) => (request: { readonly method: string; readonly body: string }) =>
  request.method === "POST" && request.body.includes(`"content":"${content}"`)
const forever = { times: Number.POSITIVE_INFINITY }
emulator.faults.add(
  { ...forever, on: scripted("refuse"), status: 402, detail: "out of credit" },
  { ...forever, on: scripted("cut"), reset: { afterEvents: 2 } },
  { ...forever, on: scripted("stall"), stall: { afterEvents: 2 } },
  { ...forever, on: scripted("slow"), stall: "before-head" }
)
const platform = await emulator.listen()
const pareta = new Pareta({ apiKey: "pareta_sk_test_server", baseURL: platform.url, maxRetries: 0 })

const { outputFiles } = await build({
  entryPoints: [join(import.meta.dirname, "browserPage.ts")],
  bundle: true,
  format: "esm",
  target: "es2022",
  write: false
})
const page = `<!doctype html><title>pareta</title><script type="module">${outputFiles[0]?.text.replaceAll("</script", "<\\/script")}</script>`

let report = (_seen: { readonly [what: string]: unknown }): void => {}
const reported = new Promise<{ readonly [what: string]: unknown }>((resolve) => {
  report = resolve
})

const server = createServer(async (request, response) => {
  if (request.url === "/seen") {
    report((await json(request)) as { readonly [what: string]: unknown })
    response.end()
  } else if (request.url === "/chat") {
    const leave = new AbortController()
    response.once("close", () => leave.abort())
    try {
      const { messages } = JSON.parse(await text(request))
      const chat = { model: "ep_a1b2c3", messages, stream: true as const }
      const stream = await pareta.chat.completions.create(chat, { signal: leave.signal }).open()
      response.writeHead(200, { "content-type": "application/x-ndjson" })
      await pipeline(Readable.from(stream.toReadableStream()), response)
    } catch (error) {
      if (response.headersSent) response.destroy()
      else response.writeHead(isAPIStatusError(error) ? error.status : 500).end((error as Error).message)
    }
  } else {
    response.writeHead(200, { "content-type": "text/html" }).end(page)
  }
})
await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
const { port } = server.address() as { readonly port: number }

const profile = mkdtempSync(join(tmpdir(), "pareta-browser-"))
const url = `http://127.0.0.1:${port}/?platform=${encodeURIComponent(platform.url)}`
// Without the sandbox, because a container often has none; the page is our own.
const child = spawn(browser, ["--headless", "--no-sandbox", `--user-data-dir=${profile}`, url], {
  stdio: "ignore",
  detached: true
})
const seen = await Promise.race([
  reported,
  setTimeout<{ readonly [what: string]: unknown }>(60_000, {}, { ref: false })
])
// With its helper processes.
if (child.pid !== undefined) process.kill(-child.pid, "SIGKILL")
await new Promise((resolve) => child.once("close", resolve))

for (const [what, value] of Object.entries(wanted)) {
  check(`in a browser, ${what}`, () => {
    if (!isDeepStrictEqual(seen[what], value)) throw new Error(`saw ${JSON.stringify(seen[what])}`)
  })
}
const outcomes = () =>
  emulator.log.filter(({ body }) => JSON.stringify(body ?? "").includes('"stall"')).map(({ outcome }) => outcome)
let left = outcomes()
// A server hears of it when the browser has closed the connection.
for (const until = Date.now() + 10_000; left.includes("open") && Date.now() < until; left = outcomes())
  await setTimeout(20)
check("in a browser, calls that the page leaves are cancelled", () => {
  if (!isDeepStrictEqual(left, ["client-closed", "client-closed"])) throw new Error(`saw ${left}`)
})
server.closeAllConnections()
server.close()
await platform.close()
// The helper processes of the browser may still write there.
await rm(profile, { recursive: true, force: true, maxRetries: 20 })
