/** `pnpm demo [document]`: starts the emulator of the platform and does a whole job on it, over a socket, by the client. */
import { createEmulator } from "@pareta/emulator"
import { isParetaError, Pareta } from "pareta"
import { DemoError } from "./DemoError.ts"
import { runDemo } from "./demo.ts"
import { readDocument } from "./document.ts"
import { makeScreen } from "./Screen.ts"

const usage = `usage: demo [document]

Reads a contract (a text file; without one, demo/documents/service-agreement.txt) with a model that is deployed,
called, streamed from, measured and deleted again. The platform is the emulator of this repository.
`

const screen = makeScreen(process.stdout, process.env)
const interruption = new AbortController()

// By convention, 128 and the number of the signal.
const exitCodes = { SIGINT: 130, SIGTERM: 143 } as const

// The first Ctrl-C stops the job and cleans up, a second one does not wait for that. The listeners stay: the spinner's
// own, which brings the cursor back, ends the process at once when it finds itself alone.
for (const [signal, code] of Object.entries(exitCodes)) {
  process.on(signal, () => {
    if (interruption.signal.aborted) process.exit(code)
    interruption.abort(signal)
  })
}

const say = (problem: string) => process.stderr.write(`\n${problem}\n`)

const tell = (error: unknown): void => {
  const { signal } = interruption
  if (signal.aborted) {
    say("Interrupted: everything that was started is stopped.")
    process.exitCode = exitCodes[signal.reason as keyof typeof exitCodes]
    return
  }
  process.exitCode = 1
  if (error instanceof DemoError) say(`The demo stopped: ${error.message}`)
  else if (isParetaError(error)) {
    const request = error.requestId == null ? "" : ` (request ${error.requestId})`
    say(`The demo stopped: ${error.operation ?? "a call"} failed with ${error.name}: ${error.message}${request}`)
  } else say(`The demo stopped, by a mistake of its own:\n${error instanceof Error ? error.stack : error}`)
}

const main = async (path: string | undefined): Promise<void> => {
  const document = await readDocument(path)
  // Everything takes as long as it would, but the deployment, which nobody wants to wait minutes for.
  const server = await createEmulator({ latency: "realistic", timing: { deploy: "2 seconds" } }).listen()
  try {
    screen.write(`${screen.bold("Pareta")}  A contract, read by a model of your own\n`)
    screen.line(
      screen.dim(`The platform is the emulator of this repository, at ${server.url}; its numbers are made up.`)
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
} else await main(first).catch(tell)
