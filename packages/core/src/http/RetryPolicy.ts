import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Random from "effect/Random"
import * as Schedule from "effect/Schedule"
import { type CallFailure, isAPIStatusError } from "../ParetaError.ts"
import type { RetrySchedule } from "./RequestOptions.ts"

/** The statuses after which the same request may succeed (contract §1.6). */
const retryableStatuses: ReadonlyArray<number> = [408, 409, 429, 500, 502, 503, 504]

/** Whether a failure may be retried at all: no response, a broken one, a clock that ran out, or a status that passes. */
export const isRetryable = (failure: CallFailure): boolean =>
  failure._tag === "APIConnectionError" ||
  failure._tag === "APITimeoutError" ||
  (isAPIStatusError(failure) && retryableStatuses.includes(failure.status))

/** Milliseconds the server asked to wait, 30 seconds at most; `undefined` when it did not. */
export const askedDelay = (failure: CallFailure): number | undefined =>
  isAPIStatusError(failure) && failure.retryAfter !== null ? Math.min(failure.retryAfter, 30) * 1000 : undefined

/**
 * The back-off of contract §1.6: 0.5, 1, 2, 4, then 8 seconds, each with up to 0.25 seconds of jitter on top; or what
 * `Retry-After` asks for, 30 seconds at most and without jitter.
 *
 * It goes on for ever; `maxRetries` counts the attempts.
 */
const defaultRetry: RetrySchedule = /*#__PURE__*/ Schedule.modifyDelay(
  /*#__PURE__*/ Schedule.setInputType<CallFailure>()(/*#__PURE__*/ Schedule.exponential(500)),
  ({ duration, input }) => {
    const asked = askedDelay(input)
    return asked === undefined
      ? Effect.map(Random.next, (jitter) => Math.min(Duration.toMillis(duration), 8000) + jitter * 250)
      : Effect.succeed(asked)
  }
)

export { defaultRetry as default }
