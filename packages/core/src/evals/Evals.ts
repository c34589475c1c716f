/** `evals`: sets, runs, proposals of a task, and the frontier models to compare with. */
import type * as Effect from "effect/Effect"
import type { Api } from "../http/Api.ts"
import type { CallFailure } from "../ParetaError.ts"
import type { ProposalResult } from "./ContractProposal.ts"
import * as EvalRuns from "./EvalRuns.ts"
import * as EvalSets from "./EvalSets.ts"
import type { FrontierModel } from "./FrontierModel.ts"
import { frontierModels } from "./FrontierModels.ts"
import { type ProposeContractParams, proposeContract } from "./ProposeContract.ts"

/** `client.evals` */
export interface Evals {
  readonly sets: EvalSets.EvalSets
  readonly runs: EvalRuns.EvalRuns
  /**
   * Proposes a task for rows, given what a model should do with them: `POST /v1/eval-sets/propose-contract`. Nothing is
   * stored. Not billed.
   *
   * `evals.sets.create` without a task does the same, and creates a set if the proposal is clean.
   */
  readonly proposeContract: (params: ProposeContractParams) => Effect.Effect<ProposalResult, CallFailure>
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
  proposeContract: (params) => proposeContract(api, params),
  frontierModels: (task) => frontierModels(api, task)
})
