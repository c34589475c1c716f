import { InvalidArgumentError, type ParetaError } from "@pareta/core"
import type { EventReader } from "@pareta/core/src/http/EventReader.ts"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import type { RequestOptions } from "./RequestOptions.ts"
import { abortError, contextOf, type Runtime, signalProblem } from "./run.ts"

/** Opens a stream; `adopt` is handed its reader before anything can interrupt. */
export type OpenReader<A> = (
  adopt: (reader: EventReader<A, ParetaError>) => void
) => Effect.Effect<unknown, ParetaError>

const over: IteratorReturnResult<undefined> = { done: true, value: undefined }

// Not written where a Reading is made: a function of there would keep the Reading, and outlive it in what is left behind.
const nothing = (): void => {}

// A stream that nobody holds any more must not hold its socket: runtimes do not cancel a body that has been read from.
const abandoned = /*#__PURE__*/ new FinalizationRegistry<{ stop(): void }>((left) => left.stop())

/**
 * The one reading of a stream, as an iterator: opened by the first step, over by its end, a failure, `return` or an abort.
 *
 * It asks the reader directly: a Stream between them would cost a fiber per network chunk.
 */
export class Reading<A> implements AsyncIterator<A, undefined, undefined> {
  readonly #runtime: Runtime
  readonly #open: OpenReader<A>
  readonly #options: RequestOptions | null | undefined
  #claimed = false
  /** Known before the opening is over, so that a cancellation finds it. */
  #adopted: EventReader<A, ParetaError> | undefined
  /** Set when it may be read. */
  #reader: EventReader<A, ParetaError> | undefined
  #opening: Promise<void> | undefined
  #stopOpening: ((failure?: ParetaError) => void) | undefined
  /** A failure that no step has told yet. */
  #untold: ParetaError | undefined
  #over = false
  #unlink = nothing
  /** How the stream ended by itself: a failure or `null`; `undefined` before, and when it was stopped. */
  outcome: ParetaError | null | undefined

  constructor(runtime: Runtime, open: OpenReader<A>, options: RequestOptions | null | undefined) {
    this.#runtime = runtime
    this.#open = open
    this.#options = options
  }

  /** Takes the one iteration; `false` when it is taken. */
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
    const failure = this.#untold
    this.#untold = undefined
    return failure === undefined ? Promise.resolve(over) : Promise.reject(failure)
  }

  /** Stops without a failure: the request is cancelled, a pending step ends. */
  readonly return = (): Promise<IteratorResult<A, undefined>> => {
    this.#claimed = true
    this.#over = true
    this.#unlink()
    abandoned.unregister(this)
    this.#adopted?.cancel()
    this.#stopOpening?.()
    return Promise.resolve(over)
  }

  /** Stops with a failure, told to the pending step or to the next one. */
  abort(reason: unknown): void {
    if (this.#over) return
    const failure = abortError(reason)
    this.#end(failure)
    this.#adopted?.cancel(failure)
    if (this.#stopOpening !== undefined) this.#stopOpening(failure)
    else if (this.#reader === undefined) this.#untold = failure
  }

  #start(): Promise<void> {
    return new Promise((resolve, reject) => {
      const fail = (failure: ParetaError) => {
        this.#end(failure)
        reject(failure)
      }
      const problem = signalProblem(this.#options)
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
      fiber = Effect.runForkWith(contextOf(this.#runtime, this.#options))(opened)
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
    // Stopped while the head was on its way.
    if (this.#over) reader.cancel()
  }

  #end(outcome: ParetaError | null): void {
    this.#over = true
    this.outcome = outcome
    this.#unlink()
    abandoned.unregister(this)
  }

  /** Listens to the call's signal, which may outlive the stream: it must neither keep it nor collect listeners. */
  #link(): void {
    const signal = this.#options?.signal
    if (signal === undefined || signal === null) return
    const weak = new WeakRef(this)
    const onAbort = (): void => weak.deref()?.abort(signal.reason)
    signal.addEventListener("abort", onAbort, { once: true })
    this.#unlink = () => signal.removeEventListener("abort", onAbort)
  }
}

/** How to stop a stream of which only this is left; made where nothing leads back to its owner. */
const leftBehind = (reader: { cancel(): void }, unlink: () => void) => ({
  stop: () => {
    unlink()
    reader.cancel()
  }
})

/** The iterator of a stream that somebody has read or reads already: it fails at its first step. */
export const alreadyRead = (): AsyncIterator<never, undefined, undefined> => {
  let told = false
  return {
    next: () => {
      if (told) return Promise.resolve(over)
      told = true
      return Promise.reject(
        new InvalidArgumentError("a stream can be read only once: keep what you read, or make another call")
      )
    }
  }
}
