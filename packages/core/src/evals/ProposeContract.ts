/** `evals.proposeContract`, and the choice of the task of a set that is created from a prompt. */
import * as Effect from "effect/Effect"
import { checked, type FieldNames, fieldsOf, requiredText } from "../Arguments.ts"
import type { Api } from "../http/Api.ts"
import { type CallFailure, InvalidArgumentError } from "../ParetaError.ts"
import { contractError } from "./ContractProblem.ts"
import { decodeProposal, type ProposalResult } from "./ContractProposal.ts"
import type { EvalContractError } from "./EvalContractError.ts"
import { type EvalItems, rowsRequest, type WrittenItems, writeItems } from "./EvalItems.ts"

/** The parameters of `evals.proposeContract`. */
export interface ProposeContractParams {
  /** What a model should do with each row, in a sentence of at most 500 characters. */
  readonly prompt: string
  /** The rows, from an array or any other iterable. */
  readonly items: EvalItems
}

const paramNames: FieldNames<ProposeContractParams> = { prompt: true, items: true }

const operation = "evals.proposeContract"

/** Proposes a task for rows. */
export const proposeContract = (api: Api, params: ProposeContractParams): Effect.Effect<ProposalResult, CallFailure> =>
  Effect.gen(function* () {
    const { prompt, items } = yield* checked(operation, () => {
      const given = fieldsOf(params, paramNames, "parameter")
      return { prompt: requiredPrompt(given.prompt), items: given.items }
    })
    return yield* propose(api, prompt, yield* writeItems(operation, items))
  })

/** Returns the task that fits the prompt and the rows. Fails if none does clearly. It is a step of `caller`. */
export const taskFor = (
  api: Api,
  prompt: string,
  rows: WrittenItems,
  caller: string
): Effect.Effect<string, CallFailure | EvalContractError> =>
  Effect.flatMap(propose(api, prompt, rows, "propose"), (proposal) =>
    proposal.boundTask === null
      ? Effect.fail(contractError(caller, proposal, prompt))
      : Effect.succeed(proposal.boundTask)
  )

/** Returns the trimmed prompt. Throws `InvalidArgumentError`. */
export const requiredPrompt = (value: unknown): string => {
  const prompt = requiredText(typeof value === "string" ? value.trim() : value, "prompt", promptHint)
  if ([...prompt].length > longestPrompt) {
    throw new InvalidArgumentError(`prompt must be at most ${longestPrompt} characters long`)
  }
  return prompt
}

const promptHint = ": one sentence on what the model should do with each item"

const longestPrompt = 500

const propose = (
  api: Api,
  prompt: string,
  rows: WrittenItems,
  step?: string
): Effect.Effect<ProposalResult, CallFailure> =>
  api.json(
    operation,
    () => ({
      ...rowsRequest("/v1/eval-sets/propose-contract", { prompt }, rows, "items.jsonl"),
      step,
      isSlow: true
    }),
    decodeProposal
  )
