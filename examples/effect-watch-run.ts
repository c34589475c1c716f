/** The states of a run as a Stream: show progress, stop early, give up. */
import { HttpTransport, ParetaClient } from "@pareta/core"
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Stream from "effect/Stream"

const items = [
  { input: { text: "Dear Ms. Lee, thank you for your visit. Sincerely, Tom" }, expected: "letter" },
  { input: { text: "Education: MSc. Skills: SQL." }, expected: "resume" }
]

const program = Effect.gen(function* () {
  const { evals } = yield* ParetaClient
  const { id } = yield* evals.runs.create({ task: "doc-classification", items, models: ["qwen-1"] })

  const last = yield* evals.runs.watch(id, { pollInterval: "50 millis" }).pipe(
    Stream.tap((state) => Console.log(state.status)),
    Stream.runLast
  )
  const run = Option.getOrThrow(last)
  yield* Console.log(run.results.map((result) => `${result.modelId}: ${result.qualityMean}`).join(", "))

  // After the first state, the polling ends. The run goes on.
  const again = yield* evals.runs.create({ evalSet: run.evalSetId, models: ["mistral-2"] })
  const states = yield* evals.runs.watch(again.id).pipe(Stream.take(1), Stream.runCollect)
  yield* Console.log("left while", states[0]?.status)

  // A wait that times out fails with EvalTimeoutError. Its run id lets you wait again later.
  yield* evals.runs
    .wait(again.id, { timeout: 0 })
    .pipe(Effect.catchTag("EvalTimeoutError", (error) => Console.log(error.lastStatus, error.runId === again.id)))
  if (run.evalSetId !== null) yield* evals.sets.delete(run.evalSetId)
})

await program.pipe(
  Effect.provide(ParetaClient.layerConfig().pipe(Layer.provide(HttpTransport.layerFetch()))),
  Effect.runPromise
)
