/** Creates, lists, retrieves and deletes eval sets: `/v1/eval-sets`. See `docs/wire.md#eval-sets`. */
import * as Effect from "effect/Effect"
import { findTask } from "../catalogue/Catalogue.ts"
import { EvalSet } from "../evals/EvalSet.ts"
import { readRows } from "../evals/Rows.ts"
import type { World } from "../state/World.ts"
import { bytesPerValue, maxDepth, measure } from "../wire/JsonSize.ts"
import { Problem, unprocessable } from "../wire/Problem.ts"
import { empty, json } from "../wire/Reply.ts"
import type { Exchange, Route } from "./Exchange.ts"
import { readForm } from "./Form.ts"

/** The routes of eval sets. */
export const evalSetRoutes: ReadonlyArray<Route> = [
  { name: "evals.sets.create", method: "POST", path: "/v1/eval-sets", handle: (exchange) => create(exchange) },
  {
    name: "evals.sets.list",
    method: "GET",
    path: "/v1/eval-sets",
    handle: ({ world }) =>
      Effect.sync(() => json({ eval_sets: [...world.evalSets.values()].map((set) => set.toRecord()) }))
  },
  {
    name: "evals.sets.retrieve",
    method: "GET",
    path: "/v1/eval-sets/:id",
    handle: (exchange) => Effect.map(evalSetOf(exchange), (set) => json({ eval_set: set.toRecord() }))
  },
  {
    name: "evals.sets.delete",
    method: "DELETE",
    path: "/v1/eval-sets/:id",
    handle: (exchange) =>
      // Runs of the set are not affected: they keep a reference to it.
      Effect.map(evalSetOf(exchange), (set) => {
        exchange.world.evalSets.delete(set.id)
        exchange.world.evalSpace.free(set.id)
        return empty(204)
      })
  }
]

/** The eval set in the path of the request. Fails with 404. */
export const evalSetOf = ({ world, params }: Exchange): Effect.Effect<EvalSet, Problem> => {
  const id = params["id"] ?? ""
  const set = world.evalSets.get(id)
  return set === undefined ? Effect.fail(evalSetNotFound(id)) : Effect.succeed(set)
}

/** 404: there is no such eval set. */
export const evalSetNotFound = (id: string) => new Problem({ status: 404, detail: `eval set '${id}' not found` })

/** 413: there is no space for more eval sets or documents. */
export const evalSpaceFull = (world: World) =>
  new Problem({
    status: 413,
    detail: `the emulator keeps at most ${world.options.limits.evalBytes} bytes of eval sets: delete some, or raise the limit`
  })

const create = Effect.fnUntraced(function* (exchange: Exchange) {
  const { world, now } = exchange
  const form = yield* readForm(exchange, ["task_id"], ["items"])
  const taskId = form.fields["task_id"] ?? ""
  const task = findTask(taskId, world.options.surface)
  if (task === undefined) return yield* unprocessable(`unknown task '${taskId}'`)
  const rows = yield* readRows(form.file("items").bytes, Math.floor(world.options.limits.evalBytes / bytesPerValue))
  const name = form.fields["name"] || `eval set (${rows.length} items)`
  // `intent` is its old name.
  const prompt = form.fields["prompt"] ?? form.fields["intent"]
  const { depth, bytes: ofContent } = measure([rows, name, prompt])
  const bytes = ofContent + bytesPerSet
  if (depth > maxDepth) return yield* unprocessable("items: a row is nested too deeply")
  if (!world.evalSpace.fits(bytes)) return yield* evalSpaceFull(world)
  const set = new EvalSet(world.nextId("es_", 12), { task, name, rows, prompt }, now)
  world.evalSpace.take(set.id, bytes)
  world.evalSets.set(set.id, set)
  return json({ eval_set: set.toRecord() }, 201)
})

// A set takes about this much, besides its content.
const bytesPerSet = 1_000
