/** Reads the events of a response body: grammar, time limits, verdict and cancellation. */
import { createParser, type EventSourceMessage } from "eventsource-parser"
import {
  APIAbortError,
  APIResponseValidationError,
  APITimeoutError,
  type ParetaError,
  type ParetaErrorOptions
} from "../../ParetaError.ts"
import type { Call } from "../call/Call.ts"
import { brokenOff } from "../call/ResponseError.ts"
import type { StreamVerdict } from "../call/ResponseMeta.ts"
import { networkFailure } from "../transport/HttpTransport.ts"
import { makeUtf8Decoder } from "../transport/Utf8.ts"

/** Returned by {@link EventDialect.take} if nothing may follow the event. */
export const terminated: unique symbol = Symbol("terminated")

/** The meaning of the events of one kind of stream. One instance serves one stream. */
export interface EventDialect<A, E extends ParetaError> {
  /**
   * Takes one event and appends what it delivers to `out`. Returns the failure that the event stands for, or
   * {@link terminated}. `cut` means that the body ended inside this event.
   */
  readonly take: (message: EventSourceMessage, out: Array<A>, cut: boolean) => E | typeof terminated | undefined
  /** Takes a comment line, without its colon. */
  readonly comment?: (text: string) => void
  /** The failure of a body that ends without a terminator, if that is one. */
  readonly end: () => E | undefined
  /** How the stream ended, as far as its events said so. */
  readonly verdict: (terminated: boolean) => StreamVerdict
  /** What the errors of this stream say beside the facts of the call, such as what had arrived. */
  readonly facts?: () => { readonly [name: string]: unknown } | undefined
  /** Advice for the end of a time-out's message. */
  readonly advice?: () => string
  /** Attributes for the span at the end; never content. */
  readonly describe?: () => { readonly [name: string]: unknown }
}

/** The time limits of a stream after its head, in milliseconds (`Infinity` for none), and the largest event. */
export interface EventLimits {
  readonly firstEvent: number
  readonly idle: number
  readonly event: number
  /** In characters. */
  readonly size: number
}

/** What an error of a stream says: the facts of the call, and those of the dialect. */
export const streamErrorOptions = (
  call: Call,
  dialect: Pick<EventDialect<unknown, ParetaError>, "facts">,
  cause?: unknown
): ParetaErrorOptions => {
  const options = call.errorOptions(cause)
  const facts = dialect.facts?.()
  return facts === undefined ? options : { ...options, facts: { ...options.facts, ...facts } }
}

const over: IteratorReturnResult<undefined> = { done: true, value: undefined }

/**
 * Reads the events of one response body, for both faces of the library.
 *
 * Plain TypeScript and not a pipeline of streams: with one event per network chunk, a fiber per chunk costs more than
 * everything else together. Nothing is read ahead of the consumer, so a slow consumer holds the sender back.
 *
 * Time limits count only while a read is pending: a slow consumer does not make the server silent.
 */
export class EventReader<A, E extends ParetaError> {
  readonly #body: ReadableStreamDefaultReader<Uint8Array>
  readonly #call: Call
  readonly #dialect: EventDialect<A, E>
  readonly #limits: EventLimits
  /** Called once, when no more events can be taken: with the failure, or `null`. */
  onClose: ((failure: ParetaError | null) => void) | undefined
  readonly #utf8 = makeUtf8Decoder()
  readonly #parser
  /** The events of the last network chunk, */
  #out: Array<A> = []
  /** and how many of them have been taken. */
  #at = 0
  /** The body has ended, so the event that is parsed now may lack its end. */
  #cut = false
  /** From the first event on, other time limits hold. */
  #sawEvent = false
  #terminated = false
  /** The body has ended or was cancelled. The rest of `out` can still be taken; then `failure` is due. */
  #ended = false
  #failure: ParetaError | undefined
  /** No more events can be taken. */
  #closed = false
  #pending: Promise<unknown> | undefined
  /** Whoever asked for the pending step: kept alive until it settles, since a stream is stopped when its owner is collected. */
  asker: object | undefined
  /** When the pending read began; `undefined` if none is pending. */
  #readSince: number | undefined
  /** When the consumer began to wait for the next event. */
  #eventSince = 0
  /** Cancels the one timer of the stream. */
  #cancelTimer: (() => void) | undefined

