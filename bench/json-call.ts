/** The time that a client adds to a JSON call, without a network. */
import type { Measurement } from "./budgets.ts"
import { bareCall, inMemory, makeOpenAI, makePareta } from "./contestants.ts"
import { timeInTurns } from "./interleaved.ts"
import { answeringFetch, params, repeatedly } from "./platform.ts"
import { runSubject } from "./subject.ts"

const callsPerRound = 200

/** The time that a client adds to `fetch` and `json`, with a response from memory. */
const measure = async (): Promise<ReadonlyArray<Measurement>> => {
  const network = inMemory(answeringFetch())
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
  const microseconds = (milliseconds: number) => (milliseconds * 1000) / callsPerRound
  const ours = microseconds(times.pareta - times.bare)
  const theirs = microseconds(times.openai - times.bare)
  return [
    {
      budget: "jsonCall",
      value: ours / theirs,
      detail: `+${ours.toFixed(1)} µs, openai +${theirs.toFixed(1)} µs, bare ${microseconds(times.bare).toFixed(1)} µs`
    }
  ]
}

await runSubject(measure)
