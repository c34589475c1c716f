/** The one reading of a stream, as an iterator. */

import type { EventReader } from "@pareta/core/internal"
import { InvalidArgumentError, type ParetaError } from "@pareta/core/internal"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import type { RequestOptions } from "./RequestOptions.ts"
import { abortError, type Runtime, signalProblem, withOptions } from "./run.ts"

/** Opens a stream. `adopt` receives its reader before anything can interrupt. */
export type OpenReader<A> = (
  adopt: (reader: EventReader<A, ParetaError>) => void
) => Effect.Effect<unknown, ParetaError>

const over: IteratorReturnResult<undefined> = { done: true, value: undefined }

// Defined here, not in the constructor: a closure created there would keep the Reading alive through the registry below.
const nothing = (): void => {}

// An abandoned stream must not keep its socket: runtimes do not cancel a body that has been read from.
const abandoned = /*#__PURE__*/ new FinalizationRegistry<{ stop(): void }>((left) => left.stop())

/**
 * The one reading of a stream, as an iterator. The first step opens it; its end, a failure, `return` or an abort ends it.
 *
 * It reads from the EventReader directly: a Stream between them would cost a fiber per network chunk.
 */
export class Reading<A> implements AsyncIterator<A, undefined, undefined> {
  readonly #runtime: Runtime
  readonly #open: OpenReader<A>
  readonly #options: RequestOptions | null | undefined
  #claimed = false
  /** Set before the stream is open, so that a cancellation finds it. */
  #adopted: EventReader<A, ParetaError> | undefined
  /** Set once it can be read. */
  #reader: EventReader<A, ParetaError> | undefined
  #opening: Promise<void> | undefined
  #stopOpening: ((failure?: ParetaError) => void) | undefined
  /** A failure that no step has rejected with yet. */
  #pendingFailure: ParetaError | undefined
  #over = false
  #unlink = nothing
  /** How the stream ended: a failure or `null`. `undefined` before that, and if it was stopped. */
  outcome: ParetaError | null | undefined

  constructor(runtime: Runtime, open: OpenReader<A>, options: RequestOptions | null | undefined) {
    this.#runtime = runtime
    this.#open = open
    this.#options = options
  }

  /** Takes the one iteration. Returns `false` if it is taken. */
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
    return failure === undefined ? Promise.resolve(over) : Promise.reject(failure)
  }

  /** Stops without a failure: cancels the request and ends a pending step. */
  readonly return = (): Promise<IteratorResult<A, undefined>> => {
    this.#claimed = true
    this.#over = true
    this.#unlink()
    abandoned.unregister(this)
    this.#adopted?.cancel()
    this.#stopOpening?.()
    return Promise.resolve(over)
  }

  /** Stops with a failure, which the pending step or the next one rejects with. */
  abort(reason: unknown): void {
    if (this.#over) return
    const failure = this.#adopted?.abort(reason) ?? abortError(reason)
    this.#end(failure)
    if (this.#stopOpening !== undefined) this.#stopOpening(failure)
    else if (this.#reader === undefined) this.#pendingFailure = failure
  }

  #start(): Promise<void> {
    return new Promise((resolve, reject) => {
      const fail = (failure: ParetaError) => {
        this.#end(failure)
        reject(failure)
      }
      const { context } = this.#runtime
      const options = this.#options ?? {}
      const problem = options.signal ? signalProblem(options.signal) : undefined
      if (problem !== undefined) {
        fail(problem)
        return
      }
      let stopped = false
      let fiber: ReturnType<ReturnType<typeof Effect.runForkWith>> | undefined
      this.#stopOpening = (failure) => {
        stopped = true
        this.#stopOpening = undefined
        fiber?.interruptUnsafe()
        if (failure === undefined) resolve()
        else reject(failure)
      }
      this.#link()
      const opened = Effect.suspend(() => this.#open((reader) => this.#adopt(reader)))
      fiber = Effect.runForkWith(withOptions(context, options))(opened)
      fiber.addObserver((exit) => {
        if (stopped) return
        this.#stopOpening = undefined
        if (Exit.isSuccess(exit)) {
          this.#reader = this.#adopted
          resolve()
        } else fail(Cause.squash(exit.cause) as ParetaError)
      })
    })
  }

  #adopt(reader: EventReader<A, ParetaError>): void {
    this.#adopted = reader
    const weak = new WeakRef(this)
    reader.onClose = (failure) => {
      const reading = weak.deref()
      if (reading !== undefined && !reading.#over) reading.#end(failure)
    }
    abandoned.register(this, leftBehind(reader, this.#unlink), this)
    // Stopped before the head arrived.
    if (this.#over) reader.cancel()
  }

  #end(outcome: ParetaError | null): void {
    this.#over = true
    this.outcome = outcome
    this.#unlink()
    abandoned.unregister(this)
  }

  /** Listens to the signal of the call. It may outlive the stream, so it must neither keep it alive nor collect listeners. */
  #link(): void {
    const signal = this.#options?.signal
    if (signal === undefined || signal === null) return
    const weak = new WeakRef(this)
    const onAbort = (): void => weak.deref()?.abort(signal.reason)
    signal.addEventListener("abort", onAbort, { once: true })
    this.#unlink = () => signal.removeEventListener("abort", onAbort)
  }
}

/** Stops an abandoned stream. A separate function, so that it does not close over the owner. */
const leftBehind = (reader: { cancel(): void }, unlink: () => void) => ({
  stop: () => {
    unlink()
    reader.cancel()
  }
})

/** The iterator of a stream that is being read or has been read. Its first step fails. */
export const alreadyRead = (): AsyncIterator<never, undefined, undefined> => {
  let failed = false
  return {
    next: () => {
      if (failed) return Promise.resolve(over)
      failed = true
      return Promise.reject(
        new InvalidArgumentError("a stream can be read only once: keep what you read, or make another call")
      )
    }
  }
}
