/** Which failures are retried, and after how long: see `docs/wire.md#retries`. */
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Random from "effect/Random"
import * as Schedule from "effect/Schedule"
import { type CallFailure, isAPIStatusError } from "../../ParetaError.ts"
import { backOffJitter, firstBackOff, longestBackOff, longestRetryAfter } from "./Limits.ts"
import { isNotRetried } from "./NotRetried.ts"
import type { RetrySchedule } from "./RequestOptions.ts"

/**
 * Whether a failure may be retried: no response, one that broke off, a time limit that passed, or a temporary status.
 */
export const isRetryable = (failure: CallFailure): boolean =>
  !isNotRetried(failure) &&
  !isStopped(failure) &&
  (failure._tag === "APIConnectionError" ||
    failure._tag === "APITimeoutError" ||
    (isAPIStatusError(failure) && retryableStatuses.includes(failure.status)))

/** Whether the endpoint is stopped. It does not start by itself, however often it is called. */
const isStopped = (failure: CallFailure): boolean =>
  failure._tag === "EndpointNotReadyError" && /\bis stopped\b/.test(failure.message)

/** The milliseconds that the server asked to wait, at most 30 seconds; `undefined` if it did not ask. */
export const askedDelay = (failure: CallFailure): number | undefined =>
  isAPIStatusError(failure) && failure.retryAfter !== null
    ? Math.min(failure.retryAfter * 1000, longestRetryAfter)
    : undefined

/**
 * The default back-off: 0.5, 1, 2, 4 and then 8 seconds, each plus up to 0.25 seconds of jitter. If the response asks
 * for a wait (`Retry-After`), the wait is as long as that, at most 30 seconds and without jitter.
 *
 * The schedule never ends by itself; `maxRetries` limits it.
 */
const defaultRetry: RetrySchedule = /*#__PURE__*/ Schedule.modifyDelay(
  /*#__PURE__*/ Schedule.setInputType<CallFailure>()(/*#__PURE__*/ Schedule.exponential(firstBackOff)),
  ({ duration, input }) => {
    const asked = askedDelay(input)
    return asked === undefined
      ? Effect.map(
          Random.next,
          (jitter) => Math.min(Duration.toMillis(duration), longestBackOff) + jitter * backOffJitter
        )
      : Effect.succeed(asked)
  }
)

export { defaultRetry as default }

const retryableStatuses: ReadonlyArray<number> = [408, 409, 429, 500, 502, 503, 504]
