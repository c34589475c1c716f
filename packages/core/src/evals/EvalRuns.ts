/** `evals.runs`: starts a run, waits for it, watches it. */
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import type * as Pull from "effect/Pull"
import * as Stream from "effect/Stream"
import { checked, type FieldNames, fieldsOf, optionalText } from "../Arguments.ts"
import type { Api } from "../http/Api.ts"
import { type WaitOptions, waitLimits } from "../http/Polling.ts"
import { type CallFailure, InvalidArgumentError } from "../ParetaError.ts"
import type { EvalItems } from "./EvalItems.ts"
import { decodeCreatedRun, type EvalRun, type EvalRunId } from "./EvalRun.ts"
import * as EvalSets from "./EvalSets.ts"
import { checkFrontier, type FrontierSpec, modelIds, resolveFrontier } from "./FrontierModels.ts"
import * as PollRun from "./PollRun.ts"

/** The parameters of `evals.runs.create`: an existing set, or a task and rows to create a set from. */
export interface EvalRunCreateParams {
  /** The id of an existing set. If it is given, `items` is ignored. */
  readonly evalSet?: string | null | undefined
  /**
   * The task of the rows. With `evalSet`, it is used only for a keyword in `frontier`. Default: the task of the set.
   */
  readonly task?: string | null | undefined
  /** The rows to create a set from. */
  readonly items?: EvalItems | null | undefined
  /** The open candidates, by their aliases. */
  readonly models: ReadonlyArray<string | null | undefined>
  /** The frontier models to compare with, added after the open ones. Default: none. */
  readonly frontier?: FrontierSpec | undefined
  /** A name for the set that is created. An existing set keeps its own name. */
  readonly name?: string | null | undefined
}

/** The names of the parameters. */
export const runParams: FieldNames<EvalRunCreateParams> = {
  evalSet: true,
  task: true,
  items: true,
  models: true,
  frontier: true,
  name: true
}

/** `client.evals.runs` */
export interface EvalRuns {
  /**
   * Starts a run and returns it in its initial state, usually `queued`: `POST /v1/eval-runs`. Billed.
   *
   * With `items`, a set is created first: `POST /v1/eval-sets`. All arguments are checked before that.
   */
  readonly create: (params: EvalRunCreateParams) => Effect.Effect<EvalRun, CallFailure>
  /**
   * Starts a run, waits until it has ended, and returns it: `POST /v1/eval-runs`, then `GET /v1/eval-runs/{id}` for
   * each poll. A failed run is a result, not a failure. Billed.
   */
  readonly createAndWait: (
    params: EvalRunCreateParams,
    options?: WaitOptions
  ) => Effect.Effect<EvalRun, PollRun.WaitFailure>
  /** Returns the current state of a run: `GET /v1/eval-runs/{id}`. Not billed. */
  readonly retrieve: (id: EvalRunId) => Effect.Effect<EvalRun, CallFailure>
  /**
   * Waits until a run has ended, and returns it. Polls `GET /v1/eval-runs/{id}`. Fails with `EvalTimeoutError` after
   * `timeout`. Not billed.
   */
  readonly wait: (id: EvalRunId, options?: WaitOptions) => Effect.Effect<EvalRun, PollRun.WaitFailure>
  /**
   * Streams the state of a run at each poll, until the run has ended. Polls `GET /v1/eval-runs/{id}`. Fails with
   * `EvalTimeoutError` after `timeout`. Not billed.
   */
  readonly watch: (id: EvalRunId, options?: WaitOptions) => Stream.Stream<EvalRun, PollRun.WaitFailure>
}

/** Creates the operations of the namespace. */
export const make = (api: Api): EvalRuns => ({
  ...single(api),
  createAndWait: (params, options) =>
    Effect.gen(function* () {
      // Checked first: if this failed after the start, the run would be billed and its id lost.
      const limits = yield* waitLimits(operation, options)
      const run = yield* create(api, params)
      return yield* PollRun.wait(api, "evals.runs.wait", run.id, limits)
    }),
  watch: (id, options) => watch(api, id, options)
})

