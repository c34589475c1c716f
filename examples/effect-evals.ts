/** Evaluations with Effect: several runs, two at a time, on a set that is always deleted. */
import { HttpTransport, ParetaClient } from "@pareta/core"
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"

/** A set that is deleted when its scope closes. */
const evalSet = Effect.gen(function* () {
  const pareta = yield* ParetaClient
  const { examples } = yield* pareta.tasks.retrieve("intent-classification", { examplesN: 5 })
  return yield* Effect.acquireRelease(
    pareta.evals.sets.create({ task: "intent-classification", items: examples }),
    (set) => pareta.evals.sets.delete(set.id).pipe(Effect.andThen(Console.log("the set is deleted")), Effect.ignore)
  )
})

const evaluate = Effect.fnUntraced(function* (evalSet: string, model: string) {
  const pareta = yield* ParetaClient
  const run = yield* pareta.evals.runs.createAndWait(
    { evalSet, models: [model] },
    { pollInterval: "50 millis", timeout: "20 minutes" }
  )
  const [result] = run.results
  // A failed run is a result, not an error.
  return run.status === "completed" ? `${model}: ${result?.qualityMean}` : `${model}: ${run.errorDetail}`
})

const program = Effect.gen(function* () {
  const { id, itemCount } = yield* evalSet
  yield* Console.log(itemCount, "rows")
  const lines = yield* Effect.forEach(
    ["mistral-2", "qwen-1", "llama-1", "gpt-9"],
    (model) =>
      evaluate(id, model).pipe(
        Effect.catchTags({
          BadRequestError: (error) => Effect.succeed(`${model}: ${error.message}`),
          EvalTimeoutError: (error) => Effect.succeed(`${model}: still ${error.lastStatus}`)
        })
      ),
    { concurrency: 2 }
  )
  for (const line of lines) yield* Console.log(line)
}).pipe(Effect.scoped)

await program.pipe(
  Effect.catchTag("InsufficientCreditsError", (error) => Console.error(`top up first: ${error.message}`)),
  Effect.provide(ParetaClient.layerConfig().pipe(Layer.provide(HttpTransport.layerFetch()))),
  Effect.runPromise
)
