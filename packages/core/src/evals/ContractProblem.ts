/** Why no set can be created from a proposal, in words. */
import { shortened } from "../wire/ServerWords.ts"
import { customEval, type ProposalResult } from "./ContractProposal.ts"
import { EvalContractError } from "./EvalContractError.ts"

/** Creates the error for a proposal that is not clean. */
export const contractError = (operation: string, proposal: ProposalResult, prompt: string): EvalContractError =>
  new EvalContractError(shortened(problemOf(proposal, `"${proposal.prompt ?? prompt}"`)), {
    operation,
    proposal,
    prompt
  })

/** What prevents the set from being created. The first reason that applies. */
const problemOf = ({ conflict, split, proposals, closestTask }: ProposalResult, quoted: string): string => {
  if (conflict !== null) {
    const reasoning = conflict.reasoning ? `: ${conflict.reasoning}` : ""
    return `the prompt ${quoted} asks for another job than the shape of the rows supports; it reads as ${conflict.intended_task ?? "another task"}${reasoning}. Pass task, or revise the prompt.`
  }
  if (split !== null) {
    const share = `${split.validated_n ?? "?"}/${split.total_n ?? "?"}`
    return `the rows look MIXED: ${share} fit ${split.closest_task ?? closestTask ?? "the closest task"}. Split them into several sets, or pass task.`
  }
  const [only, ...others] = proposals
  if (only?.taskId === customEval && others.length === 0) {
    const warning = only.warning ? ` (${only.warning})` : ""
    return `no ready-made scorer fits ${quoted}. A panel of judges can grade the answers (win rate vs gpt-5.5): pass task "${customEval}"${warning}.`
  }
  const offered = proposals.flatMap(({ taskId }) => taskId ?? [])
  const names = offered.length > 0 ? offered : closestTask ? [closestTask] : []
  const candidates = names.length > 0 ? ` Candidates: ${names.join(", ")}.` : ""
  return `could not work out how to score ${quoted}.${candidates} Pass task, or see what evals.proposeContract returns.`
}
