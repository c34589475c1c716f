/** The time that the demo takes. */
import { spawnSync } from "node:child_process"
import { fileURLToPath } from "node:url"
import type { Measurement } from "./budgets.ts"
import { plainEnvironment, runSubject } from "./subject.ts"

const main = fileURLToPath(new URL("../demo/main.ts", import.meta.url))

/** Runs the demo once, with the waits that its emulator simulates. */
const measure = async (): Promise<ReadonlyArray<Measurement>> => {
  const began = performance.now()
  const { status, stderr } = spawnSync(process.execPath, ["--conditions=@pareta/source", main], {
    env: plainEnvironment(),
    encoding: "utf8"
  })
  const seconds = (performance.now() - began) / 1000
  if (status !== 0) throw new Error(`the demo failed: ${stderr}`)
  return [{ budget: "demo", value: seconds, detail: "one run, from start to exit" }]
}

await runSubject(measure)
