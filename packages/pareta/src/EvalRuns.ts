import type { EvalRunCreateParams as CoreCreateParams, EvalRun, WaitOptions } from "@pareta/core"
import * as Core from "@pareta/core/src/evals/EvalRuns.ts"
import * as RunWatch from "@pareta/core/src/evals/RunWatch.ts"
import { fromStream } from "./fromStream.ts"
import type { RequestOptions } from "./RequestOptions.ts"
import { type Runtime, run } from "./run.ts"

/** How a run is waited for; in seconds, as documented. */
export interface EvalRunWaitOptions extends Omit<RequestOptions, "timeout"> {
  /** Seconds between polls. Default 3; 0 polls without a pause. */
  readonly pollInterval?: number | undefined
  /** Seconds until the waiting is given up. Default 900; 0 polls once. */
  readonly timeout?: number | undefined
}

/** What `evals.runs.create` takes. */
export interface EvalRunCreateParams extends CoreCreateParams {
  /** Whether to wait until the run is over. */
  readonly wait?: boolean | null | undefined
  /** Seconds between polls, when waiting. Default 3. */
  readonly pollInterval?: number | undefined
  /** Seconds until the waiting is given up. Default 900. */
  readonly timeout?: number | undefined
}

/** What the client does for {@link EvalRuns}. */
export interface EvalRunOperations {
  readonly create: (params: EvalRunCreateParams, options?: RequestOptions) => Promise<EvalRun>
  readonly retrieve: (id: string | null | undefined, options?: RequestOptions) => Promise<EvalRun>
  readonly wait: (id: string | null | undefined, options?: EvalRunWaitOptions) => Promise<EvalRun>
  readonly watch: (id: string | null | undefined, options?: EvalRunWaitOptions) => AsyncIterable<EvalRun>
}

/** `pareta.evals.runs` */
export class EvalRuns {
  readonly #operations: EvalRunOperations

  /** Made by the client. */
  constructor(operations: EvalRunOperations) {
    this.#operations = operations
  }

  /**
   * Starts a run on a set that exists, or on rows given here (contract §6.5): answers it as it is then, or with `wait` when
   * it is over. A failed run is an answer, not an error.
   *
   * ```ts
   * const run = await pareta.evals.runs.create({
   *   task: "contract-key-fields", items, models: ["qwen-vl-2"], frontier: "benchmarked", wait: true
   * })
   * console.log(run.cost, run.results.map((result) => [result.modelId, result.qualityMean]))
   * ```
   */
  create(params: EvalRunCreateParams, options?: RequestOptions): Promise<EvalRun> {
    return this.#operations.create(params, options)
  }

  /** A run as it is now (contract R24). Free. */
  retrieve(runId: string | null | undefined, options?: RequestOptions): Promise<EvalRun> {
    return this.#operations.retrieve(runId, options)
  }

  /** Waits until a run is over; rejects with `EvalTimeoutError` when the time is up (contract §6.7). Seconds. */
  wait(runId: string | null | undefined, options?: EvalRunWaitOptions): Promise<EvalRun> {
    return this.#operations.wait(runId, options)
  }

  /** The states of a run, one per poll, until it is over: for progress bars. Seconds. */
  watch(runId: string | null | undefined, options?: EvalRunWaitOptions): AsyncIterable<EvalRun> {
    return this.#operations.watch(runId, options)
  }
}

export const makeEvalRuns = (runtime: Runtime): EvalRuns => {
  const { call } = runtime
  return new EvalRuns({
    create: (params, options) =>
      params?.wait === true
        ? run(runtime, RunWatch.createAndWait(call, params, waiting(params)), options)
        : run(runtime, Core.create(call, params), options),
    retrieve: (id, options) => run(runtime, Core.retrieve(call, id), options),
    wait: (id, options) => run(runtime, RunWatch.wait(call, id, waiting(options)), ofRequest(options)),
    watch: (id, options) => fromStream(runtime, RunWatch.watch(call, id, waiting(options)), ofRequest(options))
  })
}

/** Seconds to the core's milliseconds. */
const waiting = (options: EvalRunWaitOptions | EvalRunCreateParams | undefined): WaitOptions => {
  const milliseconds = (seconds: number | undefined) => (typeof seconds === "number" ? seconds * 1000 : seconds)
  return { pollInterval: milliseconds(options?.pollInterval), timeout: milliseconds(options?.timeout) }
}

/** The settings of each poll: here `timeout` is the whole waiting's. */
const ofRequest = (options: EvalRunWaitOptions | undefined): RequestOptions | undefined => {
  if (options === undefined || options === null) return undefined
  const { pollInterval: _, timeout: __, ...request } = options
  return request
}
