/** The error of a set that is created from a prompt, when no task fits the rows clearly. */
import { hide, ParetaError, type ParetaErrorOptions } from "../ParetaError.ts"
import type { ProposalResult } from "./ContractProposal.ts"

/** The options of an `EvalContractError`. */
export interface EvalContractErrorOptions extends ParetaErrorOptions {
  readonly proposal: ProposalResult
  readonly prompt: string
}

/**
 * No task fits the rows and the prompt clearly enough to create an eval set. No set was created, and nothing was billed.
 * Pass `task`, or change the prompt or the rows.
 */
export class EvalContractError extends ParetaError {
  /** What the platform proposed. Not printed: the message has the reason. */
  declare readonly proposal: ProposalResult
  /** The prompt of the call. */
  readonly prompt: string

  constructor(message: string, options: EvalContractErrorOptions) {
    super(message, options)
    hide(this, "proposal", options.proposal)
    this.prompt = options.prompt
  }
  override get _tag() {
    return "EvalContractError" as const
  }
}
