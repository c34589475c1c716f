/** Runs the effects of the core as Promises. */
import {
  APIAbortError,
  type Api,
  argumentError,
  type RequestOptions as CoreRequestOptions,
  CurrentRequestOptions,
  enter,
  InvalidArgumentError,
  isParetaError,
  type ParetaError
} from "@pareta/core/internal"
import * as Cause from "effect/Cause"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import type { RequestOptions } from "./RequestOptions.ts"

/** The value that a client passes to its namespaces. Its type is opaque, so that only the client makes one. */
export class Runtime {
  declare protected readonly opaque: true
  /** @internal */
  readonly api: Api
  /** The services for every run, such as a tracer. @internal */
  readonly context: Context.Context<never>

  /** @internal */
  constructor(api: Api, context: Context.Context<never>) {
    this.api = api
    this.context = context
  }
}

/** Runs an effect of the core as a Promise, which rejects with the failure of the effect. */
export const run = <A, E>(
  { context }: Runtime,
  effect: Effect.Effect<A, E>,
  options?: RequestOptions | null
): Promise<A> =>
  new Promise((resolve, reject) => {
    const signal = options?.signal
    const problem = signalProblem(signal)
    if (problem !== undefined) {
      reject(problem)
      return
    }
    Effect.runCallbackWith(options === undefined || options === null ? context : withOptions(context, options))(
      effect,
      {
        ...(signal ? { signal } : undefined),
        onExit: (exit) => {
          if (Exit.isSuccess(exit)) resolve(exit.value)
          else if (Cause.hasInterruptsOnly(exit.cause)) reject(abortError(signal?.reason))
          else reject(failureOf(exit.cause))
        }
      }
    )
  })

/**
 * The failure of a call. The core makes every failure of a request typed; what is thrown before that, by arguments or
 * by a runtime that lacks something, becomes an `InvalidArgumentError` here.
 */
export const failureOf = (cause: Cause.Cause<unknown>): ParetaError => {
  const failure = Cause.squash(cause)
  return isParetaError(failure) ? failure : argumentError("pareta", failure)
}

/** Returns the context of one call: the services, and the settings where the core reads them. */
export const withOptions = (context: Context.Context<never>, options: RequestOptions): Context.Context<never> => {
  const { timeout, maxRetries, headers, idempotencyKey, onResponse } = options
  const settings: CoreRequestOptions = {
    ...(timeout === undefined ? undefined : { timeout }),
    ...(maxRetries === undefined ? undefined : { maxRetries }),
    ...(headers === undefined ? undefined : { headers }),
    ...(idempotencyKey === undefined ? undefined : { idempotencyKey }),
    ...(onResponse === undefined ? undefined : { onResponse })
  }
  return Context.add(context, CurrentRequestOptions, enter(settings, undefined))
}

/**
 * Returns the error of a call that must not begin: its signal is already aborted, or not a signal; else `undefined`.
 */
export const signalProblem = (
  signal: AbortSignal | null | undefined
): APIAbortError | InvalidArgumentError | undefined => {
  if (signal === undefined || signal === null) return undefined
  if (typeof signal.addEventListener !== "function") return new InvalidArgumentError("signal must be an AbortSignal")
  return signal.aborted ? abortError(signal.reason) : undefined
}

/** Makes the error for an aborted call. */
export const abortError = (reason: unknown): APIAbortError => new APIAbortError(undefined, { cause: reason })

/** Binds the methods of a namespace, so that each can be passed on without it: `ids.map((id) => retrieve(id))`. */
export const bindMethods = (namespace: object): void => {
  const prototype: { readonly [name: string]: unknown } = Object.getPrototypeOf(namespace)
  for (const name of Object.getOwnPropertyNames(prototype)) {
    const method = prototype[name]
    if (name === "constructor" || typeof method !== "function") continue
    Object.defineProperty(namespace, name, {
      value: method.bind(namespace),
      enumerable: true,
      writable: true,
      configurable: true
    })
  }
}
