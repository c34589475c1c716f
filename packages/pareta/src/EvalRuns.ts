/** `pareta.evals.runs`: starts a run, waits for it, watches it. */
import {
  type EvalRunCreateParams as CoreCreateParams,
  type EvalRun,
  makeEvalRuns,
  polls,
  type WaitOptions
} from "@pareta/core/internal"
import { iterate } from "./iterate.ts"
import type { RequestOptions } from "./RequestOptions.ts"
import { bindMethods, type Runtime, run } from "./run.ts"

/** The options of waiting for a run. Times are in seconds. */
export interface EvalRunWaitOptions extends Omit<RequestOptions, "timeout"> {
  /** Seconds between polls; 0 for no pause. @default 3 */
  readonly pollInterval?: number | undefined
  /** How many seconds to wait; 0 polls once. @default 900 */
  readonly timeout?: number | undefined
}

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
   * Starts a run on an existing set or on the given rows: `POST /v1/eval-runs`. Billed. Returns the run in its first
   * state, usually `queued`, or with `wait: true` when it has ended. With `items`, a set is created first:
   * `POST /v1/eval-sets`. A failed run is a result, not an error.
   *
   * ```ts
   * const run = await pareta.evals.runs.create({
   *   task: "contract-key-fields", items, models: ["qwen-vl-2"], frontier: "benchmarked", wait: true
   * })
   * console.log(run.cost, run.results.map((result) => [result.modelId, result.qualityMean]))
   * ```
   */
  create(params: EvalRunCreateParams, options?: RequestOptions): Promise<EvalRun> {
    return params?.wait === true
      ? run(this.#runtime, this.#runs.createAndWait(params, waitOptions(params)), options)
      : run(this.#runtime, this.#runs.create(params), options)
  }

  /** Returns a run as it is now: `GET /v1/eval-runs/{id}`. Not billed. */
  retrieve(runId: string | null | undefined, options?: RequestOptions): Promise<EvalRun> {
    return run(this.#runtime, this.#runs.retrieve(runId), options)
  }

  /**
   * Waits until a run has ended, and returns it. Polls `GET /v1/eval-runs/{id}`. Rejects with `EvalTimeoutError` after
   * `timeout` seconds. Not billed.
   */
  wait(runId: string | null | undefined, options?: EvalRunWaitOptions): Promise<EvalRun> {
    return run(this.#runtime, this.#runs.wait(runId, waitOptions(options)), requestOptions(options))
  }

  /**
   * Yields a run as it is at each poll, until it has ended, for example for a progress bar. Polls
   * `GET /v1/eval-runs/{id}`. Fails with `EvalTimeoutError` after `timeout` seconds. Not billed.
   */
  watch(runId: string | null | undefined, options?: EvalRunWaitOptions): AsyncIterable<EvalRun> {
    const states = polls(this.#runtime.api, "evals.runs.watch", runId, waitOptions(options))
    return iterate(this.#runtime, states, (run) => run.isTerminal, requestOptions(options))
  }
}

/** Converts seconds to the core's milliseconds. */
const waitOptions = (options: EvalRunWaitOptions | EvalRunCreateParams | undefined): WaitOptions => {
  const milliseconds = (seconds: number | undefined) => (typeof seconds === "number" ? seconds * 1000 : seconds)
  return { pollInterval: milliseconds(options?.pollInterval), timeout: milliseconds(options?.timeout) }
}

/** The settings of each poll. `timeout` is left out, because here it is the limit for the whole wait. */
const requestOptions = (options: EvalRunWaitOptions | undefined): RequestOptions | undefined => {
  if (options === undefined || options === null) return undefined
  const { pollInterval: _, timeout: __, ...request } = options
  return request
}
