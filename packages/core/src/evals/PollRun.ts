/** Polls an eval run until it ends. */
import * as Effect from "effect/Effect"
import { argumentError } from "../Arguments.ts"
import type { Api, ApiRequest } from "../http/Api.ts"
import { pathSegment } from "../http/call/RequestHead.ts"
import { steps, until, type WaitLimits, type WaitOptions, waitLimits } from "../http/Polling.ts"
import { type CallFailure, EvalTimeoutError, type InvalidArgumentError } from "../ParetaError.ts"
import { decodeEvalRun, type EvalRun, type EvalRunId } from "./EvalRun.ts"

/** Every failure of waiting for a run. It has `runId` and `lastStatus` if the run was polled. */
export type WaitFailure =
  | (CallFailure & { readonly runId?: string; readonly lastStatus?: string | null })
  | EvalTimeoutError

/** Returns the current state of a run. */
export const retrieve = (
  api: Api,
  id: EvalRunId,
  within?: Pick<ApiRequest, "facts" | "total">
): Effect.Effect<EvalRun, CallFailure> =>
  api.json(
    "evals.runs.retrieve",
    () => ({ method: "GET", path: `/v1/eval-runs/${pathSegment(id, "eval run id")}`, ...within }),
    decodeEvalRun
  )

/**
 * Returns an Effect that polls a run once and returns the run as it is then. To poll again, run the Effect again: it
 * then waits for the pause first. A failure has the id of the run. An interruption ends the polling, not the run.
 */
export const polls = (
  api: Api,
  operation: string,
  id: EvalRunId,
  options: WaitOptions | undefined
): Effect.Effect<Effect.Effect<EvalRun, WaitFailure>, InvalidArgumentError> =>
  Effect.map(waitLimits(operation, options), (limits) => runSteps(api, operation, id, limits))

/** Waits until a run has ended, and returns it. */
export const wait = (
  api: Api,
  operation: string,
  id: EvalRunId,
  limits: WaitLimits
): Effect.Effect<EvalRun, WaitFailure> => until(runSteps(api, operation, id, limits), (run) => run.isTerminal)

const runSteps = (
  api: Api,
  operation: string,
  id: EvalRunId,
  limits: WaitLimits
): Effect.Effect<EvalRun, WaitFailure> => {
  // A wrong id is refused by the first poll.
  const runId = typeof id === "string" ? id : ""
  const factsOf = (last: EvalRun | undefined) => ({ runId, lastStatus: last?.status ?? null })
  return steps<EvalRun, WaitFailure>(
    {
      retrieve: (total, last) => retrieve(api, id, { facts: factsOf(last), total }),
      // An invalid argument fails before the facts are attached to the request, so they are added here.
      failed: (failure, last) =>
        failure._tag === "InvalidArgumentError" ? argumentError(operation, failure, factsOf(last)) : failure,
      late: (seconds, cause, last) =>
        new EvalTimeoutError(`eval run ${id} did not finish within ${seconds}`, {
          operation,
          ...factsOf(last),
          ...cause
        })
    },
    limits
  )
}
