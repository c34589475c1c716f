import { spawn } from "node:child_process"
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { afterAll, beforeAll, describe, expect, it } from "vitest"

const main = fileURLToPath(new URL("../main.ts", import.meta.url))
const readme = fileURLToPath(new URL("../../README.md", import.meta.url))
const agreement = fileURLToPath(new URL("../documents/service-agreement.txt", import.meta.url))

interface Run {
  readonly code: number | null
  readonly output: string
  readonly errors: string
}

// Sends a Ctrl-C at the moment when the demo writes a text. From another process, the signal could arrive too late.
const interrupting = (text: string) => `
  const write = process.stdout.write.bind(process.stdout)
  let output = ""
  process.stdout.write = (chunk, ...rest) => {
    const before = output
    output += chunk
    const text = ${JSON.stringify(text)}
    if (output.includes(text) && !before.includes(text)) process.kill(process.pid, "SIGINT")
    return write(chunk, ...rest)
  }
`

/** Runs the demo as a user would, and sends a Ctrl-C when it writes `interruptAt`. */
const runDemo = (args: ReadonlyArray<string>, interruptAt?: string): Promise<Run> =>
  new Promise((resolve, reject) => {
    const imports =
      interruptAt === undefined
        ? []
        : ["--import", `data:text/javascript,${encodeURIComponent(interrupting(interruptAt))}`]
    const child = spawn(process.execPath, ["--conditions=@pareta/source", ...imports, main, ...args], { env: {} })
    let output = ""
    let errors = ""
    child.stdout.on("data", (data) => {
      output += data
    })
    child.stderr.on("data", (data) => {
      errors += data
    })
    child.on("error", reject)
    child.on("close", (code) => resolve({ code, output, errors }))
  })

const urlIn = (output: string): string => /http:\/\/127\.0\.0\.1:\d+/.exec(output)?.[0] ?? "no address in the output"

/** The rows of the first table, by label. */
const fieldsIn = (output: string): Record<string, string> => {
  const table = output.slice(output.indexOf("┌"), output.indexOf("└"))
  const fields: Record<string, string> = {}
  let last = ""
  for (const [, label = "", value = ""] of table.matchAll(/│ (.*?) +│ (.*?) +│/g)) {
    if (label !== "") last = label
    fields[last] = fields[last] === undefined ? value : `${fields[last]} + ${value}`
  }
  return fields
}

const expectGone = (output: string) => expect(fetch(urlIn(output))).rejects.toThrow("fetch failed")

let directory: string
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "pareta-demo-"))
})
afterAll(() => rm(directory, { recursive: true }))

// A process is slow to start on a busy machine.
const timeout = 300_000

describe.concurrent("the demo", { timeout }, () => {
  it("runs the whole job on its own document", async () => {
    const run = await runDemo([])
    expect(run.errors).toBe("")
    expect(run.code).toBe(0)
    expect(fieldsIn(run.output)).toEqual({
      Title: "SERVICES AGREEMENT",
      Parties: "Halden Bryggeri AS + Tidewater Process Control Ltd.",
      "Effective date": "2026-03-01",
      "Term end date": "2028-02-29",
      "Contract value": "EUR 48,000.00",
      "Governing law": "Norway",
      "Notice period": "90 days",
      "Payment terms": "within 30 days"
    })
    // The README shows the same table.
    const table = (text: string) => text.slice(text.indexOf("┌"), text.indexOf("└"))
    expect(table(await readFile(readme, "utf8"))).toBe(table(run.output))
    expect(run.output).toMatch(/Pulling weights +45 %/)
    expect(run.output.replace(/\s+/g, " ")).toContain("The Provider shall supervise the fermentation control system")
    expect(run.output).toMatch(/first token after \d+ ms, then \d+ tokens a second; \d+ tokens in, \d+ tokens out/)
    // Two calls at the price of the model, in the receipts and in the metrics.
    expect(run.output.match(/\$0\.0031 \(a frontier model: \$0\.0288, 9\.3 times as much\)/g)).toHaveLength(2)
    expect(run.output).toMatch(/│ Spent +│ \$0\.0062 +│/)
    expect(run.output).toMatch(/ep_\w+ is deleted/)
    // No colours: this is not a terminal.
    expect(run.output).not.toContain("\u001b")
    await expectGone(run.output)
  })

  it("reads a given document", async () => {
    const text = await readFile(agreement, "utf8")
    const path = join(directory, "changed.txt")
    await writeFile(path, text.replace("EUR 48,000", "USD 61,250.50").replace("laws of Norway", "laws of Scotland"))
    const run = await runDemo([path])
    expect(run.code).toBe(0)
    expect(fieldsIn(run.output)).toMatchObject({ "Contract value": "USD 61,250.50", "Governing law": "Scotland" })
  })

  it("fails when the document does not exist", async () => {
    const run = await runDemo([join(directory, "nowhere.txt")])
    expect(run.code).toBe(1)
    expect(run.output).toBe("")
    expect(run.errors).toBe(`\nThe demo stopped: cannot read ${directory}/nowhere.txt: there is no such file\n`)
  })

  it("fails, and cleans up, when the model finds no fields", async () => {
    const path = join(directory, "greeting.txt")
    await writeFile(path, "Hello there")
    const run = await runDemo([path])
    expect(run.code).toBe(1)
    expect(run.errors).toMatch(/^\nThe demo stopped: no fields were found; the model returned: .+\n$/)
    expect(run.output).toMatch(/ep_\w+ is deleted/)
    await expectGone(run.output)
  })

  it("fails on unknown arguments", async () => {
    const run = await runDemo(["--fast"])
    expect(run.code).toBe(2)
    expect(run.errors).toMatch(/^usage: demo \[document\]/)
  })

  it("stops a deployment on Ctrl-C", async () => {
    const run = await runDemo([], "Pulling weights")
    expect(run.code).toBe(130)
    expect(run.errors).toBe("\nInterrupted: everything that was started has been stopped.\n")
    expect(run.output).not.toContain("is live")
    await expectGone(run.output)
  })

  it("deletes the endpoint on Ctrl-C", async () => {
    const run = await runDemo([], "Stream a summary")
    expect(run.code).toBe(130)
    expect(run.output).toMatch(/ep_\w+ is deleted/)
    expect(run.output).not.toContain("first token after")
    await expectGone(run.output)
  })
})
