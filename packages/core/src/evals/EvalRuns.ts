import * as Effect from "effect/Effect"
import type { Call } from "../http/Call.ts"
import { pathSegment } from "../http/Url.ts"
import { type CallFailure, InvalidArgumentError } from "../ParetaError.ts"
import { decodeCreatedRun, decodeEvalRun, type EvalRun } from "./EvalRun.ts"
import * as EvalSets from "./EvalSets.ts"
import { checkFrontier, type FrontierSpec, modelIds, resolveFrontier } from "./Frontier.ts"
import type { EvalItems } from "./Items.ts"

/** An id, as it comes from a record that may lack one; an absent or empty id is refused before anything is sent. */
export type EvalRunId = string | null | undefined

/** What `evals.runs.create` takes: a set that exists, or a task and rows to make one of (contract §6.5). */
export interface EvalRunCreateParams {
  /** A set that exists; it wins over `task` and `items`. */
  readonly evalSet?: string | null | undefined
  readonly task?: string | null | undefined
  readonly items?: EvalItems | null | undefined
  /** The open candidates: aliases. */
  readonly models: ReadonlyArray<string | null | undefined>
  /** The frontier models to compare with, behind the open ones. Default none. */
  readonly frontier?: FrontierSpec | undefined
  /** Names the set that is made; a set that exists keeps its own. */
  readonly name?: string | null | undefined
}

/** Starts a run and answers it as it is then, usually `queued` (contract R23). Whatever is wrong with the arguments is told before a set is made. */
export const create = (call: Call, params: EvalRunCreateParams): Effect.Effect<EvalRun, CallFailure> =>
  Effect.gen(function* () {
    const plan = yield* Effect.try({ try: () => planOf(params), catch: (cause) => cause as InvalidArgumentError })
    const { models, frontier } = plan
    // The roster is asked for before a set is made, so that a keyword that leads nowhere leaves nothing behind.
    const task = typeof frontier === "string" ? yield* taskOf(call, plan) : ""
    const candidates = [...models, ...(yield* resolveFrontier(call, frontier, task))]
    if (candidates.length === 0) return yield* Effect.fail(noModels())
    if (plan.evalSet !== undefined) return yield* start(call, plan.evalSet, candidates, undefined)
    const made = yield* EvalSets.createNamed(call, plan, "set")
    return yield* start(call, made.id, candidates, "run")
  })

/** A run as it is now (contract R24). Free. */
export const retrieve = (call: Call, id: EvalRunId): Effect.Effect<EvalRun, CallFailure> =>
  call.json("evals.runs.retrieve", () => ({ method: "GET", path: evalRunPath(id) }), decodeEvalRun)

/** The path of a run; throws `InvalidArgumentError`. */
export const evalRunPath = (id: EvalRunId): string => `/v1/eval-runs/${pathSegment(id, "eval run id")}`

const start = (
  call: Call,
  evalSet: string,
  candidates: ReadonlyArray<string>,
  step: string | undefined
): Effect.Effect<EvalRun, CallFailure> =>
  call.json(
    "evals.runs.create",
    () => ({
      method: "POST",
      path: "/v1/eval-runs",
      json: { eval_set_id: evalSet, candidate_model_ids: candidates },
      step
    }),
    decodeCreatedRun
  )

const noModels = () => new InvalidArgumentError("models is required (the open candidates to evaluate)")

/** The task whose benchmarks a keyword means: the one given, else the set's own. */
const taskOf = (call: Call, { task, evalSet }: Plan): Effect.Effect<string, CallFailure> => {
  if (task) return Effect.succeed(task)
  return Effect.flatMap(EvalSets.retrieve(call, evalSet), ({ taskId }) =>
    taskId
      ? Effect.succeed(taskId)
      : Effect.fail(new InvalidArgumentError("cannot resolve a frontier keyword without a task"))
  )
}

interface PlannedModels {
  readonly task: string | undefined
  readonly models: ReadonlyArray<string>
  readonly frontier: ReadonlyArray<string> | "all" | "benchmarked"
}

/** A run on a set that exists, or on one that is made for it. */
type Plan =
  | (PlannedModels & { readonly evalSet: string })
  | (PlannedModels & EvalSets.EvalSetCreateParams & { readonly evalSet: undefined; readonly task: string })

/** The arguments, checked as far as that needs nobody's answer; throws `InvalidArgumentError`. */
const planOf = (params: EvalRunCreateParams): Plan => {
  const { evalSet, task, items, models, frontier, name } = params ?? {}
  const wanted = checkFrontier(frontier)
  if (models === undefined || models === null) throw noModels()
  // A bare string would be spread into its letters.
  if (!Array.isArray(models)) throw new InvalidArgumentError("models must be a list of ids")
  const ids = modelIds(models, "models")
  if (ids.length === 0 && wanted.length === 0) throw noModels()
  if (evalSet) return { evalSet, task: task || undefined, models: ids, frontier: wanted }
  if (!task || items === undefined || items === null) {
    throw new InvalidArgumentError("pass evalSet: <id>, or task + items to create one")
  }
  return { evalSet: undefined, task, items, name, models: ids, frontier: wanted }
}
