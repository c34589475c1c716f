/** Makes further attempts while the failure is retryable, the schedule continues and there is time left. */
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Pull from "effect/Pull"
import * as Result from "effect/Result"
import * as Schedule from "effect/Schedule"
import type { CallFailure } from "../../ParetaError.ts"
import type { Call } from "./Call.ts"
import defaultRetry, { askedDelay, isRetryable } from "./RetryPolicy.ts"

/**
 * Retries a failed attempt. The schedule starts here, so that a call that succeeds at the first attempt does not pay
 * for it.
 */
export const retry = Effect.fnUntraced(function* <A>(
  call: Call,
  attempt: Effect.Effect<A, CallFailure>,
  first: CallFailure
) {
  const { maxRetries, limits, retry: schedule = defaultRetry } = call.settings
  const step = yield* Schedule.toStep(schedule)
  let failure = first
  for (let retries = 1; isRetryable(failure) && retries <= maxRetries; retries++) {
    const delay = yield* delayBefore(step, failure)
    // If the wait is longer than the time left for the call, the call fails now instead of waiting in vain.
    if (delay === undefined || delay >= limits.total - call.elapsed) break
    call.retrying(failure, delay)
    yield* Effect.sleep(delay)
    const result = yield* Effect.result(attempt)
    if (Result.isSuccess(result)) return result.success
    failure = result.failure
  }
  return yield* Effect.fail(failure)
})

type Step = (now: number, input: CallFailure) => Pull.Pull<[unknown, Duration.Duration], never, unknown>

/** The wait in milliseconds: the longer of the schedule's and the server's; `undefined` if the schedule has ended. */
const delayBefore = Effect.fnUntraced(function* (step: Step, failure: CallFailure) {
  const now = yield* Clock.currentTimeMillis
  const next = Effect.map(step(now, failure), ([, delay]) => Duration.toMillis(delay))
  const planned = yield* Pull.catchDone(next, () => Effect.undefined)
  return planned === undefined ? undefined : Math.max(planned, askedDelay(failure) ?? 0)
})
