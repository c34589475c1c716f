import { spawn } from "node:child_process"
import { fileURLToPath } from "node:url"

const root = fileURLToPath(new URL("../..", import.meta.url))

/** What a program wrote and how it ended. */
export interface Run {
  readonly code: number | null
  readonly output: string
  readonly errors: string
}

/**
 * Runs a program in a process of its own, at the root of the repository, with nothing in its environment but where the
 * platform is.
 */
export const runProgram = (path: string, baseURL: string, args: ReadonlyArray<string> = []): Promise<Run> =>
  new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ["--conditions=@pareta/source", path, ...args], {
      cwd: root,
      env: { PARETA_BASE_URL: baseURL, PARETA_API_KEY: "pareta_sk_test_examples" }
    })
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
