import { readdirSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { createEmulator, type Emulator } from "@pareta/emulator"
import { fromReadableStream } from "pareta"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { bundlePrograms, makeProject, removeProject } from "./bundlePrograms.ts"
import { runProgram } from "./runProgram.ts"

const directory = fileURLToPath(new URL("../web/", import.meta.url))

const programs = readdirSync(directory)
  .filter((file) => file.endsWith(".ts"))
  .map((file) => file.replace(/\.ts$/, ""))

let project: string
let bundled: (file: string) => string
beforeAll(async () => {
  project = makeProject()
  bundled = await bundlePrograms(programs.filter((name) => !name.startsWith("effect")).map(sourceOf), project)
}, 300_000)
afterAll(() => removeProject(project))

// A route handler of Next.js is a function. Another file serves it.
const sourceOf = (name: string): string =>
  name === "next-route" ? fileURLToPath(new URL("serveNextRoute.ts", import.meta.url)) : `${directory}${name}.ts`

/** Runs a program against an emulator of its own, until `use` is over. */
const withProgram = async (name: string, use: (url: string, emulator: Emulator) => Promise<void>): Promise<void> => {
  const emulator = createEmulator()
  const platform = await emulator.listen()
  // A bundle starts sooner. A program that imports Effect itself would have a second copy of it in one.
  const file = name.startsWith("effect") ? sourceOf(name) : bundled(sourceOf(name))
  const program = runProgram(file, platform.url, { port: 0 })
  const port = () => /listening on http:\/\/\S+:(\d+)/i.exec(program.printed())?.[1]
  try {
    await program.until(() => port() !== undefined)
    // A program that has ended says on stderr why.
    if (port() === undefined) throw new Error((await program.run).errors)
    await use(`http://localhost:${port()}/chat`, emulator)
  } finally {
    program.stop()
    await program.run
    await platform.close()
  }
}

const ask = (url: string, signal?: AbortSignal): Promise<Response> =>
  fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ messages: [{ role: "user", content: "Tell me a story." }] }),
    ...(signal === undefined ? {} : { signal })
  })

// Processes are slow to start on a busy machine.
describe.each(programs)("%s", { timeout: 300_000 }, (name) => {
  it("streams the answer to the page", () =>
    withProgram(name, async (url, emulator) => {
      emulator.answers.script("story", "Once upon a time.")
      const response = await ask(url)
      expect([response.status, response.headers.get("content-type")]).toEqual([200, "application/x-ndjson"])
      expect(await fromReadableStream(response.body).text()).toBe("Once upon a time.")
    }))

  it("answers with the status and the words of a refusal", () =>
    withProgram(name, async (url, emulator) => {
      emulator.faults.script("chat", { status: 402, detail: "out of credit" })
      const response = await ask(url)
      expect([response.status, await response.text()]).toEqual([402, "out of credit"])
    }))

  it("cancels the call when the page leaves in the middle, and asks nothing more", () =>
    withProgram(name, async (url, emulator) => {
      emulator.faults.script("chat", { stall: { afterEvents: 3 } })
      const leave = new AbortController()
      const response = await ask(url, leave.signal)
      await response.body?.getReader().read()
      leave.abort()
      await expect.poll(() => emulator.log[0]?.outcome, { timeout: 60_000 }).toBe("client-closed")
      expect([emulator.log.length, emulator.ledger.length]).toEqual([1, 1])
    }))

  it("cancels the call when the page leaves before the first word", () =>
    withProgram(name, async (url, emulator) => {
      emulator.faults.script("chat", { stall: "before-head" })
      const leave = new AbortController()
      const asking = ask(url, leave.signal).catch((error: Error) => error.name)
      await expect.poll(() => emulator.log.length, { timeout: 60_000 }).toBe(1)
      leave.abort()
      expect(await asking).toBe("AbortError")
      await expect.poll(() => emulator.log[0]?.outcome, { timeout: 60_000 }).toBe("client-closed")
      expect(emulator.log.length).toBe(1)
    }))
})
