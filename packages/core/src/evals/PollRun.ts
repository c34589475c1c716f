/** Polls an eval run until it ends. */
import * as Cause from "effect/Cause"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import type * as Pull from "effect/Pull"
import * as Result from "effect/Result"
import * as Stream from "effect/Stream"
import { checked } from "../Arguments.ts"
import type { Api } from "../http/Api.ts"
import { defaultPollInterval, defaultRunTimeout, toleratedPollFailures } from "../http/call/Limits.ts"
import { pathSegment } from "../http/call/RequestHead.ts"
import { isRetryable } from "../http/call/RetryPolicy.ts"
import { timerOf } from "../http/call/Timer.ts"
import { type CallFailure, EvalTimeoutError, InvalidArgumentError } from "../ParetaError.ts"
import { decodeEvalRun, type EvalRun } from "./EvalRun.ts"

/** An id, as it comes from a record that may lack one. An absent or empty id is refused before anything is sent. */
export type EvalRunId = string | null | undefined

/** How a run is waited for. */
export interface WaitOptions {
  /** The pause between polls; 0 for none. @default "3 seconds" */
  readonly pollInterval?: Duration.Input | undefined
  /** How long to wait; 0 polls once. @default "15 minutes" */
  readonly timeout?: Duration.Input | undefined
}

/** Everything that waiting for a run can fail with. `runId` and `lastStatus` are there once the run has been polled. */
export type WaitFailure =
  | (CallFailure & { readonly runId?: string; readonly lastStatus?: string | null })
  | EvalTimeoutError

/** Returns a run as it is now. */
export const retrieve = (
  api: Api,
  id: EvalRunId,
  facts?: { readonly [name: string]: unknown }
): Effect.Effect<EvalRun, CallFailure> =>
  api.json(
    "evals.runs.retrieve",
    () => ({
      method: "GET",
      path: `/v1/eval-runs/${pathSegment(id, "eval run id")}`,
      ...(facts === undefined ? undefined : { facts })
    }),
    decodeEvalRun
  )

/**
 * Streams the states of a run, one per poll: the first at once, the last when the run has ended.
 *
 * Up to three polls in a row may fail for a temporary reason. Any other failure ends the stream, with the id of the run.
 * Interruption ends the polling, not the run.
 */
export const watch = (api: Api, id: EvalRunId, options?: WaitOptions): Stream.Stream<EvalRun, WaitFailure> =>
  Stream.unwrap(
    Effect.map(waitLimits("evals.runs.watch", options), (limits) => poll(api, "evals.runs.watch", id, limits))
  )

/** Waits until a run has ended, and returns it. */
export const wait = (api: Api, id: EvalRunId, options?: WaitOptions): Effect.Effect<EvalRun, WaitFailure> =>
  Effect.flatMap(waitLimits("evals.runs.wait", options), (limits) => waitWithin(api, id, limits))

/** Waits until a run has ended, within checked limits. */
export const waitWithin = (api: Api, id: EvalRunId, limits: WaitLimits): Effect.Effect<EvalRun, WaitFailure> =>
  // A stream that does not fail ends with the last state of the run.
  Effect.map(Stream.runLast(poll(api, "evals.runs.wait", id, limits)), Option.getOrThrow)

/** Limits of waiting, in milliseconds. */
export interface WaitLimits {
  readonly interval: number
  readonly timeout: number
}

/** Checks the options of waiting. */
export const waitLimits = (
  operation: string,
  options: WaitOptions | undefined
): Effect.Effect<WaitLimits, InvalidArgumentError> =>
  checked(operation, () => ({
    interval: milliseconds(options?.pollInterval, defaultPollInterval, "pollInterval"),
    timeout: milliseconds(options?.timeout, defaultRunTimeout, "timeout")
  }))

const poll = (
  api: Api,
  operation: string,
  id: EvalRunId,
  { interval, timeout }: WaitLimits
): Stream.Stream<EvalRun, WaitFailure> =>
  Stream.fromPull(
    Effect.withFiber((fiber) => {
      const timer = timerOf(fiber)
      const startedAt = timer.now()
      const runId = String(id)
      let polled = false
      let ended = false
      let failures = 0
      let lastStatus: string | null = null

      const next = (): Pull.Pull<readonly [EvalRun], WaitFailure> =>
        Effect.flatMap(Effect.result(retrieve(api, id, { runId, lastStatus })), (result) => {
          polled = true
          if (Result.isSuccess(result)) {
            failures = 0
            lastStatus = result.success.status
            ended = result.success.isTerminal
            return Effect.succeed([result.success] as const)
          }
          return isRetryable(result.failure) && ++failures <= toleratedPollFailures
            ? pauseAndPoll()
            : Effect.fail(result.failure)
        })

      const pauseAndPoll = (): Pull.Pull<readonly [EvalRun], WaitFailure> =>
        Effect.suspend(() => {
          const left = timeout - (timer.now() - startedAt)
          if (left <= 0) {
            const message = `eval run ${id} did not finish within ${Math.round(timeout / 1000)}s`
            return Effect.fail(new EvalTimeoutError(message, { operation, runId, lastStatus }))
          }
          // Clipped, so that the last poll is made when the time is up and not an interval later.
          return Effect.andThen(Effect.sleep(Math.min(interval, left)), next())
        })

      return Effect.succeed(
        Effect.suspend(
          (): Pull.Pull<readonly [EvalRun], WaitFailure> => (ended ? Cause.done() : polled ? pauseAndPoll() : next())
        )
      )
    })
  )

const milliseconds = (input: Duration.Input | undefined, otherwise: number, name: string): number => {
  if (input === undefined || input === null) return otherwise
  const duration = Number.isNaN(input) ? Option.none() : Duration.fromInput(input)
  const value = Option.match(duration, { onNone: () => Number.NaN, onSome: Duration.toMillis })
  if (!(value >= 0)) throw new InvalidArgumentError(`${name} must be a duration of 0 or more`)
  return value
}
