import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import type { BudgetName, Measurement } from "./budgets.ts"
import { inMemory, makeOpenAI, makePareta, makeParetaClient } from "./contestants.ts"
import { timeInTurns } from "./interleaved.ts"
import { type Arrival, params, streamingFetch } from "./platform.ts"
import { runSubject } from "./subject.ts"

const contentEvents = 2000

/** Typed chunks of a chat stream, each looked at by the consumer as people do: the text of the first choice. */
const measure = async (): Promise<ReadonlyArray<Measurement>> => [
  ...(await measureArrival("64 KiB network chunks", "chatStreamWhole", "effectStreamWhole")),
  ...(await measureArrival("one event per network chunk", "chatStreamSingle", "effectStreamSingle"))
]

const measureArrival = async (
  arrival: Arrival,
  promiseFace: BudgetName,
  effectFace: BudgetName
): Promise<ReadonlyArray<Measurement>> => {
  const { fetch, text, events } = streamingFetch(contentEvents, arrival)
  const network = inMemory(fetch)
  const pareta = makePareta(network)
  const openai = makeOpenAI(network)
  const client = await makeParetaClient(network)
  const reads = (read: () => Promise<string>) => async () => {
    if ((await read()) !== text) throw new Error("a stream spelled another text")
  }
  const times = await timeInTurns(
    {
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
    },
    { warmUp: 12, rounds: 41 }
  )
  const rate = (milliseconds: number) => `${(events / milliseconds).toFixed(0)}k events/s`
  const measurement = (budget: BudgetName, ours: number): Measurement => ({
    budget,
    value: times.openai / ours,
    detail: `${rate(ours)}, openai ${rate(times.openai)}`
  })
  return [measurement(promiseFace, times.pareta), measurement(effectFace, times.effect)]
}

await runSubject(measure)
