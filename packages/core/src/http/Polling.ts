/** Polls something until it has reached a state: an eval run until it ends, an endpoint until it is live. */
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import { checked, type FieldNames, fieldsOf } from "../Arguments.ts"
import { type CallFailure, InvalidArgumentError } from "../ParetaError.ts"
import { millisecondsOf } from "./call/Durations.ts"
import { defaultPollInterval, defaultWaitTimeout, pollGrace, toleratedPollFailures } from "./call/Limits.ts"
import { isRetryable } from "./call/RetryPolicy.ts"
import { timerOf } from "./call/Timer.ts"

/** The options for waiting for a run or an endpoint. */
export interface WaitOptions {
  /** The pause between polls; 0 for none. @default "3 seconds" */
  readonly pollInterval?: Duration.Input | undefined
  /** How long to wait; 0 polls once. @default "15 minutes" */
  readonly timeout?: Duration.Input | undefined
}

/** The names of the options. */
export const waitOptions: FieldNames<WaitOptions> = { pollInterval: true, timeout: true }

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
      timeout: milliseconds(timeout, defaultWaitTimeout, "timeout")
    }
  })

/** What is polled. */
export interface Polled<A, E> {
  /** Makes one poll: a logical call that takes no longer than `total`. `last` is the result of the poll before it. */
  readonly retrieve: (total: number, last: A | undefined) => Effect.Effect<A, CallFailure>
  /** Completes a failure that ends the polling. */
  readonly failed: (failure: CallFailure, last: A | undefined) => E
  /** The failure when the time is up. `cause` is the failure of the last poll, if it failed. */
  readonly late: (seconds: string, cause: { readonly cause?: CallFailure }, last: A | undefined) => E
}

/**
 * Returns an Effect that polls once. To poll again, run the Effect again: it then waits for the pause first.
 *
 * Tolerates up to three retryable failures in a row. Any other failure ends the polling.
 */
export const steps = <A, E>(polled: Polled<A, E>, { interval, timeout }: WaitLimits): Effect.Effect<A, E> => {
  let startedAt: number | undefined
  let failures = 0
  let last: A | undefined
  let cause: { readonly cause?: CallFailure } = {}

  // A poll is bounded by what is left, so that a server that hangs cannot make the wait longer.
  const poll = (left: number): Effect.Effect<A, E> =>
    Effect.matchEffect(polled.retrieve(left + pollGrace, last), {
      onFailure: (failure): Effect.Effect<A, E> => {
        cause = { cause: failure }
        return isRetryable(failure) && ++failures <= toleratedPollFailures
          ? step
          : Effect.fail(polled.failed(failure, last))
      },
      onSuccess: (result) => {
        failures = 0
        cause = {}
        last = result
        return Effect.succeed(result)
      }
    })

  const step: Effect.Effect<A, E> = Effect.withFiber((fiber) => {
    const now = timerOf(fiber).now()
    if (startedAt === undefined) {
      startedAt = now
      return poll(timeout)
    }
    const left = timeout - (now - startedAt)
    if (left <= 0) {
      return Effect.fail(polled.late(`${Number((timeout / 1000).toFixed(3))}s`, cause, last))
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

/** Polls until the result is what is waited for, and returns it. */
export const until = <A, E>(next: Effect.Effect<A, E>, isReached: (result: A) => boolean): Effect.Effect<A, E> =>
  Effect.filterOrElse(next, isReached, () => until(next, isReached))

const milliseconds = (input: Duration.Input | undefined, otherwise: number, name: string): number => {
  if (input === undefined || input === null) return otherwise
  const value = millisecondsOf(input)
  if (!(value >= 0)) throw new InvalidArgumentError(`${name} must be a duration of 0 or more`)
  return value
}
