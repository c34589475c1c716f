import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Pull from "effect/Pull"
import * as Schedule from "effect/Schedule"
import { APITimeoutError, type CallFailure } from "../ParetaError.ts"
import type { RetrySchedule } from "./RequestOptions.ts"
import defaultRetry, { askedDelay, isRetryable } from "./RetryPolicy.ts"

/** What decides about another attempt. */
export interface Retry {
  readonly schedule: RetrySchedule | undefined
  readonly maxRetries: number
  /** Whether the request's body can be sent again. */
  readonly replayable: boolean
  /** Milliseconds that are left of the call as a whole; `Infinity` for no limit. */
  readonly left: () => number
  /** Told of each wait before it begins. */
  readonly onRetry: (failure: CallFailure, delay: number) => void
}

/**
 * Makes an attempt, and others while the failure may be retried and the schedule goes on.
 *
 * A delay that would end beyond what is left of the call fails the call at once: nobody is served by waiting for a sure failure.
 * The schedule is started by the first failure, so a call that succeeds pays nothing for it.
 */
export const retrying = <A>(attempt: Effect.Effect<A, CallFailure>, retry: Retry): Effect.Effect<A, CallFailure> =>
  retry.maxRetries === 0 || !retry.replayable
    ? attempt
    : Effect.catchIf(attempt, isRetryable, (first) =>
        Effect.flatMap(Schedule.toStep(retry.schedule ?? defaultRetry), (step) => again(attempt, retry, step, first, 1))
      )

type Step = (now: number, input: CallFailure) => Pull.Pull<[unknown, Duration.Duration], never, unknown>

const again = <A>(
  attempt: Effect.Effect<A, CallFailure>,
  retry: Retry,
  step: Step,
  failure: CallFailure,
  retries: number
): Effect.Effect<A, CallFailure> => {
  if (!isRetryable(failure) || retries > retry.maxRetries) return Effect.fail(failure)
  return Effect.flatMap(Clock.currentTimeMillis, (now) => {
    const next = Effect.map(step(now, failure), ([, delay]) => Duration.toMillis(delay))
    return Effect.flatMap(
      Pull.catchDone(next, () => Effect.void),
      (planned) => {
        if (planned === undefined) return Effect.fail(failure)
        const delay = Math.max(planned, askedDelay(failure) ?? 0)
        if (delay >= retry.left()) return Effect.fail(failure)
        retry.onRetry(failure, delay)
        return Effect.andThen(
          Effect.sleep(delay),
          Effect.catch(attempt, (another) => again(attempt, retry, step, another, retries + 1))
        )
      }
    )
  })
}

/** The error of a clock that ran out before a response was complete. */
export const timedOut = (phase: string, milliseconds: number, about: string): APITimeoutError =>
  new APITimeoutError(`request timed out: ${about} within ${milliseconds} ms (timeout.${phase})`)