/** Creates the operations that are neither composite nor a Stream, for the package `pareta`. */
export const single = (api: Api): Omit<EvalRuns, "createAndWait" | "watch"> => ({
  create: (params) => create(api, params),
  retrieve: (id) => PollRun.retrieve(api, id),
  wait: (id, options) =>
    Effect.flatMap(waitLimits("evals.runs.wait", options), (limits) => PollRun.wait(api, "evals.runs.wait", id, limits))
})

const watch = (
  api: Api,
  id: EvalRunId,
  options: WaitOptions | undefined
): Stream.Stream<EvalRun, PollRun.WaitFailure> =>
  Stream.fromPull(
    Effect.map(PollRun.polls(api, "evals.runs.watch", id, options), (next) => {
      let ended = false
      return Effect.suspend((): Pull.Pull<readonly [EvalRun], PollRun.WaitFailure> => {
        if (ended) return Cause.done()
        return Effect.map(next, (run) => {
          ended = run.isTerminal
          return [run] as const
        })
      })
    })
  )

const operation = "evals.runs.create"

const create = Effect.fnUntraced(function* (api: Api, params: EvalRunCreateParams) {
  const plan = yield* checked(operation, () => planOf(params))
  const { models, frontier } = plan
  // The frontier models are listed before a set is created, so that a keyword without models leaves no set behind.
  const task = typeof frontier === "string" ? yield* taskOf(api, plan) : ""
  const candidates = [...models, ...(yield* resolveFrontier(api, frontier, task))]
  yield* checked(operation, () => {
    if (candidates.length === 0) throw noModels()
  })
  if (plan.evalSet !== undefined) return yield* start(api, plan.evalSet, candidates)
  const { items, name } = plan
  const made = yield* EvalSets.create(api, { task: plan.task, items, name }, "set")
  return yield* start(api, made.id, candidates, "run")
})

const start = (
  api: Api,
  evalSet: string,
  candidates: ReadonlyArray<string>,
  step?: string
): Effect.Effect<EvalRun, CallFailure> =>
  api.json(
    operation,
    () => ({
      method: "POST",
      path: "/v1/eval-runs",
      json: { eval_set_id: evalSet, candidate_model_ids: candidates },
      step
    }),
    decodeCreatedRun
  )

const noModels = () => new InvalidArgumentError("models is required (the open candidates to evaluate)")

/** The task that a keyword refers to: the one given, or else that of the set. */
const taskOf = (api: Api, { task, evalSet }: Plan): Effect.Effect<string, CallFailure> =>
  task
    ? Effect.succeed(task)
    : Effect.flatMap(EvalSets.retrieve(api, evalSet ?? ""), ({ taskId }) =>
        checked(operation, () => {
          if (!taskId) throw new InvalidArgumentError("cannot resolve a frontier keyword without a task")
          return taskId
        })
      )

interface PlannedModels {
  readonly task: string | undefined
  readonly models: ReadonlyArray<string>
  readonly frontier: ReadonlyArray<string> | "all" | "benchmarked"
}

/** A run on an existing set, or on a set that will be created for it. */
type Plan =
  | (PlannedModels & { readonly evalSet: string })
  | (PlannedModels & EvalSets.EvalSetCreateParams & { readonly evalSet: undefined; readonly task: string })

/** Checks the arguments as far as possible without the server. Throws `InvalidArgumentError`. */
const planOf = (params: EvalRunCreateParams): Plan => {
  const { items, models, frontier, ...texts } = fieldsOf(params, runParams, "parameter")
  const evalSet = optionalText(texts.evalSet, "evalSet")
  const task = optionalText(texts.task, "task")
  const name = optionalText(texts.name, "name")
  const wanted = checkFrontier(frontier)
  if (models === undefined || models === null) throw noModels()
  // A string would be spread into its letters.
  if (!Array.isArray(models)) throw new InvalidArgumentError("models must be a list of ids")
  const ids = modelIds(models, "models")
  if (ids.length === 0 && wanted.length === 0) throw noModels()
  if (evalSet !== undefined) return { evalSet, task, models: ids, frontier: wanted }
  if (task === undefined || items === undefined || items === null) {
    throw new InvalidArgumentError("pass evalSet: <id>, or task + items to create one")
  }
  return { evalSet: undefined, task, items, name, models: ids, frontier: wanted }
}
