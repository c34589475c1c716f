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
    const { intended_task: intended, reasoning } = conflict
    return `the prompt ${quoted} asks for another job than the rows support: it reads as ${intended ?? "another task"}${reasoning ? ` (${reasoning})` : ""}. Pass task, or revise the prompt.`
  }
  if (split !== null) {
    const { validated_n: some, total_n: all, closest_task: task } = split
    return `the rows look MIXED: ${some ?? "?"}/${all ?? "?"} fit ${task ?? "one task"}. Split the set, or pass task.`
  }
  const names = proposals.flatMap(({ taskId }) => taskId ?? [])
  if (names.length === 1 && names[0] === customEval) {
    const warning = proposals[0]?.warning
    return `no ready-made scorer fits ${quoted}. A panel of judges can (win rate vs gpt-5.5): pass task "${customEval}"${warning ? ` (${warning})` : ""}.`
  }
  if (names.length === 0 && closestTask !== null) names.push(closestTask)
  const candidates = names.length > 0 ? ` Candidates: ${names.join(", ")}.` : ""
  return `could not work out how to score ${quoted}.${candidates} Pass task, or see evals.proposeContract.`
}
