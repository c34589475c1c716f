/** The rate of chat streams, with Promises, with Effect and with `openai`. */
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import type { BudgetName, Measurement } from "./budgets.ts"
import { inMemory, makeOpenAI, makePareta, makeParetaClient } from "./contestants.ts"
import { timeInTurns } from "./interleaved.ts"
import { type Arrival, params, streamingFetch } from "./platform.ts"
import { runSubject } from "./subject.ts"

/** The number of text pieces in a measured stream, and in a warm-up stream. */
const lengths = { measured: 2000, warmUp: 20 }

const measure = async (): Promise<ReadonlyArray<Measurement>> => [
  ...(await measureArrival("64 KiB network chunks", "chatStreamWhole", "effectStreamWhole")),
  ...(await measureArrival("one event per network chunk", "chatStreamSingle", "effectStreamSingle"))
]

const measureArrival = async (
  arrival: Arrival,
  promiseFace: BudgetName,
  effectFace: BudgetName
): Promise<ReadonlyArray<Measurement>> => {
  // Open many short streams first. With only a few long ones, the code that opens a stream is never compiled, and
  // opening would cost as much as hundreds of events.
  await timeInTurns((await contestants(lengths.warmUp, arrival)).readers, { warmUp: 2000, rounds: 0 })
  const { readers, events } = await contestants(lengths.measured, arrival)
  const times = await timeInTurns(readers, { warmUp: 60, rounds: 41 })
  const rate = (milliseconds: number) => `${(events / milliseconds).toFixed(0)}k events/s`
  const measurement = (budget: BudgetName, ours: number): Measurement => ({
    budget,
    value: times.openai / ours,
    detail: `${rate(ours)}, openai ${rate(times.openai)}`
  })
  return [measurement(promiseFace, times.pareta), measurement(effectFace, times.effect)]
}

/** Reads a stream to its end as users do: the text of the first choice of each typed chunk. */
const contestants = async (length: number, arrival: Arrival) => {
  const { fetch, text, events } = streamingFetch(length, arrival)
  const network = inMemory(fetch)
  const pareta = makePareta(network)
  const openai = makeOpenAI(network)
  const client = await makeParetaClient(network)
  const reads = (read: () => Promise<string>) => async () => {
    if ((await read()) !== text) throw new Error("a stream returned another text")
  }
  const readers = {
    pareta: reads(async () => {
      let spelled = ""
      for await (const chunk of pareta.chat.completions.create({ ...params, stream: true })) {
        spelled += chunk.choices[0]?.delta.content ?? ""
      }
      return spelled
    }),
    openai: reads(async () => {
      let spelled = ""
      for await (const chunk of await openai.chat.completions.create({ ...params, stream: true })) {
        spelled += chunk.choices[0]?.delta.content ?? ""
      }
      return spelled
    }),
    effect: reads(() => {
      let spelled = ""
      return client.chat.completions.stream(params).pipe(
        Stream.runForEach((chunk) =>
          Effect.sync(() => {
            spelled += chunk.choices[0]?.delta.content ?? ""
          })
        ),
        Effect.map(() => spelled),
        Effect.runPromise
      )
    })
  }
  return { readers, events }
}

await runSubject(measure)
