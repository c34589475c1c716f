import type { FrontierModel } from "@pareta/core"
import { frontierModels } from "@pareta/core/src/evals/Frontier.ts"
import { type EvalRuns, makeEvalRuns } from "./EvalRuns.ts"
import { type EvalSets, makeEvalSets } from "./EvalSets.ts"
import type { RequestOptions } from "./RequestOptions.ts"
import { type Runtime, run } from "./run.ts"

/** `pareta.evals` */
export interface Evals {
  readonly sets: EvalSets
  readonly runs: EvalRuns
  /** The frontier models that can take part in a run, for a task with its benchmarks marked (contract R14). Free. */
  frontierModels(task?: string | null, options?: RequestOptions): Promise<Array<FrontierModel>>
}

export const makeEvals = (runtime: Runtime): Evals => ({
  sets: makeEvalSets(runtime),
  runs: makeEvalRuns(runtime),
  frontierModels: (task, options) => run(runtime, frontierModels(runtime.call, task), options)
})
