/** `pareta.evals`: sets, runs, proposals of a task, and the frontier models to compare with. */
import {
  type FrontierModel,
  frontierModels,
  type ProposalResult,
  type ProposeContractParams,
  proposeContract
} from "@pareta/core/internal"
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
   * Proposes a task for rows, given what a model should do with them: `POST /v1/eval-sets/propose-contract`. Nothing is
   * stored. Not billed.
   *
   * `evals.sets.create` without a task does the same, and creates a set if the proposal is clean.
   *
   * ```ts
   * const proposal = await pareta.evals.proposeContract({ prompt: "extract vendor and total", items })
   * if (!proposal.isClean) console.log(proposal.message, proposal.proposals.map(({ taskId }) => taskId))
   * ```
   */
  proposeContract(params: ProposeContractParams, options?: RequestOptions): Promise<ProposalResult> {
    return run(this.#runtime, proposeContract(this.#runtime.api, params), options)
  }

  /**
   * Lists the frontier models that can take part in a run: `GET /v1/eval/frontier-models`. If a task is given, the
   * models with a known score on the task have `benchmarked` set. Not billed.
   */
  frontierModels(task?: string | null, options?: RequestOptions): Promise<Array<FrontierModel>> {
    return run(this.#runtime, frontierModels(this.#runtime.api, task), options)
  }
}
