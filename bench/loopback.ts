/** The time of a JSON call over a socket. */
import { fork } from "node:child_process"
import type { Measurement } from "./budgets.ts"
import { bareCall, makeOpenAI, makePareta, type Network } from "./contestants.ts"
import { timeInTurns } from "./interleaved.ts"
import { params, repeatedly } from "./platform.ts"
import { plainEnvironment, runSubject } from "./subject.ts"

const callsPerRound = 25

/** A call over a real socket, with the runtime's own `fetch`. */
const measure = async (): Promise<ReadonlyArray<Measurement>> => {
  const server = await startServer()
  try {
    const network: Network = { fetch: globalThis.fetch, origin: `http://127.0.0.1:${server.port}` }
    const bare = bareCall(network)
    const pareta = makePareta(network)
    const openai = makeOpenAI(network)
    const times = await timeInTurns(
      {
        bare: repeatedly(callsPerRound, bare),
        pareta: repeatedly(callsPerRound, () => pareta.chat.completions.create(params)),
        openai: repeatedly(callsPerRound, () => openai.chat.completions.create(params))
      },
      { warmUp: 10, rounds: 41 }
    )
    const shown = (milliseconds: number) => `${((milliseconds * 1000) / callsPerRound).toFixed(0)} µs`
    return [
      {
        budget: "loopback",
        value: times.pareta / times.bare,
        detail: `${shown(times.pareta)}, bare ${shown(times.bare)}`
      },
      {
        budget: "loopbackAgainstOpenAI",
        value: times.pareta / times.openai,
        detail: `${shown(times.pareta)}, openai ${shown(times.openai)}`
      }
    ]
  } finally {
    server.stop()
  }
}

const startServer = (): Promise<{ readonly port: number; readonly stop: () => void }> =>
  new Promise((resolve, reject) => {
    const program = new URL("loopback-server.ts", import.meta.url)
    const child = fork(program, { execArgv: [], env: plainEnvironment() })
    child.once("message", (port) => resolve({ port: port as number, stop: () => child.disconnect() }))
    child.once("error", reject)
    child.once("exit", (code) => reject(new Error(`the server ended (exit code ${code})`)))
  })

await runSubject(measure)
