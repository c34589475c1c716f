/** `pareta.evals`: sets, runs, and the frontier models to compare with. */
import type { FrontierModel } from "@pareta/core/internal"
import { Evals as EvalsInEffect } from "@pareta/core/internal"
import { EvalRuns } from "./EvalRuns.ts"
import { EvalSets } from "./EvalSets.ts"
import type { RequestOptions } from "./RequestOptions.ts"
import { type Runtime, run } from "./run.ts"

/** `pareta.evals` */
export class Evals {
  readonly sets: EvalSets
  readonly runs: EvalRuns
  readonly #runtime: Runtime
  readonly #evals: EvalsInEffect.Evals

  /** Made by the client. */
  constructor(runtime: Runtime) {
    this.sets = new EvalSets(runtime)
    this.runs = new EvalRuns(runtime)
    this.#runtime = runtime
    this.#evals = EvalsInEffect.make(runtime.api)
  }

  /**
   * Lists the frontier models that can take part in a run: `GET /v1/eval/frontier-models`. With a task, those with known
   * scores at it are marked as benchmarked. Not billed.
   */
  frontierModels(task?: string | null, options?: RequestOptions): Promise<Array<FrontierModel>> {
    return run(this.#runtime, this.#evals.frontierModels(task), options)
  }
}
