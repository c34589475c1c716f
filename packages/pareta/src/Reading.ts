/** Reads a stream once, as an async iterator. */

import {
  type EventReader,
  InvalidArgumentError,
  keepMeta,
  type ParetaError,
  ResponseMeta,
  type ResponseMetaFacts,
  readOnce
} from "@pareta/core/internal"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import { onAbort } from "./AbortListeners.ts"
import { type CallOptions, callOptions, type OwnNames, type RequestOptions } from "./RequestOptions.ts"
import { abortError, failureOf, type Runtime, rejectedWith, throwIfAborted, withSettings } from "./run.ts"

/** Opens a stream. `adopt` is called with its reader before the effect can be interrupted. */
export type OpenReader<A> = (
  adopt: (reader: EventReader<A, ParetaError>) => void
) => Effect.Effect<unknown, ParetaError>

const over: IteratorReturnResult<undefined> = { done: true, value: undefined }

// Defined here: a closure made in the constructor would keep the Reading alive through the registry below.
const nothing = (): void => {}

// An abandoned stream must not keep its socket open: runtimes do not cancel a body that was read from in part. Some
// runtimes, such as older Workers, have no registry. There, only an abandoned stream is affected.
const abandoned =
  typeof FinalizationRegistry === "function"
    ? /*#__PURE__*/ new FinalizationRegistry<{ stop(): void }>((left) => left.stop())
    : undefined

/** Refers to an object without keeping it alive, where the runtime can do that. */
const weakly = <A extends object>(target: A): { deref(): A | undefined } =>
  typeof WeakRef === "function" ? new WeakRef(target) : { deref: () => target }

/**
 * Reads a stream once, as an async iterator. The first step opens the stream. The end of the stream, a failure,
 * `return` or an abort ends the iteration.
 *
 * It reads directly from the EventReader: an Effect Stream in between would cost a fiber per network chunk.
 */
export class Reading<A> implements AsyncIterator<A, undefined, undefined> {
  readonly #runtime: Runtime
  #open: OpenReader<A> | undefined
  readonly #options: RequestOptions | null | undefined
  readonly #own: OwnNames | undefined
  #claimed = false
  /** The reader as soon as there is one, so that a cancellation can reach it. */
  #adopted: EventReader<A, ParetaError> | undefined
  /** The same reader, once the stream is open and can be read. */
  #reader: EventReader<A, ParetaError> | undefined
  /** The metadata of the call, once the response headers are accepted. */
  #facts: ResponseMetaFacts | undefined
  #meta: ResponseMeta | undefined
  #opening: Promise<void> | undefined
  #stopOpening: ((failure?: ParetaError) => void) | undefined
  /** A failure that no step has rejected with yet. */
  #pendingFailure: ParetaError | undefined
  #over = false
  #unlink = nothing
  /** How the stream ended: the failure, or `null`. `undefined` before the end, and if the stream was stopped. */
  outcome: ParetaError | null | undefined

  constructor(runtime: Runtime, open: OpenReader<A>, options: RequestOptions | null | undefined, own?: OwnNames) {
    this.#runtime = runtime
    this.#open = open
    this.#options = options
    this.#own = own
  }

  /** Claims the one iteration. Returns `false` if it is already claimed. */
  claim(): boolean {
    const free = !this.#claimed
    this.#claimed = true
    return free
  }

