/** Polls an eval run until it ends. */
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import { argumentError, checked, type FieldNames, fieldsOf } from "../Arguments.ts"
import type { Api, ApiRequest } from "../http/Api.ts"
import { millisecondsOf } from "../http/call/Durations.ts"
import { defaultPollInterval, defaultRunTimeout, pollGrace, toleratedPollFailures } from "../http/call/Limits.ts"
import { pathSegment } from "../http/call/RequestHead.ts"
import { isRetryable } from "../http/call/RetryPolicy.ts"
import { timerOf } from "../http/call/Timer.ts"
import { type CallFailure, EvalTimeoutError, InvalidArgumentError } from "../ParetaError.ts"
import { decodeEvalRun, type EvalRun, type EvalRunId } from "./EvalRun.ts"

/** The options for waiting for a run. */
export interface WaitOptions {
  /** The pause between polls; 0 for none. @default "3 seconds" */
  readonly pollInterval?: Duration.Input | undefined
  /** How long to wait; 0 polls once. @default "15 minutes" */
  readonly timeout?: Duration.Input | undefined
}

/** The names of the options. */
export const waitOptions: FieldNames<WaitOptions> = { pollInterval: true, timeout: true }

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
 * Returns an Effect that polls a run once and returns the current state of the run. To poll again, run the Effect
 * again: it then waits for the pause first.
 *
 * Tolerates up to three retryable failures in a row. Any other failure ends the polling, and has the id of the run.
 * An interruption ends the polling, not the run.
 */
export const polls = (
  api: Api,
  operation: string,
  id: EvalRunId,
  options: WaitOptions | undefined
): Effect.Effect<Effect.Effect<EvalRun, WaitFailure>, InvalidArgumentError> =>
  Effect.map(waitLimits(operation, options), (limits) => steps(api, operation, id, limits))

/** Waits until a run has ended, and returns it. */
export const wait = Effect.fnUntraced(function* (api: Api, operation: string, id: EvalRunId, limits: WaitLimits) {
  const next = steps(api, operation, id, limits)
  let run = yield* next
  while (!run.isTerminal) run = yield* next
  return run
})

/** The options for waiting, checked and in milliseconds. */
export interface WaitLimits {
  readonly interval: number
  readonly timeout: number
}

/** Checks the options for waiting. */
export const waitLimits = (
  operation: string,
  options: WaitOptions | undefined
): Effect.Effect<WaitLimits, InvalidArgumentError> =>
  checked(operation, () => {
    const { pollInterval, timeout } = fieldsOf(options, waitOptions, "option")
    return {
      interval: milliseconds(pollInterval, defaultPollInterval, "pollInterval"),
      timeout: milliseconds(timeout, defaultRunTimeout, "timeout")
    }
  })

const steps = (
  api: Api,
  operation: string,
  id: EvalRunId,
  { interval, timeout }: WaitLimits
): Effect.Effect<EvalRun, WaitFailure> => {
  // A wrong id is refused by the first poll.
  const runId = typeof id === "string" ? id : ""
  let startedAt: number | undefined
  let failures = 0
  let lastStatus: string | null = null
  let lastFailure: CallFailure | undefined

  // A poll is bounded by what is left, so that a server that hangs cannot make the wait longer.
  const poll = (left: number): Effect.Effect<EvalRun, WaitFailure> =>
    Effect.matchEffect(retrieve(api, id, { facts: { runId, lastStatus }, total: left + pollGrace }), {
      onFailure: (failure): Effect.Effect<EvalRun, WaitFailure> => {
        lastFailure = failure
        if (isRetryable(failure) && ++failures <= toleratedPollFailures) return step
        // An invalid argument fails before the facts are attached to the request, so they are added here.
        const isArgument = failure._tag === "InvalidArgumentError"
        return Effect.fail(isArgument ? argumentError(operation, failure, { runId, lastStatus }) : failure)
      },
      onSuccess: (run) => {
        failures = 0
        lastFailure = undefined
        lastStatus = run.status
        return Effect.succeed(run)
      }
    })

  const step: Effect.Effect<EvalRun, WaitFailure> = Effect.withFiber((fiber) => {
    const now = timerOf(fiber).now()
    if (startedAt === undefined) {
      startedAt = now
      return poll(timeout)
    }
    const left = timeout - (now - startedAt)
    if (left <= 0) {
      const message = `eval run ${id} did not finish within ${Number((timeout / 1000).toFixed(3))}s`
      const cause = lastFailure === undefined ? undefined : { cause: lastFailure }
      return Effect.fail(new EvalTimeoutError(message, { operation, runId, lastStatus, ...cause }))
    }
    // Cut to the time left, so that the last poll is made when the time is up and not an interval later.
    const pause = Math.min(interval, left)
    return Effect.andThen(
      Effect.sleep(pause),
      Effect.suspend(() => poll(left - pause))
    )
  })

  return step
}

const milliseconds = (input: Duration.Input | undefined, otherwise: number, name: string): number => {
  if (input === undefined || input === null) return otherwise
  const value = millisecondsOf(input)
  if (!(value >= 0)) throw new InvalidArgumentError(`${name} must be a duration of 0 or more`)
  return value
}
