import { readdirSync } from "node:fs"
import { fileURLToPath } from "node:url"
import type { Emulator } from "@pareta/emulator"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { bundlePrograms, makeProject, removeProject } from "./bundlePrograms.ts"
import { autoExamples } from "./cases/autoExamples.ts"
import { chatExamples } from "./cases/chatExamples.ts"
import { clientExamples } from "./cases/clientExamples.ts"
import { effectExamples } from "./cases/effectExamples.ts"
import { endpointExamples } from "./cases/endpointExamples.ts"
import { evalExamples } from "./cases/evalExamples.ts"
import { everydayExamples } from "./cases/everydayExamples.ts"
import { taskExamples } from "./cases/taskExamples.ts"
import type { Examples } from "./Example.ts"
import { runProgram } from "./runProgram.ts"
import { watchedEmulator } from "./traffic.ts"

const directory = fileURLToPath(new URL("..", import.meta.url))

const examples: Examples = {
  ...everydayExamples,
  ...clientExamples,
  ...autoExamples,
  ...chatExamples,
  ...endpointExamples,
  ...taskExamples,
  ...evalExamples,
  ...effectExamples
}

let project: string
let bundled: (file: string) => string
beforeAll(async () => {
  project = makeProject()
  bundled = await bundlePrograms(
    Object.keys(examples).map((name) => `${directory}${name}.ts`),
    project
  )
}, 300_000)
afterAll(() => removeProject(project))

/** Checks that only the initial endpoints are left, and no eval set. */
const expectCleanedUp = async (emulator: Emulator): Promise<void> => {
  const get = async (path: string) => {
    const headers = { authorization: "Bearer pareta_sk_test_examples" }
    return (await emulator.fetch(`http://emulator${path}`, { headers })).json()
  }
  const endpoints = (await get("/v1/endpoints")) as ReadonlyArray<{ id: string }>
  expect(endpoints.map(({ id }) => id)).toEqual(["ep_contract_kie_01", "ep_a1b2c3"])
  expect(await get("/v1/eval-sets")).toEqual({ eval_sets: [] })
}

// Processes are slow to start on a busy machine.
describe.concurrent("examples", { timeout: 300_000 }, () => {
  it.each(Object.entries(examples))("%s", async (name, example) => {
    const {
      options,
      answers = {},
      prepare,
      meanwhile,
      beside,
      args = [],
      asWritten,
      holdsTimers,
      prints,
      seen
    } = example
    const { emulator, mostAtOnce } = watchedEmulator({
      ...options,
      timing: { start: "300 millis", ...options?.timing }
    })
    const server = await emulator.listen()
    const other = await beside?.()
    try {
      for (const [words, answer] of Object.entries(answers)) emulator.answers.script(words, answer)
      prepare?.(emulator)
      const file = `${directory}${name}.ts`
      const program = runProgram(asWritten ? file : bundled(file), server.url, {
        args: other ? [other.url] : args,
        ...(holdsTimers === undefined ? undefined : { holdsTimers })
      })
      const [run] = await Promise.all([program.run, meanwhile?.(emulator, program)])
      expect(run.errors).toBe("")
      expect(run.code).toBe(0)
      const lines = run.output.trimEnd().split("\n")
      expect(lines).toEqual(prints.map((line) => (typeof line === "string" ? line : expect.stringMatching(line))))
      await seen?.(emulator, mostAtOnce())
      other?.seen()
      await expectCleanedUp(emulator)
    } finally {
      await server.close()
      await other?.close()
    }
  })
})

it("every program has a test", () => {
  const files = readdirSync(directory).filter((file) => file.endsWith(".ts"))
  const names = Object.keys(examples).map((name) => `${name}.ts`)
  expect(files.toSorted()).toEqual(names.toSorted())
})
