/** `evals.runs`: starts a run, waits for it, watches it. */
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import type * as Pull from "effect/Pull"
import * as Stream from "effect/Stream"
import { checked, type FieldNames, fieldsOf, optionalText } from "../Arguments.ts"
import type { Api } from "../http/Api.ts"
import { type WaitOptions, waitLimits } from "../http/Polling.ts"
import { type CallFailure, InvalidArgumentError } from "../ParetaError.ts"
import type { EvalContractError } from "./EvalContractError.ts"
import { type EvalItems, writeItems } from "./EvalItems.ts"
import { decodeCreatedRun, type EvalRun, type EvalRunId } from "./EvalRun.ts"
import * as EvalSets from "./EvalSets.ts"
import { checkFrontier, type FrontierSpec, modelIds, resolveFrontier } from "./FrontierModels.ts"
import * as PollRun from "./PollRun.ts"
import { taskFor } from "./ProposeContract.ts"

/** The parameters of `evals.runs.create`: an existing set, or rows with a task, a prompt or both to create one from. */
export interface EvalRunCreateParams {
  /** The id of an existing set. If it is given, `items` is ignored. */
  readonly evalSet?: string | null | undefined
  /**
   * The task of the rows. Default: the one that fits the rows and the prompt. With `evalSet`, it is used only for a
   * keyword in `frontier`, and the default is the task of the set.
   */
  readonly task?: string | null | undefined
  /**
   * What a model should do with each row, in a sentence of at most 500 characters. Generation 0.2 needs no prompt with a
   * `task`; generation 3 does. With `evalSet`, it is ignored.
   */
  readonly prompt?: string | null | undefined
  /** The rows to create a set from. */
  readonly items?: EvalItems | null | undefined
  /** The candidates: `auto`, and open models by their aliases. */
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
  prompt: true,
  items: true,
  models: true,
  frontier: true,
  name: true
}

/** Parameters with which no task has to be found: an existing set, or a task. */
type WithTask = EvalRunCreateParams &
  ({ readonly evalSet: string; readonly prompt?: undefined } | { readonly task: string })

/** `client.evals.runs` */
export interface EvalRuns {
  /**
   * Starts a run and returns it in its initial state, usually `queued`: `POST /v1/eval-runs`. A run that fails is not
   * billed; any other is.
   *
   * With `items` and no `evalSet`, a set is created first, as by `evals.sets.create`: `POST /v1/eval-sets`. All
   * arguments are checked before that. Fails with `EvalContractError` if no task is given and none fits clearly.
   */
  readonly create: {
    (params: WithTask): Effect.Effect<EvalRun, CallFailure>
    (params: EvalRunCreateParams): Effect.Effect<EvalRun, EvalSets.EvalSetFailure>
  }
  /**
   * Starts a run, waits until it has ended, and returns it: `POST /v1/eval-runs`, then `GET /v1/eval-runs/{id}` for
   * each poll. A failed run is a result, not a failure, and is not billed; any other run is.
   */
  readonly createAndWait: {
    (params: WithTask, options?: WaitOptions): Effect.Effect<EvalRun, PollRun.WaitFailure>
    (
      params: EvalRunCreateParams,
      options?: WaitOptions
    ): Effect.Effect<EvalRun, PollRun.WaitFailure | EvalContractError>
  }
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
  createAndWait: ((params, options) =>
    Effect.gen(function* () {
      // Checked first: if this failed after the start, the run would be billed and its id lost.
      const limits = yield* waitLimits(operation, options)
      const run = yield* create(api, params)
      return yield* PollRun.wait(api, "evals.runs.wait", run.id, limits)
    })) as EvalRuns["createAndWait"],
  watch: (id, options) => watch(api, id, options)
})

/** Creates the operations that the package `pareta` uses. It waits and watches in its own way. */
export const single = (api: Api): Omit<EvalRuns, "createAndWait" | "watch"> => ({
  // The failure is narrower with a task, which TypeScript cannot see.
  create: ((params) => create(api, params)) as EvalRuns["create"],
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

const create = Effect.fnUntraced(function* (
  api: Api,
  params: EvalRunCreateParams
): Effect.fn.Return<EvalRun, EvalSets.EvalSetFailure> {
  const { evalSet, task, models, frontier, definition } = yield* checked(operation, () => planOf(params))
  if (definition === undefined) {
    // Only a keyword needs the task of the set.
    const known = task ?? (typeof frontier === "string" ? yield* taskOf(api, evalSet) : "")
    return yield* start(api, evalSet, yield* candidatesOf(api, models, frontier, known))
  }
  const rows = yield* writeItems(operation, definition.items)
  const found = definition.task ?? (yield* taskFor(api, definition.prompt, rows, operation))
  // The frontier models are listed before the set is created, so that a keyword without models leaves no set behind.
  const candidates = yield* candidatesOf(api, models, frontier, found)
  const made = yield* EvalSets.upload(api, definition, found, rows, "set")
  return yield* start(api, made.id, candidates, "run")
})

/** The ids of all candidates. Fails if there are none. */
const candidatesOf = (
  api: Api,
  models: ReadonlyArray<string>,
  frontier: Plan["frontier"],
  task: string
): Effect.Effect<ReadonlyArray<string>, CallFailure> =>
  Effect.flatMap(resolveFrontier(api, frontier, task), (ids) =>
    checked(operation, () => {
      const candidates = [...models, ...ids]
      if (candidates.length === 0) throw noModels()
      return candidates
    })
  )

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

/** The task of an existing set. */
const taskOf = (api: Api, evalSet: string): Effect.Effect<string, CallFailure> =>
  Effect.flatMap(EvalSets.retrieve(api, evalSet), ({ taskId }) =>
    checked(operation, () => {
      if (!taskId) throw new InvalidArgumentError("cannot resolve a frontier keyword without a task")
      return taskId
    })
  )

/** A run on an existing set, or on a set that will be created for it. */
type Plan = {
  readonly models: ReadonlyArray<string>
  readonly frontier: ReadonlyArray<string> | "all" | "benchmarked"
} & (
  | { readonly evalSet: string; readonly task: string | undefined; readonly definition: undefined }
  | { readonly evalSet: undefined; readonly task: undefined; readonly definition: EvalSets.EvalSetDefinition }
)

/** Checks the arguments as far as possible without the server. Throws `InvalidArgumentError`. */
const planOf = (params: EvalRunCreateParams): Plan => {
  const { models, frontier, evalSet, ...given } = fieldsOf(params, runParams, "parameter")
  const existing = optionalText(evalSet, "evalSet")
  const wanted = checkFrontier(frontier)
  if (models === undefined || models === null) throw noModels()
  // A string would be spread into its letters.
  if (!Array.isArray(models)) throw new InvalidArgumentError("models must be a list of ids")
  const chosen = { models: modelIds(models, "models"), frontier: wanted }
  if (chosen.models.length === 0 && wanted.length === 0) throw noModels()
  if (existing !== undefined) {
    optionalText(given.name, "name")
    return { ...chosen, evalSet: existing, task: optionalText(given.task, "task"), definition: undefined }
  }
  const { items, ...others } = given
  if (items === undefined || items === null) {
    throw new InvalidArgumentError("pass evalSet: <id>, or task + items to create one")
  }
  return { ...chosen, evalSet: undefined, task: undefined, definition: EvalSets.definitionOf({ ...others, items }) }
}
