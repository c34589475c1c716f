import * as Cause from "effect/Cause"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import type * as Pull from "effect/Pull"
import * as Result from "effect/Result"
import * as Stream from "effect/Stream"
import type { Call } from "../http/Call.ts"
import { timerOf } from "../http/Deadline.ts"
import { isRetryable } from "../http/RetryPolicy.ts"
import { EvalTimeoutError, InvalidArgumentError, type WaitFailure } from "../ParetaError.ts"
import type { EvalRun } from "./EvalRun.ts"
import { create, type EvalRunCreateParams, type EvalRunId, retrieve } from "./EvalRuns.ts"

/** How a run is waited for. */
export interface WaitOptions {
  /** Between polls. Default 3 seconds; 0 polls without a pause. */
  readonly pollInterval?: Duration.Input | undefined
  /** Until the waiting is given up. Default 15 minutes; 0 polls once. */
  readonly timeout?: Duration.Input | undefined
}

/** Failed polls in a row that are taken for a passing trouble. */
const toleratedFailures = 3

/**
 * The states of a run, one per poll, the first at once and the last when the run is over (contract §6.7).
 *
 * Up to three polls in a row may fail for reasons that pass; any other failure ends the watching, with the run's id on it.
 * Interruption ends the watching and not the run.
 */
export const watch = (call: Call, id: EvalRunId, options?: WaitOptions): Stream.Stream<EvalRun, WaitFailure> =>
  Stream.fromPull(
    Effect.withFiber((fiber) => {
      const timer = timerOf(fiber)
      const startedAt = timer.now()
      let limits: { readonly interval: number; readonly timeout: number } | undefined
      let polled = false
      let over = false
      let failures = 0
      let lastStatus: string | null = null

      const poll = (): Pull.Pull<readonly [EvalRun], WaitFailure> =>
        Effect.flatMap(Effect.result(retrieve(call, id)), (result) => {
          polled = true
          if (Result.isSuccess(result)) {
            failures = 0
            lastStatus = result.success.status
            over = result.success.isTerminal
            return Effect.succeed([result.success] as const)
          }
          if (isRetryable(result.failure) && ++failures <= toleratedFailures) return pauseAndPoll()
          return Effect.fail(Object.assign(result.failure, { runId: String(id), lastStatus }))
        })

      const pauseAndPoll = (): Pull.Pull<readonly [EvalRun], WaitFailure> =>
        Effect.suspend(() => {
          const { interval, timeout } = limits as { readonly interval: number; readonly timeout: number }
          const left = timeout - (timer.now() - startedAt)
          if (left <= 0) {
            const message = `eval run ${id} did not finish within ${Math.round(timeout / 1000)}s`
            return Effect.fail(new EvalTimeoutError(message, { runId: String(id), lastStatus }))
          }
          // Clipped: the last poll is made when the time is up, not an interval later.
          return Effect.andThen(Effect.sleep(Math.min(interval, left)), poll())
        })

      return Effect.succeed(
        Effect.suspend((): Pull.Pull<readonly [EvalRun], WaitFailure> => {
          if (over) return Cause.done()
          if (polled) return pauseAndPoll()
          return Effect.flatMap(limitsOf(options), (checked) => {
            limits = checked
            return poll()
          })
        })
      )
    })
  )

/** Waits until a run is over: the last of its states (contract §6.7). */
export const wait = (call: Call, id: EvalRunId, options?: WaitOptions): Effect.Effect<EvalRun, WaitFailure> =>
  // A watch that does not fail ends with the state that ended it.
  Effect.map(Stream.runLast(watch(call, id, options)), Option.getOrThrow)

/** Starts a run and waits until it is over (contract §6.7). A failed run is an answer, not a failure. */
export const createAndWait = (
  call: Call,
  params: EvalRunCreateParams,
  options?: WaitOptions
): Effect.Effect<EvalRun, WaitFailure> =>
  // Checked first: a run that was started and not waited for would be paid for, and its id lost.
  Effect.andThen(
    limitsOf(options),
    Effect.flatMap(create(call, params), (run) => wait(call, run.id, options))
  )

const limitsOf = (options: WaitOptions | undefined) =>
  Effect.try({
    try: () => ({
      interval: milliseconds(options?.pollInterval, 3000, "pollInterval"),
      timeout: milliseconds(options?.timeout, 900_000, "timeout")
    }),
    catch: (cause) => cause as InvalidArgumentError
  })

const milliseconds = (input: Duration.Input | undefined, otherwise: number, name: string): number => {
  if (input === undefined || input === null) return otherwise
  const duration = Number.isNaN(input) ? Option.none() : Duration.fromInput(input)
  const value = Option.match(duration, { onNone: () => Number.NaN, onSome: Duration.toMillis })
  if (!(value >= 0)) throw new InvalidArgumentError(`${name} must not be negative, and must be a duration`)
  return value
}
