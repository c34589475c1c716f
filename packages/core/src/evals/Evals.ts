/** `evals`: sets, runs, and the frontier models to compare with. */
import type * as Effect from "effect/Effect"
import type { Api } from "../http/Api.ts"
import type { CallFailure } from "../ParetaError.ts"
import * as EvalRuns from "./EvalRuns.ts"
import * as EvalSets from "./EvalSets.ts"
import type { FrontierModel } from "./FrontierModel.ts"
import { frontierModels } from "./FrontierModels.ts"

/** `client.evals` */
export interface Evals {
  readonly sets: EvalSets.EvalSets
  readonly runs: EvalRuns.EvalRuns
  /**
   * Lists the frontier models that can take part in a run: `GET /v1/eval/frontier-models`. If a task is given, the
   * models with a known score on the task have `benchmarked` set. Not billed.
   */
  readonly frontierModels: (task?: string | null) => Effect.Effect<Array<FrontierModel>, CallFailure>
}

/** Creates the operations of the namespace. */
export const make = (api: Api): Evals => ({
  sets: EvalSets.make(api),
  runs: EvalRuns.make(api),
  frontierModels: (task) => frontierModels(api, task)
})
