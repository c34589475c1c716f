/** `pnpm demo [document]`: starts the emulator of the platform and runs a complete job against it, over a socket. */
import { createEmulator } from "@pareta/emulator"
import { isParetaError, Pareta } from "pareta"
import { DemoError } from "./DemoError.ts"
import { runDemo } from "./demo.ts"
import { readDocument } from "./document.ts"
import { makeScreen } from "./Screen.ts"

const usage = `usage: demo [document]

Deploys a model to an endpoint, reads a contract with it (a text file; default demo/documents/service-agreement.txt),
streams a summary, shows the metrics and deletes the endpoint. The platform is the emulator of this repository.
`

const screen = makeScreen(process.stdout, process.env)
const interruption = new AbortController()

// By convention, 128 plus the number of the signal.
const exitCodes = { SIGINT: 130, SIGTERM: 143 } as const

// The first Ctrl-C stops the job and cleans up; the second one exits at once. The listeners are never removed: the
// spinner adds a listener that restores the cursor, and that one ends the process if it is the only listener.
for (const [signal, code] of Object.entries(exitCodes)) {
  process.on(signal, () => {
    if (interruption.signal.aborted) process.exit(code)
    interruption.abort(signal)
  })
}

const say = (problem: string) => process.stderr.write(`\n${problem}\n`)

const report = (error: unknown): void => {
  const { signal } = interruption
  if (signal.aborted) {
    say("Interrupted: everything that was started has been stopped.")
    process.exitCode = exitCodes[signal.reason as keyof typeof exitCodes]
    return
  }
  process.exitCode = 1
  if (error instanceof DemoError) say(`The demo stopped: ${error.message}`)
  else if (isParetaError(error)) {
    const request = error.requestId == null ? "" : ` (request ${error.requestId})`
    say(`The demo stopped: ${error.operation ?? "a call"} failed with ${error.name}: ${error.message}${request}`)
  } else say(`The demo stopped because of a bug:\n${error instanceof Error ? error.stack : error}`)
}

const main = async (path: string | undefined): Promise<void> => {
  const document = await readDocument(path)
  // Realistic latencies, except for the deployment: a real one takes minutes.
  const server = await createEmulator({ latency: "realistic", timing: { deploy: "2 seconds" } }).listen()
  try {
    screen.write(`${screen.bold("Pareta")}  A contract, read by your own model\n`)
    screen.line(
      screen.dim(`The platform is the emulator of this repository, at ${server.url}. Its numbers are made up.`)
    )
    await runDemo(
      new Pareta({ apiKey: "pareta_sk_test_demo", baseURL: server.url }),
      document,
      screen,
      interruption.signal
    )
    screen.write("\n")
  } finally {
    await server.close()
  }
}

const [first, ...more] = process.argv.slice(2)
if (first === "--help" || first === "-h") process.stdout.write(usage)
else if (more.length > 0 || first?.startsWith("-")) {
  process.stderr.write(usage)
  process.exitCode = 2
} else await main(first).catch(report)
