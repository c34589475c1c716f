/** `pareta.evals`: sets, runs, and the frontier models to compare with. */
import { type FrontierModel, frontierModels } from "@pareta/core/internal"
import { EvalRuns } from "./EvalRuns.ts"
import { EvalSets } from "./EvalSets.ts"
import type { RequestOptions } from "./RequestOptions.ts"
import { bindMethods, type Runtime, run } from "./run.ts"

/** `pareta.evals` */
export class Evals {
  readonly sets: EvalSets
  readonly runs: EvalRuns
  readonly #runtime: Runtime

  /** Called only by the client. */
  constructor(runtime: Runtime) {
    this.sets = new EvalSets(runtime)
    this.runs = new EvalRuns(runtime)
    this.#runtime = runtime
    bindMethods(this)
  }

  /**
   * Lists the frontier models that can take part in a run: `GET /v1/eval/frontier-models`. If a task is given, the
   * models with a known score on the task have `benchmarked` set. Not billed.
   */
  frontierModels(task?: string | null, options?: RequestOptions): Promise<Array<FrontierModel>> {
    return run(this.#runtime, frontierModels(this.#runtime.api, task), options)
  }
}
