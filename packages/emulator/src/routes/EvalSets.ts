/** Creates, lists, retrieves and deletes eval sets, and proposes a task for rows: `/v1/eval-sets`. See `docs/wire.md#eval-sets`. */
import * as Effect from "effect/Effect"
import { findTask } from "../catalogue/Catalogue.ts"
import type { CatalogueTask } from "../catalogue/CatalogueTask.ts"
import { EvalSet } from "../evals/EvalSet.ts"
import { boundTask, type Proposal, propose as proposalOf, refusal } from "../evals/Proposal.ts"
import { formErrorOf, type Row, readRows } from "../evals/Rows.ts"
import type { World } from "../state/World.ts"
import { bytesPerValue, maxDepth, measure } from "../wire/JsonSize.ts"
import { Problem, unprocessable } from "../wire/Problem.ts"
import { empty, json } from "../wire/Reply.ts"
import type { Exchange, Route } from "./Exchange.ts"
import { type Form, readForm } from "./Form.ts"

/** The routes of eval sets. */
export const evalSetRoutes: ReadonlyArray<Route> = [
  {
    name: "evals.proposeContract",
    method: "POST",
    path: "/v1/eval-sets/propose-contract",
    generation: 3,
    handle: (exchange) => propose(exchange)
  },
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

const propose = Effect.fnUntraced(function* (exchange: Exchange) {
  const form = yield* readForm(exchange, [], ["items"])
  const prompt = yield* promptOf(form)
  if (prompt === undefined) return yield* promptRequired()
  const rows = yield* rowsOf(exchange, form)
  yield* checkForm(rows, true)
  return json(proposalFor(exchange, rows, prompt))
})

const create = Effect.fnUntraced(function* (exchange: Exchange) {
  const { world, now } = exchange
  const { surface } = world.options
  const form = yield* readForm(exchange, surface === "0.2" ? ["task_id"] : [], ["items"])
  const prompt = yield* promptOf(form)
  const taskId = form.fields["task_id"] ?? ""
  const isStrict = surface === "3" || taskId === ""
  if (prompt === undefined && isStrict) return yield* promptRequired()
  const rows = yield* rowsOf(exchange, form)
  if (isStrict) yield* checkForm(rows, true)
  const task = yield* taskOf(exchange, taskId, rows, prompt)
  if (isStrict && !task.hasBlobInput) yield* checkForm(rows, false)
  const name = form.fields["name"] || `eval set (${rows.length} items)`
  const { depth, bytes: ofContent } = measure([rows, name, prompt])
  const bytes = ofContent + bytesPerSet
  if (depth > maxDepth) return yield* unprocessable("items: a row is nested too deeply")
  if (!world.evalSpace.fits(bytes)) return yield* evalSpaceFull(world)
  const set = new EvalSet(world.nextId("es_", 12), { task, name, rows, prompt }, now)
  world.evalSpace.take(set.id, bytes)
  world.evalSets.set(set.id, set)
  return json({ eval_set: set.toRecord() }, 201)
})

/** The prompt of a form; `undefined` if it has none. Fails if it is too long, or under its old name. */
const promptOf = ({ fields }: Form): Effect.Effect<string | undefined, Problem> => {
  if (fields["intent"] !== undefined) {
    return Effect.fail(
      new Problem({ status: 400, detail: "intent is now called prompt: send the field prompt instead" })
    )
  }
  const prompt = fields["prompt"]?.trim()
  if (prompt !== undefined && [...prompt].length > longestPrompt) {
    return Effect.fail(unprocessable(`prompt must be at most ${longestPrompt} characters long`))
  }
  return Effect.succeed(prompt === "" ? undefined : prompt)
}

const longestPrompt = 500

const promptRequired = () =>
  new Problem({ status: 400, detail: "prompt is required: one sentence that says what to do with each item" })

const rowsOf = ({ world }: Exchange, form: Form) =>
  readRows(form.file("items").bytes, Math.floor(world.options.limits.evalBytes / bytesPerValue))

const checkForm = (rows: ReadonlyArray<Row>, mayLackInput: boolean): Effect.Effect<void, Problem> => {
  const error = formErrorOf(rows, mayLackInput)
  return error === undefined ? Effect.void : Effect.fail(unprocessable(error))
}

const proposalFor = ({ world }: Exchange, rows: ReadonlyArray<Row>, prompt: string): Proposal =>
  proposalOf(rows, prompt, world.proposals.take(prompt))

/** The task of a set: the one given, or the one that its rows and its prompt clearly fit. */
const taskOf = (
  exchange: Exchange,
  taskId: string,
  rows: ReadonlyArray<Row>,
  prompt: string | undefined
): Effect.Effect<CatalogueTask, Problem> => {
  const proposal = taskId === "" ? proposalFor(exchange, rows, prompt ?? "") : undefined
  const id = proposal === undefined ? taskId : (boundTask(proposal) ?? "")
  const task = findTask(id, exchange.world.options.surface)
  if (task !== undefined) return Effect.succeed(task)
  if (proposal !== undefined) return Effect.fail(new Problem({ status: 400, detail: refusal(proposal) }))
  const unknown = `unknown task '${taskId}'`
  return Effect.fail(
    exchange.world.options.surface === "0.2" ? unprocessable(unknown) : new Problem({ status: 400, detail: unknown })
  )
}

// A set takes about this much, besides its content.
const bytesPerSet = 1_000
