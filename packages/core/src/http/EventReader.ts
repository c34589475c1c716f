import { createParser, type EventSourceMessage } from "eventsource-parser"
import { APIResponseValidationError, APITimeoutError, type ParetaError } from "../ParetaError.ts"
import type { Timer } from "./Deadline.ts"
import { networkFailure } from "./HttpTransport.ts"
import type { StreamVerdict } from "./ResponseMeta.ts"
import { makeUtf8Decoder } from "./Utf8.ts"

/** What {@link EventDialect.take} answers when nothing may follow the event. */
export const terminated: unique symbol = Symbol("terminated")

/** What the events of one kind of stream mean. One instance serves one stream. */
export interface EventDialect<A, E extends ParetaError> {
  /**
   * Takes one event, appending what it delivers to `out`. Answers the failure it stands for, or {@link terminated}.
   * `cut` says that the body ended inside this event.
   */
  readonly take: (message: EventSourceMessage, out: Array<A>, cut: boolean) => E | typeof terminated | undefined
  /** Takes a comment line, without its colon. */
  readonly comment?: (text: string) => void
  /** The failure that the end of the body means, when no terminator came. */
  readonly end: () => E | undefined
  /** What the events told of the outcome. */
  readonly verdict: (terminated: boolean) => StreamVerdict
  /** Completes a failure with what had arrived. */
  readonly explain?: (failure: ParetaError) => void
  /** What the span may say at the end: never content. */
  readonly describe?: () => { readonly [name: string]: unknown }
}

/** Limits of a stream after its head, in milliseconds; `Infinity` for none. */
export interface EventLimits {
  readonly firstEvent: number
  readonly idle: number
  readonly event: number
  /** Characters that one event may have. */
  readonly size: number
}

const over: IteratorReturnResult<undefined> = { done: true, value: undefined }

/**
 * Reads the events of one response body: grammar, clocks, verdict and cancellation, for both faces of the library.
 *
 * Plain TypeScript and not a pipeline of streams: with one event per network chunk, a fiber per chunk costs more than
 * everything else together. Nothing is read ahead of the consumer, so a slow one holds the sender back.
 *
 * The clocks run only while a read is pending: a slow consumer is no silent server.
 */
export class EventReader<A, E extends ParetaError> {
  readonly #body: ReadableStreamDefaultReader<Uint8Array>
  readonly #dialect: EventDialect<A, E>
  readonly #limits: EventLimits
  readonly #timer: Timer
  readonly #onEnd: (verdict: StreamVerdict, failure: ParetaError | null) => void
  readonly #onFirstEvent: () => void
  /** Called once, when nothing more may be taken: with the failure, or `null`. */
  onClose: ((failure: ParetaError | null) => void) | undefined
  readonly #utf8 = makeUtf8Decoder()
  readonly #parser
  #out: Array<A> = []
  #at = 0
  #cut = false
  #sawEvent = false
  #terminated = false
  /** The body is over or cancelled; what is still in `out` may be taken, then `failure` is due. */
  #ended = false
  #failure: ParetaError | undefined
  /** No more may be taken. */
  #closed = false
  #pending: Promise<unknown> | undefined
  /** Who asked for the pending step; kept from being collected, and the stream stopped with it, before the answer. */
  asker: object | undefined
  #readSince: number | undefined
  #eventSince = 0
  #cancelTimer: (() => void) | undefined

