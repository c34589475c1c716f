/** Runs core's effects as Promises. */
import {
  APIAbortError,
  type Api,
  argumentError,
  CurrentRequestOptions,
  enter,
  type ParetaError,
  type ParetaErrorOptions
} from "@pareta/core/internal"
import * as Cause from "effect/Cause"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import type * as Fiber from "effect/Fiber"
import { onAbort } from "./AbortListeners.ts"
import { isParetaError } from "./errors.ts"
import { type CallOptions, callOptions, type OwnNames, type RequestOptions } from "./RequestOptions.ts"

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

/**
 * Runs an effect of core as a Promise, which rejects with the failure of the effect. `own` names the options of the
 * method that are not those of every call. `facts` are what an abort must not lose, such as the id of a run.
 */
export const run = <A, E>(
  { context }: Runtime,
  effect: Effect.Effect<A, E>,
  options?: RequestOptions | null,
  own?: OwnNames,
  facts?: Facts
): Promise<A> =>
  awaited(
    new Promise((resolve) => {
      // Anything that these throw rejects the promise.
      const { signal, settings } = callOptions(options, own)
      throwIfAborted(signal)
      let fiber: Fiber.Fiber<A, E> | undefined
      const unlisten = signal === undefined ? undefined : onAbort(signal, () => fiber?.interruptUnsafe())
      fiber = Effect.runForkWith(withSettings(context, settings))(effect)
      fiber.addObserver(settling(resolve, signal, unlisten, facts))
      // A hook may have aborted it before there was anything to interrupt.
      if (signal?.aborted === true) fiber.interruptUnsafe()
    })
  )

type Facts = ParetaErrorOptions["facts"]

/** How a call ended: its result, or its failure. */
type Outcome<A> = { readonly value: A } | { readonly failure: ParetaError }

const awaited = async <A>(call: Promise<Outcome<A>>): Promise<A> => {
  const outcome = await call
  if ("value" in outcome) return outcome.value
  throw withCaller(outcome.failure, awaited)
}

/** Rejects a step of a stream with a failure. */
export const rejectedWith = async (failure: ParetaError): Promise<never> => {
  // The runtime knows who awaits the step only after the handlers that return this promise have ended.
  await undefined
  await undefined
  throw withCaller(failure, rejectedWith)
}

/**
 * Adds the frames of the caller to a failure. An async function has to do this after an `await`: that is where the
 * runtime knows who awaits the function. `below` is that function, whose own frame is left out.
 */
const withCaller = (failure: ParetaError, below: (...args: never) => unknown): ParetaError => {
  try {
    addCaller(failure, below)
  } catch {
    // The program has replaced what V8 calls to write a stack. A failure is worth more than its frames.
  }
  return failure
}

const addCaller = (failure: ParetaError, below: (...args: never) => unknown): void => {
  if (Error.captureStackTrace === undefined) return
  // An invalid argument is often found before anything is awaited. Then the stack already shows the caller.
  const made = failure._tag === "InvalidArgumentError" ? framesOf(failure) : []
  // Bun would leave out the frames of the callers as well.
  Error.captureStackTrace(failure, "Bun" in globalThis ? undefined : below)
  if (made.length === 0) return
  const frames = framesOf(failure).filter((frame) => !made.includes(frame))
  const stack = [`${failure.name}: ${failure.message}`, ...made, ...frames].join("\n")
  Object.defineProperty(failure, "stack", { value: stack, writable: true, configurable: true })
}

const framesOf = ({ stack }: Error): ReadonlyArray<string> =>
  typeof stack === "string" ? stack.split("\n").filter((line) => /^ +at /.test(line)) : []

/** A separate function, so that a pending call does not keep the effect, with the arguments in it. */
const settling =
  <A, E>(
    resolve: (outcome: Outcome<A>) => void,
    signal: AbortSignal | undefined,
    unlisten: (() => void) | undefined,
    facts: Facts | undefined
  ) =>
  (exit: Exit.Exit<A, E>): void => {
    unlisten?.()
    if (Exit.isSuccess(exit)) resolve({ value: exit.value })
    else if (Cause.hasInterruptsOnly(exit.cause)) resolve({ failure: abortError(signal?.reason, facts) })
    else resolve({ failure: failureOf(exit.cause) })
  }

/**
 * The failure of a call. Core types every failure of a request. Anything that is thrown before that, by arguments or by
 * a runtime that lacks a feature, becomes an `InvalidArgumentError` here.
 */
export const failureOf = (cause: Cause.Cause<unknown>): ParetaError => {
  const failure = Cause.squash(cause)
  return isParetaError(failure) ? failure : argumentError("pareta", failure)
}

/** Returns the context of one call: the services, and the settings where the core reads them. */
export const withSettings = (
  context: Context.Context<never>,
  settings: CallOptions["settings"]
): Context.Context<never> =>
  settings === undefined ? context : Context.add(context, CurrentRequestOptions, enter(settings, undefined))

/** Throws the error of a call that must not begin because its signal is already aborted. */
export const throwIfAborted = (signal: AbortSignal | undefined): void => {
  if (signal?.aborted === true) throw abortError(signal.reason)
}

/** Creates the error for an aborted call. */
export const abortError = (reason: unknown, facts?: Facts): APIAbortError =>
  new APIAbortError(undefined, { cause: reason, facts })

/** Whether a flag of the parameters is set. Parameters that cannot be read are refused where the call begins. */
export const isSet = (params: object | null | undefined, name: string): boolean => {
  try {
    return params !== undefined && params !== null && Reflect.get(params, name) === true
  } catch {
    return false
  }
}

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
