import { type ChildProcess, spawn } from "node:child_process"
import { fileURLToPath } from "node:url"

const root = fileURLToPath(new URL("../..", import.meta.url))
const holdTimers = new URL("holdTimers.ts", import.meta.url).href

/** The output and the exit code of a program. */
export interface Run {
  readonly code: number | null
  readonly output: string
  readonly errors: string
}

/** A running program. */
export interface Program {
  readonly run: Promise<Run>
  /** What it has printed so far. */
  readonly printed: () => string
  /** Waits for a condition, or for the end of the program. */
  readonly until: (condition: () => boolean) => Promise<void>
  /** Kills it. */
  readonly stop: () => void
  /** Makes its time limit expire. holdTimers.ts holds it until then. */
  readonly timeIsUp: () => void
}

interface ProgramOptions {
  readonly args?: ReadonlyArray<string>
  /** The last argument is a time limit. It expires when `timeIsUp` is called. */
  readonly holdsTimers?: boolean
  /** The port of a program that is a server. */
  readonly port?: number
}

const ended = (child: ChildProcess, output: () => string): Promise<Run> =>
  new Promise((resolve, reject) => {
    let errors = ""
    child.stderr?.on("data", (data) => {
      errors += data
    })
    child.on("error", reject)
    child.on("close", (code) => resolve({ code, output: output(), errors }))
  })

/**
 * Runs a program in its own process, at the root of the repository. Its environment contains only the platform's URL,
 * a key, and a port if one is given.
 */
export const runProgram = (
  path: string,
  baseURL: string,
  { args = [], holdsTimers = false, port }: ProgramOptions = {}
): Program => {
  const imports = holdsTimers ? ["--import", holdTimers] : []
  const child = spawn(process.execPath, ["--conditions=@pareta/source", ...imports, path, ...args], {
    cwd: root,
    env: {
      PARETA_BASE_URL: baseURL,
      PARETA_API_KEY: "pareta_sk_test_examples",
      ...(port === undefined ? undefined : { PORT: String(port) })
    },
    stdio: ["ignore", "pipe", "pipe", ...(holdsTimers ? ["ipc" as const] : [])]
  })
  let output = ""
  child.stdout?.on("data", (data) => {
    output += data
  })
  const printed = () => output
  return {
    run: ended(child, printed),
    printed,
    until: async (condition) => {
      while (child.exitCode === null && !condition()) await new Promise((resolve) => setTimeout(resolve, 2))
    },
    stop: () => child.kill("SIGKILL"),
    timeIsUp: () => child.connected && child.send("time is up")
  }
}
