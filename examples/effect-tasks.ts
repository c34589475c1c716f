/** Tasks with Effect: match, fetch the leaderboard and the baselines together, branch by type and by tag. */
import { HttpTransport, ParetaClient } from "@pareta/core"
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"

const recommend = Effect.fnUntraced(
  function* (query: string) {
    const pareta = yield* ParetaClient
    const match = yield* pareta.tasks.match(query)
    if (!match.matched) return match.type === "capability" ? `the ${match.capability.id} lane` : match.type
    const { taskId } = match.chosen
    const [board, baselines] = yield* Effect.all(
      [pareta.tasks.leaderboard(taskId), pareta.evals.frontierModels(taskId)],
      { concurrency: "unbounded" }
    )
    const benchmarked = baselines.filter((model) => model.benchmarked).length
    return `${taskId}: ${board.recommended} of ${board.models.length}, next to ${benchmarked} baselines`
  },
  Effect.catchTag("InvalidArgumentError", (error) => Effect.succeed(`not sent: ${error.message}`))
)

const program = Effect.gen(function* () {
  const pareta = yield* ParetaClient
  for (const query of ["extract key fields from contracts", "a chatbot to talk to", "generate a video", " "]) {
    yield* Console.log(`${JSON.stringify(query)} → ${yield* recommend(query)}`)
  }
  const task = yield* pareta.tasks.retrieve("text-to-sql", { examplesN: 1 })
  yield* Console.log(task.defaultScorer, JSON.stringify(task.examples[0]))
  yield* pareta.tasks
    .leaderboard("make-coffee")
    .pipe(Effect.catchTag("NotFoundError", (error) => Console.log(error.status, error.message)))
})

await program.pipe(
  Effect.provide(ParetaClient.layerConfig().pipe(Layer.provide(HttpTransport.layerFetch()))),
  Effect.runPromise
)
