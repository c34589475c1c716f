/** The heap per pending call, side by side. */
import { fork } from "node:child_process"
import type { Measurement } from "./budgets.ts"
import { plainEnvironment, runSubject } from "./subject.ts"

/** The heap that ten thousand pending calls hold. */
const measure = async (): Promise<ReadonlyArray<Measurement>> => {
  const [bare, pareta, openai] = [await bytesOf("bare"), await bytesOf("pareta"), await bytesOf("openai")]
  const kibibytes = (bytes: number) => `${(bytes / 1024).toFixed(1)} KiB`
  return [
    {
      budget: "memory",
      value: pareta / openai,
      detail: `${kibibytes(pareta)}, openai ${kibibytes(openai)}, bare fetch ${kibibytes(bare)}`
    }
  ]
}

const bytesOf = (contestant: string): Promise<number> =>
  new Promise((resolve, reject) => {
    const child = fork(new URL("memory-probe.ts", import.meta.url), [contestant], {
      execArgv: ["--expose-gc"],
      env: plainEnvironment()
    })
    child.once("message", (bytes) => resolve(bytes as number))
    child.once("error", reject)
    child.once("exit", (code) => reject(new Error(`${contestant} ended without a result (exit code ${code})`)))
  })

await runSubject(measure)
