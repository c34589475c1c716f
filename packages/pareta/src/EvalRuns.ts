/** `pareta.evals.runs`: starts a run, waits for it, watches it. */
import {
  type EvalRunCreateParams as CoreCreateParams,
  checked,
  checkType,
  type EvalContractError,
  type EvalRun,
  type FieldNames,
  fieldsOf,
  makeEvalRuns,
  polls,
  runParams,
  type WaitFailure,
  waitForRun,
  waitLimits,
  waitOptions
} from "@pareta/core/internal"
import * as Effect from "effect/Effect"
import { iterate } from "./iterate.ts"
import type { RequestOptions } from "./RequestOptions.ts"
import { bindMethods, type Runtime, run } from "./run.ts"
import { type EvalRunWaitOptions, inMilliseconds, milliseconds } from "./WaitOptions.ts"

/** The parameters of `evals.runs.create`. */
export interface EvalRunCreateParams extends CoreCreateParams {
  /** Whether to wait until the run has ended. @default false */
  readonly wait?: boolean | null | undefined
  /** Seconds between polls, with `wait`. @default 3 */
  readonly pollInterval?: number | undefined
  /** How many seconds to wait, with `wait`. @default 900 */
  readonly timeout?: number | undefined
}

/** `pareta.evals.runs` */
export class EvalRuns {
  readonly #runtime: Runtime
  readonly #runs: ReturnType<typeof makeEvalRuns>

  /** Called only by the client. */
  constructor(runtime: Runtime) {
    this.#runtime = runtime
    this.#runs = makeEvalRuns(runtime.api)
    bindMethods(this)
  }

  /**
   * Starts a run on an existing set or on the given rows: `POST /v1/eval-runs`. Returns the run in its initial state,
   * usually `queued`, or with `wait: true` when it has ended. With `items` and no `evalSet`, a set is created first, as by
   * `evals.sets.create`: `POST /v1/eval-sets`. A failed run is a result, not an error, and is not billed; any other run
   * is. Rejects with `EvalContractError` if no task is given and none fits clearly, and with `EvalTimeoutError` if a run
   * that is waited for takes longer than `timeout`.
   *
   * ```ts
   * const run = await pareta.evals.runs.create({
   *   task: "contract-key-fields", items, models: ["qwen-vl-2"], frontier: "benchmarked", wait: true
   * })
   * console.log(run.cost, run.results.map((result) => [result.modelId, result.qualityMean]))
   * ```
   */
  create(params: EvalRunCreateParams, options?: RequestOptions): Promise<EvalRun> {
    const facts: { runId?: string } = {}
    const created = Effect.gen({ self: this }, function* (): Effect.fn.Return<
      EvalRun,
      WaitFailure | EvalContractError
    > {
      const { wait, limits, ...rest } = yield* checked(createOperation, () => plan(params))
      // Checked even if nobody waits, and before the start: the run would be billed, and its id lost.
      const checkedLimits = yield* waitLimits(createOperation, limits)
      const started = yield* this.#runs.create(rest as CoreCreateParams)
      if (wait !== true) return started
      facts.runId = started.id
      return yield* waitForRun(this.#runtime.api, "evals.runs.wait", started.id, checkedLimits)
    })
    return run(this.#runtime, created, options, undefined, facts)
  }

  /** Returns the current state of a run: `GET /v1/eval-runs/{id}`. Not billed. */
  retrieve(runId: string | null | undefined, options?: RequestOptions): Promise<EvalRun> {
    return run(this.#runtime, this.#runs.retrieve(runId ?? ""), options)
  }

  /**
   * Waits until a run has ended, and returns it. Polls `GET /v1/eval-runs/{id}`. Rejects with `EvalTimeoutError` after
   * `timeout` seconds. Not billed.
   */
  wait(runId: string | null | undefined, options?: EvalRunWaitOptions): Promise<EvalRun> {
    const ended = Effect.flatMap(inMilliseconds("evals.runs.wait", options), (limits) =>
      this.#runs.wait(runId ?? "", limits)
    )
    return run(this.#runtime, ended, options, waitOptions)
  }

  /**
   * Yields the state of a run at each poll, until the run has ended, for example for a progress bar. Polls
   * `GET /v1/eval-runs/{id}`. Fails with `EvalTimeoutError` after `timeout` seconds. Not billed.
   */
  watch(runId: string | null | undefined, options?: EvalRunWaitOptions): AsyncIterable<EvalRun> {
    const operation = "evals.runs.watch"
    const states = Effect.flatMap(inMilliseconds(operation, options), (limits) =>
      polls(this.#runtime.api, operation, runId ?? "", limits)
    )
    return iterate(this.#runtime, states, (run) => run.isTerminal, options, waitOptions)
  }
}

const createOperation = "evals.runs.create"

const createParams: FieldNames<EvalRunCreateParams> = { ...runParams, wait: true, ...waitOptions }

/** Splits the parameters into those that core takes, and those that say whether and how to wait. */
const plan = (params: EvalRunCreateParams) => {
  const { wait, pollInterval, timeout, ...rest } = fieldsOf(params, createParams, "parameter")
  checkType(wait, "boolean", "wait")
  return { ...rest, wait, limits: milliseconds({ pollInterval, timeout }) }
}
