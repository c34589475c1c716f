/** Creates and retrieves eval runs: `/v1/eval-runs`. See `docs/wire.md#eval-runs`. */
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type { CatalogueTask } from "../catalogue/CatalogueTask.ts"
import { type EvalModel, findEvalModel } from "../evals/EvalModel.ts"
import { EvalRun } from "../evals/EvalRun.ts"
import { keyOf } from "../state/Idempotency.ts"
import { measure } from "../wire/JsonSize.ts"
import { outOfCredit, Problem, unprocessable } from "../wire/Problem.ts"
import { json } from "../wire/Reply.ts"
import type { Surface } from "../wire/Surface.ts"
import { evalSetNotFound } from "./EvalSets.ts"
import type { Exchange, Route } from "./Exchange.ts"
import { bodyOf } from "./Validation.ts"

/** The routes of eval runs. */
export const evalRunRoutes: ReadonlyArray<Route> = [
  { name: "evals.runs.create", method: "POST", path: "/v1/eval-runs", handle: (exchange) => create(exchange) },
  { name: "evals.runs.retrieve", method: "GET", path: "/v1/eval-runs/:id", handle: (exchange) => retrieve(exchange) }
]

const create = Effect.fnUntraced(function* (exchange: Exchange) {
  const { world, now, request, requestId } = exchange
  const { eval_set_id: setId, candidate_model_ids: candidateIds } = yield* readRunRequest(exchange)
  const set = world.evalSets.get(setId)
  if (set === undefined) return yield* evalSetNotFound(setId)
  const models = yield* modelsOf(set.content.task, candidateIds, world.options.surface)
  if (world.ledger.balanceMicroUsd <= 0) return yield* outOfCredit()
  // Each item keeps an answer, which may be as long as its row.
  const items = models.length * (set.content.rows.length * bytesPerItem + world.evalSpace.of(set.id))
  const scripted = world.runs.take()
  const { runMilliseconds, runMovesWhenPolled } = world.options.timing
  const run = new EvalRun(
    world.nextId("run_", 12),
    {
      set,
      candidateIds,
      models,
      requestId,
      idempotencyKey: keyOf(request),
      predict: (question) => world.model.predict(question),
      seed: world.options.seed,
      durationMilliseconds: scripted.lasts === undefined ? runMilliseconds : Duration.toMillis(scripted.lasts),
      movesWhenPolled: scripted.lasts === undefined && runMovesWhenPolled,
      scripted
    },
    now
  )
  if (!world.addRun(run, bytesPerRun + items + measure(candidateIds).bytes)) {
    return yield* new Problem({
      status: 413,
      detail: "the run is too large for the emulator: use fewer rows or models"
    })
  }
  return json({ run_id: run.id, status: "queued" }, 202)
})

const retrieve = ({ world, params, now }: Exchange) => {
  const id = params["id"] ?? ""
  const run = world.evalRuns.get(id)
  if (run === undefined) return Effect.fail(new Problem({ status: 404, detail: `eval run '${id}' not found` }))
  const reply = json(run.toRecord(now))
  run.polled(now)
  return Effect.succeed(reply)
}

const bytesPerItem = 300
const bytesPerRun = 1_000

const readRunRequest = bodyOf(
  Schema.Struct({ eval_set_id: Schema.NonEmptyString, candidate_model_ids: Schema.Array(Schema.String) })
)

const modelsOf = Effect.fnUntraced(function* (task: CatalogueTask, ids: ReadonlyArray<string>, surface: Surface) {
  if (ids.length === 0) return yield* unprocessable("candidate_model_ids must not be empty")
  const models: Array<EvalModel> = []
  const unknown: Array<string> = []
  for (const id of new Set(ids)) {
    // The first generation has no `auto`.
    const model = id === "auto" && surface === "0.2" ? undefined : findEvalModel(task, id)
    if (model === undefined) unknown.push(`'${id}'`)
    else models.push(model)
  }
  if (unknown.length > 0) return yield* unprocessable(`unknown candidate model ids: ${unknown.join(", ")}`)
  return models
})
