import { execFile } from "node:child_process"
import { readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { promisify } from "node:util"
import { expect, it, vi } from "vitest"

// Each test starts a process, which is slow on a busy machine.
vi.setConfig({ testTimeout: 300_000 })

// In these programs only `advance` moves time, so that a run does not progress because the machine is slow.
const stillClock = "data:text/javascript,const now = Date.now(); Date.now = () => now"

const packageFolder = fileURLToPath(new URL("..", import.meta.url))
const readme = readFileSync(new URL("../README.md", import.meta.url), "utf8")
const programs = readme.split(/^## /m).flatMap((section) => {
  const title = section.slice(0, section.indexOf("\n"))
  return [...section.matchAll(/^```ts\n([\s\S]*?)^```$/gm)].map(([, code = ""]) => [title, code] as const)
})

it("has its programs", () => {
  expect(programs.map(([title]) => title)).toEqual([
    "In tests, as a fetch function",
    "What the model answers",
    "Time",
    "Tasks and matching",
    "Evaluations",
    "Evaluations",
    "Faults",
    "Rate limits and idempotency keys",
    "When it fails, and what it keeps",
    "For Effect users"
  ])
})

// Each program contains its own assertions.
it.each(programs)("the program under '%s' runs", async (_title, code) => {
  const node = ["--conditions=@pareta/source", "--import", stillClock, "--input-type=module-typescript", "--eval", code]
  const { stderr } = await promisify(execFile)(process.execPath, node, { cwd: packageFolder })
  expect(stderr.replace(/.*ExperimentalWarning.*\n.*\n/g, "")).toBe("")
})
