import { APIAbortError, type RequestOptions as CoreRequestOptions, InvalidArgumentError } from "@pareta/core"
import type { Call } from "@pareta/core/src/http/Call.ts"
import { CurrentRequestOptions, enter } from "@pareta/core/src/http/RequestOptions.ts"
import * as Cause from "effect/Cause"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import type { RequestOptions } from "./RequestOptions.ts"

/** What every namespace is made over: the core's Call, and the way from its effects to Promises. */
export interface Runtime {
  readonly call: Call
  /** What every run is given, e.g. a tracer. */
  readonly context: Context.Context<never>
}

/** Runs an effect of the core as a real Promise, which rejects with the effect's own failure. */
export const run = <A, E>(runtime: Runtime, effect: Effect.Effect<A, E>, options?: RequestOptions | null): Promise<A> =>
  new Promise((resolve, reject) => {
    const problem = signalProblem(options)
    if (problem !== undefined) {
      reject(problem)
      return
    }
    const signal = options?.signal ?? undefined
    Effect.runCallbackWith(contextOf(runtime, options))(effect, {
      ...(signal === undefined ? undefined : { signal }),
      onExit: (exit) => {
        if (Exit.isSuccess(exit)) resolve(exit.value)
        else if (Cause.hasInterruptsOnly(exit.cause)) reject(abortError(signal?.reason))
        else reject(Cause.squash(exit.cause))
      }
    })
  })

/** The settings of one call, put where the core looks for them. */
export const contextOf = (runtime: Runtime, options: RequestOptions | null | undefined): Context.Context<never> => {
  if (options === undefined || options === null) return runtime.context
  const { timeout, maxRetries, headers, idempotencyKey, onResponse } = options
  const settings: CoreRequestOptions = {
    ...(timeout === undefined ? undefined : { timeout }),
    ...(maxRetries === undefined ? undefined : { maxRetries }),
    ...(headers === undefined ? undefined : { headers }),
    ...(idempotencyKey === undefined ? undefined : { idempotencyKey }),
    ...(onResponse === undefined ? undefined : { onResponse })
  }
  return Context.add(runtime.context, CurrentRequestOptions, enter(settings, undefined))
}

/** Why a call with this signal is not even begun; a signal aborted beforehand must send nothing. */
export const signalProblem = (
  options: RequestOptions | null | undefined
): APIAbortError | InvalidArgumentError | undefined => {
  const signal = options?.signal
  if (signal === undefined || signal === null) return undefined
  if (typeof signal.addEventListener !== "function") return new InvalidArgumentError("signal must be an AbortSignal")
  return signal.aborted ? abortError(signal.reason) : undefined
}

export const abortError = (reason: unknown): APIAbortError => new APIAbortError(undefined, { cause: reason })