  readonly next = (): Promise<IteratorResult<A, undefined>> => {
    if (this.#reader !== undefined) return this.#reader.next(this)
    if (!this.#over) {
      this.#opening ??= this.#start()
      return this.#opening.then(this.next)
    }
    const failure = this.#pendingFailure
    this.#pendingFailure = undefined
    return failure === undefined ? Promise.resolve(over) : rejectedWith(failure)
  }

  /** Opens the stream, unless it is already open. Rejects with the same failure as the first step would. */
  async open(): Promise<void> {
    if (this.#reader === undefined && !this.#over) {
      this.#opening ??= this.#start()
      await this.#opening
    }
    // The failure is left pending: an iteration after this must not look like an empty stream.
    if (this.#pendingFailure !== undefined) await rejectedWith(this.#pendingFailure)
    if (this.#facts === undefined) throw new InvalidArgumentError("the stream was stopped before it was opened")
  }

  /** Registers the metadata of the call for a result of the stream, so that `responseMeta` finds it. */
  keepMeta(result: object): void {
    if (this.#facts !== undefined) keepMeta(result, this.#facts)
  }

  /** The metadata of the call, once the stream is open; after the end also how the stream ended and what was billed. */
  get meta(): ResponseMeta | undefined {
    if (this.#facts !== undefined) this.#meta ??= new ResponseMeta(this.#facts)
    return this.#meta
  }

  /** Stops the stream without a failure: cancels the request and ends a pending step. */
  readonly return = (): Promise<IteratorResult<A, undefined>> => {
    this.#claimed = true
    this.#over = true
    this.#unlink()
    abandoned?.unregister(this)
    this.#adopted?.cancel()
    this.#stopOpening?.()
    return Promise.resolve(over)
  }

  /** Stops the stream with a failure. The pending step, or the next one, rejects with it. */
  abort(reason: unknown): void {
    if (this.#over) return
    const failure = this.#adopted?.abort(reason) ?? abortError(reason)
    this.#end(failure)
    if (this.#stopOpening !== undefined) this.#stopOpening(failure)
    else if (this.#reader === undefined) this.#pendingFailure = failure
  }

  #start(): Promise<void> {
    return new Promise((resolve) => {
      const fail = (failure: ParetaError) => {
        this.#end(failure)
        this.#pendingFailure = failure
        resolve()
      }
      const { context } = this.#runtime
      let options: CallOptions
      try {
        options = callOptions(this.#options, this.#own)
        throwIfAborted(options.signal)
      } catch (problem) {
        fail(problem as ParetaError)
        return
      }
      let stopped = false
      let fiber: ReturnType<ReturnType<typeof Effect.runForkWith>> | undefined
      this.#stopOpening = (failure) => {
        stopped = true
        this.#stopOpening = undefined
        fiber?.interruptUnsafe()
        this.#pendingFailure = failure
        resolve()
      }
      this.#link(options.signal)
      const open = this.#open
      // It holds the arguments of the call, which a stream that is kept must not.
      this.#open = undefined
      const opened = Effect.suspend(() => open?.((reader) => this.#adopt(reader)) ?? Effect.void)
      fiber = Effect.runForkWith(withSettings(context, options.settings))(opened)
      fiber.addObserver((exit) => {
        if (stopped) return
        this.#stopOpening = undefined
        if (Exit.isSuccess(exit)) {
          this.#reader = this.#adopted
          this.#facts = this.#reader?.metaFacts()
          resolve()
        } else fail(failureOf(exit.cause))
      })
    })
  }

  #adopt(reader: EventReader<A, ParetaError>): void {
    this.#adopted = reader
    reader.reject = rejectedWith
    const weak = weakly(this)
    reader.onClose = (failure) => {
      const reading = weak.deref()
      if (reading === undefined) return
      if (reading.#facts !== undefined) reading.#facts = reader.metaFacts()
      reading.#meta = undefined
      // Everything was taken. A stream that is kept, or is the target of a WeakRef, keeps only how it ended.
      reading.#adopted = undefined
      reading.#reader = undefined
      if (!reading.#over) reading.#end(failure)
    }
    abandoned?.register(this, leftBehind(reader, this.#unlink), this)
    // The stream was stopped before the head arrived.
    if (this.#over) reader.cancel()
  }

  #end(outcome: ParetaError | null): void {
    this.#over = true
    this.outcome = outcome
    this.#unlink()
    abandoned?.unregister(this)
  }

  /** Listens to the signal. The signal may outlive the stream, so it must not retain the stream or a stale listener. */
  #link(signal: AbortSignal | undefined): void {
    if (signal === undefined) return
    const weak = weakly(this)
    this.#unlink = onAbort(signal, () => weak.deref()?.abort(signal.reason))
  }
}

/** Stops an abandoned stream. This is a separate function, so that it does not close over the owner. */
const leftBehind = (reader: { cancel(): void }, unlink: () => void) => ({
  stop: () => {
    unlink()
    reader.cancel()
  }
})

/** The iterator of a stream whose one iteration is already claimed. */
export const alreadyRead = (): AsyncIterator<never, undefined, undefined> => failing(new InvalidArgumentError(readOnce))

/** An iterator whose first step fails. */
export const failing = (failure: ParetaError): AsyncIterator<never, undefined, undefined> => {
  let failed = false
  return {
    next: () => {
      if (failed) return Promise.resolve(over)
      failed = true
      return Promise.reject(failure)
    }
  }
}