  constructor(options: {
    readonly body: ReadableStream<Uint8Array>
    readonly dialect: EventDialect<A, E>
    readonly limits: EventLimits
    readonly timer: Timer
    readonly onFirstEvent: () => void
    readonly onEnd: (verdict: StreamVerdict, failure: ParetaError | null) => void
  }) {
    this.#body = options.body.getReader()
    this.#dialect = options.dialect
    this.#limits = options.limits
    this.#timer = options.timer
    this.#onFirstEvent = options.onFirstEvent
    this.#onEnd = options.onEnd
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

  /** The next event; ends once, with the failure where there is one. Calls may overlap: they are answered in order. */
  next(asker?: object): Promise<IteratorResult<A, undefined>> {
    if (this.#pending !== undefined) {
      const nextAgain = () => this.next(asker)
      return this.#pending.then(nextAgain, nextAgain)
    }
    if (this.#at < this.#out.length) return Promise.resolve(this.#nextResult())
    this.asker = asker
    return this.#fill(this.#nextResult)
  }

  /** The events of the next network chunk that completed some; empty at the end. Calls must not overlap. */
  nextBatch(): Promise<ReadonlyArray<A>> {
    return this.#fill(this.#batchResult)
  }

  /** Stops: the body is cancelled now, and a pending read fails with `failure`, or without one ends. */
  cancel(failure?: ParetaError): void {
    if (this.#closed) return
    this.#out = []
    this.#at = 0
    if (!this.#ended) this.#finish(failure)
    else if (failure !== undefined) {
      // Aborted with the terminator here but events not yet taken: the consumer must not take that for the whole answer.
      this.#dialect.explain?.(failure)
      this.#failure = failure
    }
    if (failure === undefined) this.#shut(null)
  }

  readonly #nextResult = (): IteratorResult<A, undefined> =>
    this.#at < this.#out.length ? { done: false, value: this.#out[this.#at++] as A } : over

  readonly #batchResult = (): ReadonlyArray<A> => {
    const batch = this.#at === 0 ? this.#out : this.#out.slice(this.#at)
    this.#out = []
    this.#at = 0
    return batch
  }

  /** Answers once there is something to take, or nothing more will come. */
  #fill<B>(answer: () => B): Promise<B> {
    if (this.#out.length > this.#at) return Promise.resolve(answer())
    if (this.#ended) return this.#close(answer)
    this.#eventSince = this.#timer.now()
    return this.#read(answer)
  }

  #close<B>(answer: () => B): Promise<B> {
    const failure = this.#closed ? undefined : this.#failure
    this.#shut(failure ?? null)
    return failure === undefined ? Promise.resolve(answer()) : Promise.reject(failure)
  }

  #shut(failure: ParetaError | null): void {
    if (this.#closed) return
    this.#closed = true
    this.onClose?.(failure)
  }

  #read<B>(answer: () => B): Promise<B> {
    this.#readSince = this.#timer.now()
    if (this.#cancelTimer === undefined) this.#watch()
    const pending = this.#body.read().then(
      (chunk) => this.#settle(chunk, answer),
      (cause) => {
        this.#readSince = undefined
        this.#pending = undefined
        this.#finish(networkFailure(cause))
        return this.#close(answer)
      }
    )
    this.#pending = pending
    return pending
  }

  #settle<B>(chunk: ReadableStreamReadResult<Uint8Array>, answer: () => B): B | Promise<B> {
    this.#readSince = undefined
    this.#pending = undefined
    if (this.#ended) return this.#close(answer)
    this.#out = []
    this.#at = 0
    if (chunk.done) this.#endOfBody()
    else this.#parser.feed(this.#utf8.push(chunk.value))
    if (this.#out.length > 0) {
      this.asker = undefined
      return answer()
    }
    return this.#ended ? this.#close(answer) : this.#read(answer)
  }

  #endOfBody(): void {
    // An event that lacks its blank line is dispatched all the same; the grammar alone would drop it.
    this.#cut = true
    this.#parser.feed(`${this.#utf8.end()}\n\n`)
    if (!this.#ended) this.#finish(this.#dialect.end())
  }

  #took(message: EventSourceMessage): void {
    if (this.#ended) return
    const outcome = this.#dialect.take(message, this.#out, this.#cut)
    if (!this.#sawEvent) {
      this.#sawEvent = true
      // Another limit holds from here on; the next read sets its timer.
      this.#stopWatching()
      this.#onFirstEvent()
    }
    if (outcome === undefined) return
    this.#terminated = outcome === terminated
    this.#finish(outcome === terminated ? undefined : outcome)
  }

  /** The one way out: stops the clocks, lets the body go, tells the outcome. */
  #finish(failure: ParetaError | undefined): void {
    if (this.#ended) return
    this.#ended = true
    this.#stopWatching()
    this.#body.cancel().catch(() => {})
    if (failure !== undefined) {
      this.#dialect.explain?.(failure)
      this.#failure = failure
    }
    this.#onEnd(this.#dialect.verdict(this.#terminated), failure ?? null)
  }

  #stopWatching(): void {
    this.#cancelTimer?.()
    this.#cancelTimer = undefined
  }

  /** One timer for the whole stream, set again for what is left: a timer per read would cost a sixth of the rate. */
  #watch(): void {
    const { firstEvent, idle, event } = this.#limits
    const limit = this.#sawEvent ? Math.min(idle, event) : firstEvent
    if (limit === Number.POSITIVE_INFINITY) return
    this.#cancelTimer = this.#timer.after(this.#left(), () => {
      this.#cancelTimer = undefined
      if (this.#readSince === undefined || this.#ended) return
      if (this.#left() <= 0) this.#finish(this.#late())
      else this.#watch()
    })
  }

  #left(): number {
    const now = this.#timer.now()
    const sinceEvent = now - this.#eventSince
    if (!this.#sawEvent) return this.#limits.firstEvent - sinceEvent
    const sinceByte = now - (this.#readSince ?? now)
    return Math.min(this.#limits.idle - sinceByte, this.#limits.event - sinceEvent)
  }

  #oversized(): APIResponseValidationError {
    return new APIResponseValidationError(
      `an event of the stream is larger than ${this.#limits.size} characters (maxEventSize)`
    )
  }

  #late(): APITimeoutError {
    const { firstEvent, idle, event } = this.#limits
    const silent = this.#timer.now() - (this.#readSince ?? 0) >= idle
    const [phase, limit, what] = !this.#sawEvent
      ? (["firstEvent", firstEvent, "no event after the head of the stream"] as const)
      : silent
        ? (["idle", idle, "no byte of the stream"] as const)
        : (["event", event, "bytes but no event of the stream"] as const)
    return new APITimeoutError(`request timed out: ${what} within ${limit} ms (timeout.${phase})`)
  }
}