  constructor(options: {
    readonly body: ReadableStream<Uint8Array>
    readonly call: Call
    readonly dialect: EventDialect<A, E>
    readonly limits: EventLimits
  }) {
    this.#body = options.body.getReader()
    this.#call = options.call
    this.#dialect = options.dialect
    this.#limits = options.limits
    const comment = options.dialect.comment
    this.#parser = createParser({
      maxBufferSize: options.limits.size,
      onEvent: (message) => this.#took(message),
      onError: (error) => {
        if (error.type === "max-buffer-size-exceeded") this.#finish(this.#oversized())
      },
      ...(comment === undefined ? undefined : { onComment: comment })
    })
  }

  /** Returns the next event, or rejects with the failure of the stream. Calls may overlap; they settle in order. */
  next(asker?: object): Promise<IteratorResult<A, undefined>> {
    if (this.#pending !== undefined) {
      const nextAgain = () => this.next(asker)
      return this.#pending.then(nextAgain, nextAgain)
    }
    if (this.#at < this.#out.length) return Promise.resolve(this.#nextResult())
    this.asker = asker
    return this.#fill(this.#nextResult)
  }

  /** Returns the events of the next network chunk that completes some; none at the end. Calls must not overlap. */
  nextBatch(): Promise<ReadonlyArray<A>> {
    return this.#fill(this.#batchResult)
  }

  /** Stops the stream: the body is cancelled now, and a pending step ends. */
  cancel(): void {
    if (this.#closed) return
    this.#discard()
    this.#finish(undefined)
    this.#shut(null)
  }

  /**
   * Stops the stream with a failure, which it returns: the pending or next step rejects with it. Even if the terminator
   * has arrived, since the consumer must not mistake the events taken so far for all of them.
   */
  abort(reason: unknown): APIAbortError {
    const failure = new APIAbortError(undefined, this.#errorOptions(reason))
    if (this.#closed) return failure
    this.#discard()
    if (this.#ended) this.#failure = failure
    else this.#finish(failure)
    return failure
  }

  #discard(): void {
    this.#out = []
    this.#at = 0
  }

  readonly #nextResult = (): IteratorResult<A, undefined> =>
    this.#at < this.#out.length ? { done: false, value: this.#out[this.#at++] as A } : over

  readonly #batchResult = (): ReadonlyArray<A> => {
    const batch = this.#at === 0 ? this.#out : this.#out.slice(this.#at)
    this.#discard()
    return batch
  }

  /** Resolves once there is an event to take, or the stream has ended. */
  #fill<B>(result: () => B): Promise<B> {
    if (this.#out.length > this.#at) return Promise.resolve(result())
    if (this.#ended) return this.#close(result)
    this.#eventSince = this.#call.timer.now()
    return this.#read(result)
  }

  #close<B>(result: () => B): Promise<B> {
    const failure = this.#closed ? undefined : this.#failure
    this.#shut(failure ?? null)
    return failure === undefined ? Promise.resolve(result()) : Promise.reject(failure)
  }

  #shut(failure: ParetaError | null): void {
    if (this.#closed) return
    this.#closed = true
    this.onClose?.(failure)
  }

  #read<B>(result: () => B): Promise<B> {
    this.#readSince = this.#call.timer.now()
    if (this.#cancelTimer === undefined) this.#watch()
    const pending = this.#body.read().then(
      (chunk) => this.#settle(chunk, result),
      (cause) => {
        this.#readSince = undefined
        this.#pending = undefined
        this.#finish(this.#brokenOff(cause))
        return this.#close(result)
      }
    )
    this.#pending = pending
    return pending
  }

  #settle<B>(chunk: ReadableStreamReadResult<Uint8Array>, result: () => B): B | Promise<B> {
    this.#readSince = undefined
    this.#pending = undefined
    if (this.#ended) return this.#close(result)
    this.#discard()
    if (chunk.done) this.#endOfBody()
    else this.#parser.feed(this.#utf8.push(chunk.value))
    if (this.#out.length > 0) {
      this.asker = undefined
      return result()
    }
    return this.#ended ? this.#close(result) : this.#read(result)
  }

  #endOfBody(): void {
    // Dispatches an event that lacks its blank line. The grammar alone would drop it.
    this.#cut = true
    this.#parser.feed(`${this.#utf8.end()}\n\n`)
    if (!this.#ended) this.#finish(this.#dialect.end())
  }

  #took(message: EventSourceMessage): void {
    if (this.#ended) return
    const outcome = this.#dialect.take(message, this.#out, this.#cut)
    if (!this.#sawEvent) {
      this.#sawEvent = true
      // Another limit holds from now on. The next read sets its timer.
      this.#stopWatching()
      this.#call.firstEvent()
    }
    if (outcome === undefined) return
    this.#terminated = outcome === terminated
    this.#finish(outcome === terminated ? undefined : outcome)
  }

  /** The one way out: stops the timer, cancels the body, reports how the stream ended. */
  #finish(failure: ParetaError | undefined): void {
    if (this.#ended) return
    this.#ended = true
    this.#stopWatching()
    this.#body.cancel().catch(() => {})
    this.#failure = failure
    this.#call.end(failure ?? null, this.#dialect.verdict(this.#terminated), this.#dialect.describe?.())
  }

  #stopWatching(): void {
    this.#cancelTimer?.()
    this.#cancelTimer = undefined
  }

  /** One timer for the whole stream, set again for the time that is left. One per read would cost a sixth of the rate. */
  #watch(): void {
    const { firstEvent, idle, event } = this.#limits
    const limit = this.#sawEvent ? Math.min(idle, event) : firstEvent
    if (limit === Number.POSITIVE_INFINITY) return
    this.#cancelTimer = this.#call.timer.after(this.#left(), () => {
      this.#cancelTimer = undefined
      if (this.#readSince === undefined || this.#ended) return
      if (this.#left() <= 0) this.#finish(this.#late())
      else this.#watch()
    })
  }

  #left(): number {
    const now = this.#call.timer.now()
    const sinceEvent = now - this.#eventSince
    if (!this.#sawEvent) return this.#limits.firstEvent - sinceEvent
    const sinceByte = now - (this.#readSince ?? now)
    return Math.min(this.#limits.idle - sinceByte, this.#limits.event - sinceEvent)
  }

  #errorOptions(cause?: unknown): ParetaErrorOptions {
    return streamErrorOptions(this.#call, this.#dialect, cause)
  }

  #brokenOff(cause: unknown): ParetaError {
    const failure = networkFailure(cause)
    const options = this.#errorOptions(failure.cause)
    return brokenOff(this.#call, failure, options, this.#dialect.advice?.())
  }

  #oversized(): APIResponseValidationError {
    return new APIResponseValidationError(
      `an event of the stream is larger than ${this.#limits.size} characters (maxEventSize)`,
      this.#errorOptions()
    )
  }

  #late(): APITimeoutError {
    const { firstEvent, idle, event } = this.#limits
    const silent = this.#call.timer.now() - (this.#readSince ?? 0) >= idle
    const [phase, limit, what] = !this.#sawEvent
      ? (["firstEvent", firstEvent, "no event after the head of the stream"] as const)
      : silent
        ? (["idle", idle, "no byte of the stream"] as const)
        : (["event", event, "bytes but no event of the stream"] as const)
    const advice = this.#dialect.advice?.() ?? ""
    return new APITimeoutError(
      this.#call.clean(`request timed out: ${what} within ${limit} ms (timeout.${phase})${advice}`),
      this.#errorOptions()
    )
  }
}
