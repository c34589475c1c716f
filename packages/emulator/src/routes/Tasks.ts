/** Lists and retrieves tasks and their leaderboards: `/v1/tasks`. See `docs/wire.md#tasks`. */
import * as Effect from "effect/Effect"
import { findTask, tasks } from "../catalogue/Catalogue.ts"
import type { CatalogueTask } from "../catalogue/CatalogueTask.ts"
import { examplesOf } from "../catalogue/Examples.ts"
import { rowSchemasOf } from "../catalogue/RowSchemas.ts"
import { type Problem, taskNotFound, unprocessable } from "../wire/Problem.ts"
import { json } from "../wire/Reply.ts"
import { isServed } from "../wire/Surface.ts"
import type { Exchange, Route } from "./Exchange.ts"

/** The routes of tasks. */
export const taskRoutes: ReadonlyArray<Route> = [
  {
    name: "tasks.list",
    method: "GET",
    path: "/v1/tasks",
    handle: ({ world }) =>
      Effect.sync(() => json({ tasks: tasks.filter((task) => isServed(task, world.options.surface)).map(taskRecord) }))
  },
  {
    name: "tasks.retrieve",
    method: "GET",
    path: "/v1/tasks/:id",
    handle: Effect.fnUntraced(function* (exchange) {
      const task = yield* taskOf(exchange)
      const count = yield* countOf(exchange)
      const examples = Number.isNaN(count) ? {} : { examples: examplesOf(task.id, count) }
      return json({ ...taskRecord(task), ...examples })
    })
  },
  {
    name: "tasks.leaderboard",
    method: "GET",
    path: "/v1/tasks/:id/leaderboard",
    handle: (exchange) => Effect.map(taskOf(exchange), (task) => json(leaderboardRecord(task)))
  }
]

const taskRecord = (task: CatalogueTask) => {
  const { input, output, gold } = rowSchemasOf(task)
  return {
    id: task.id,
    description: task.description,
    category: task.category,
    default_scorer: task.defaultScorer,
    has_blob_input: task.hasBlobInput,
    input_schema: input,
    output_schema: output,
    output_schema_role: gold === null ? "gold" : "summary",
    gold_schema: gold
  }
}

// The task in the path of the request. Fails with 404.
const taskOf = ({ params, world }: Exchange): Effect.Effect<CatalogueTask, Problem> => {
  const id = params["id"] ?? ""
  const task = findTask(id, world.options.surface)
  return task === undefined ? Effect.fail(taskNotFound(id)) : Effect.succeed(task)
}

// NaN when the request does not ask for examples, which is not the same as asking for 0.
const countOf = ({ request }: Exchange): Effect.Effect<number, Problem> => {
  const asked = new URLSearchParams(request.query).get("examples_n") ?? ""
  return /^\d*$/.test(asked)
    ? Effect.succeed(asked === "" ? Number.NaN : Number(asked))
    : Effect.fail(
        unprocessable([{ loc: ["query", "examples_n"], msg: "must be an integer, 0 or greater", type: "value_error" }])
      )
}

const leaderboardRecord = (task: CatalogueTask) => {
  const frontier = frontierEntries(task)
  return {
    task_id: task.id,
    metric: task.metric,
    cost_unit: task.costUnit,
    recommended: task.recommended,
    models: [...openEntries(task), ...frontier].sort((left, right) => (right.quality ?? 0) - (left.quality ?? 0)),
    frontier: frontier[0] ?? null
  }
}

const frontierEntries = (task: CatalogueTask) =>
  task.frontier.map((model) => ({
    name: model.id,
    kind: "frontier",
    quality: model.quality,
    cost_per_request_micro_usd: model.costPerRequestMicroUsd,
    context_k: model.contextK
  }))

const openEntries = (task: CatalogueTask) =>
  task.candidates.map((candidate) => ({
    name: candidate.alias,
    kind: "open",
    // Lanes have no benchmark, so only the names of their models are listed.
    quality: task.pricing === "per-token" ? null : candidate.quality,
    cost_per_request_micro_usd: task.pricing === "per-token" ? null : candidate.costPerRequestMicroUsd,
    context_k: candidate.contextK,
    run_mode: candidate.runMode
  }))
