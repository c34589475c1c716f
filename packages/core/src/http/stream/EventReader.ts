/** Reads the events of a response body: grammar, time limits, verdict and cancellation. */
import type { EventSourceMessage } from "eventsource-parser"
import {
  APIAbortError,
  APIResponseValidationError,
  APITimeoutError,
  type ParetaError,
  type ParetaErrorOptions
} from "../../ParetaError.ts"
import type { Call } from "../call/Call.ts"
import { brokenOff, unexpected } from "../call/CallErrors.ts"
import { notAStream } from "../call/ReportedError.ts"
import type { ResponseMetaFacts, StreamVerdict } from "../call/ResponseMeta.ts"
import { networkFailure } from "../transport/HttpTransport.ts"
import { isUnusable, type ResponseBody } from "../transport/ResponseBody.ts"
import { BodyParser } from "./BodyParser.ts"

/** Returned by {@link EventDialect.take} if nothing may follow the event. */
export const terminated: unique symbol = Symbol("terminated")

/** Interprets the events of one kind of stream. Each stream has an instance of its own. */
export interface EventDialect<A, E extends ParetaError> {
  /**
   * Takes one event and appends its values to `out`. Returns the failure that the event reports,
   * {@link terminated}, or `undefined` to go on. `cut` means that the body ended inside this event.
   */
  readonly take: (message: EventSourceMessage, out: Array<A>, cut: boolean) => E | typeof terminated | undefined
  /** Called with a line `error: …`, or one that begins with a brace. Returns the failure that it reports, if any. */
  readonly errorLine?: (line: string) => E | undefined
  /**
   * Called with the entire body if it is not an event stream but a document, such as a JSON response. Returns the same
   * as `take`, or `undefined` if the document has nothing that the stream would have.
   */
  readonly document?: (text: string, out: Array<A>) => E | typeof terminated | undefined
  /** Called with each comment line, without its colon. */
  readonly comment?: (text: string) => void
  /** Called when the body ends without a terminator. Returns the failure, or `undefined` if that is a valid end. */
  readonly end: () => E | undefined
  /** How the stream ended, as far as its events show it. */
  readonly verdict: (terminated: boolean) => StreamVerdict
  /** Properties for the errors of this stream, besides those of the call, such as `partial`. */
  readonly facts?: () => { readonly [name: string]: unknown } | undefined
  /** Advice to append to the message of a timeout, and of a connection that broke off. */
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

/** The options for an error of a stream: those of the call, and the properties from the dialect. */
export const streamErrorOptions = (
  call: Call,
  dialect: Pick<EventDialect<unknown, ParetaError>, "facts">,
  cause?: unknown
): ParetaErrorOptions => {
  const options = call.errorOptions(cause)
  const facts = dialect.facts?.()
  return facts === undefined ? options : { ...options, facts: { ...options.facts, ...facts } }
}

/** The message for a second reading of a stream. */
export const readOnce = "a stream can be read only once: keep what you read, or make another call"

/** The number of characters that are parsed at once, up to the end of a line. */
const parsedAtOnce = 16384

const over: IteratorReturnResult<undefined> = { done: true, value: undefined }

/**
 * Reads the events of one response body, for both packages.
 *
 * It is plain TypeScript and not an Effect Stream: with one event per network chunk, a fiber per chunk would cost more
 * than everything else together. Nothing is read ahead of the consumer, so a slow consumer slows the sender down.
 *
 * Time limits count only while a read is pending, so the time that a slow consumer takes does not count as silence.
 */
export class EventReader<A, E extends ParetaError> {
  readonly #body: ResponseBody
  readonly #call: Call
  readonly #dialect: EventDialect<A, E>
  readonly #limits: EventLimits
  /** Called once, when no more events can be taken: with the failure, or `null`. */
  onClose: ((failure: ParetaError | null) => void) | undefined
  /** Rejects a step with the failure of the stream. */
  reject: (failure: ParetaError) => Promise<never> = (failure) => Promise.reject(failure)
  readonly #parser
  /** The text of the last network chunk that is not parsed yet. */
  #text = ""
  /** The events that were parsed last. */
  #out: Array<A> = []
  /** How many of the events in `out` have been taken. */
  #at = 0
  /** Whether the body has ended, so that the event that is parsed now may be incomplete. */
  #cut = false
  /** Whether the first event has arrived. From then on, other time limits hold. */
  #sawEvent = false
  #terminated = false
  /**
   * Whether the body has ended or was cancelled. The rest of `out` can still be taken; the step after that rejects with
   * `failure`.
   */
  #ended = false
  #failure: ParetaError | undefined
  /** Whether no more events can be taken. */
  #closed = false
  #pending: Promise<unknown> | undefined
  /**
   * The owner of the stream, while a step that it asked for is pending. A stream is stopped when its owner is
   * garbage-collected, and this reference prevents that until the step settles.
   */
  asker: object | undefined
  /** When the pending read began; `undefined` if none is pending. */
  #readSince: number | undefined
  /** When the consumer began to wait for the next event. */
  #eventSince = 0
  /** Cancels the one timer of the stream. */
  #cancelTimer: (() => void) | undefined

  constructor(options: {
    readonly body: ResponseBody
    readonly call: Call
    readonly dialect: EventDialect<A, E>
    readonly limits: EventLimits
  }) {
    this.#body = options.body
    this.#call = options.call
    this.#dialect = options.dialect
    this.#limits = options.limits
    this.#parser = new BodyParser({
      size: options.limits.size,
      onEvent: (message) => this.#took(message),
      onComment: options.dialect.comment,
      onErrorLine: (line) => this.#settleEvent(this.#dialect.errorLine?.(line)),
      onDocument: (text) => this.#tookDocument(text),
      onOversized: () => this.#finish(this.#oversized())
    })
  }

  /** The metadata of the call so far: that of the accepted response headers, and at the end how the stream ended. */
  metaFacts(): ResponseMetaFacts {
    return this.#ended
      ? this.#call.metaFacts(this.#failure ?? null, this.#dialect.verdict(this.#terminated))
      : this.#call.metaFacts(null, null)
  }

  /** Returns the next event, or rejects with the failure of the stream. Calls may overlap; they settle in order. */
  next(asker?: object): Promise<IteratorResult<A, undefined>> {
    if (this.#pending !== undefined) return this.#nextAfter(this.#pending, asker)
    if (this.#at < this.#out.length) return Promise.resolve(this.#nextResult())
    this.asker = asker
    return this.#fill(this.#nextResult)
  }

  // Not part of `next`, where its function would be allocated for each event.
  #nextAfter(pending: Promise<unknown>, asker: object | undefined): Promise<IteratorResult<A, undefined>> {
    const next = () => this.next(asker)
    return pending.then(next, next)
  }

  /** Returns the next events, as many as are parsed at once; `[]` at the end. Calls must not overlap. */
  nextBatch(): Promise<ReadonlyArray<A>> {
    return this.#fill(this.#batchResult)
  }

  /** Stops the stream: cancels the body at once and ends a pending step. */
  cancel(): void {
    if (this.#closed) return
    this.#discard()
    this.#finish(undefined)
    this.#shut(null)
  }

  /**
   * Stops the stream with a failure, and returns the failure. The pending or next step rejects with it, even if the
   * terminator has arrived: the consumer must not mistake the events taken so far for all of them.
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
    this.#text = ""
    this.#taken()
  }

  #taken(): void {
    this.#out = []
    this.#at = 0
  }

  readonly #nextResult = (): IteratorResult<A, undefined> =>
    this.#at < this.#out.length ? { done: false, value: this.#out[this.#at++] as A } : over

  readonly #batchResult = (): ReadonlyArray<A> => {
    const batch = this.#at === 0 ? this.#out : this.#out.slice(this.#at)
    this.#taken()
    return batch
  }

  /** Resolves once there is an event to take, or the stream has ended. */
  #fill<B>(result: () => B): Promise<B> {
    if (this.#out.length > this.#at) return Promise.resolve(result())
    if (!this.#ended && this.#text !== "") {
      this.#parse()
      if (this.#out.length > 0) return Promise.resolve(result())
    }
    if (this.#ended) return this.#close(result)
    this.#eventSince = this.#call.timer.now()
    return this.#read(result)
  }

  #close<B>(result: () => B): Promise<B> {
    const failure = this.#closed ? undefined : this.#failure
    this.#shut(failure ?? null)
    return failure === undefined ? Promise.resolve(result()) : this.reject(failure)
  }

  #shut(failure: ParetaError | null): void {
    if (this.#closed) return
    this.#closed = true
    this.onClose?.(failure)
  }

  #read<B>(result: () => B): Promise<B> {
    this.#readSince = this.#call.timer.now()
    try {
      if (this.#cancelTimer === undefined) this.#watch()
    } catch (cause) {
      this.#finish(this.#unexpected(cause))
      return this.#close(result)
    }
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

  #settle<B>(piece: unknown, result: () => B): B | Promise<B> {
    this.#readSince = undefined
    this.#pending = undefined
    if (this.#ended) return this.#close(result)
    try {
      const text = this.#body.take(piece)
      if (text === undefined) {
        this.#taken()
        this.#endOfBody()
      } else {
        this.#text = text
        this.#parse()
      }
    } catch (cause) {
      this.#finish(this.#unexpected(cause))
    }
    if (this.#out.length > 0) {
      this.asker = undefined
      return result()
    }
    return this.#ended ? this.#close(result) : this.#read(result)
  }

  /** Parses text until there is an event. Of a large chunk only a part at a time, so that few events wait in memory. */
  #parse(): void {
    this.#taken()
    try {
      while (this.#text !== "" && this.#out.length === 0 && !this.#ended) {
        const text = this.#text
        const end = text.length > parsedAtOnce ? text.indexOf("\n", parsedAtOnce) + 1 : 0
        this.#text = end === 0 ? "" : text.slice(end)
        this.#parser.feed(end === 0 ? text : text.slice(0, end))
      }
    } catch (cause) {
      this.#finish(this.#unexpected(cause))
    }
  }

  #endOfBody(): void {
    this.#cut = true
    this.#parser.end(this.#body.end())
    if (!this.#ended) this.#finish(this.#sawEvent ? this.#dialect.end() : this.#withoutEvents())
  }

  #took(message: EventSourceMessage): void {
    if (this.#ended) return
    // The parser limits only what it buffers, and it does not buffer an event that arrives at once.
    if (message.data.length > this.#limits.size) {
      this.#finish(this.#oversized())
      return
    }
    if (!this.#sawEvent) {
      this.#sawEvent = true
      // Another limit holds from now on. The next read sets its timer.
      this.#stopWatching()
      this.#call.firstEvent()
    }
    this.#settleEvent(this.#dialect.take(message, this.#out, this.#cut))
  }

  #tookDocument(text: string): void {
    if (this.#ended) return
    this.#call.firstEvent()
    const outcome = this.#dialect.document?.(text, this.#out)
    this.#settleEvent(outcome ?? notAStream(this.#call, text, this.#errorOptions()))
  }

  /** How a body without a single event ends. If the `Content-Type` says something else, the error names it. */
  #withoutEvents(): ParetaError | undefined {
    const label = this.#call.response?.headers.get("content-type") ?? "text/event-stream"
    return /event-stream/i.test(label) ? this.#dialect.end() : notAStream(this.#call, "", this.#errorOptions())
  }

  #settleEvent(outcome: ParetaError | typeof terminated | undefined): void {
    if (outcome === undefined) return
    this.#terminated = outcome === terminated
    this.#finish(outcome === terminated ? undefined : outcome)
  }

  /** Every stream ends here: stops the timer, cancels the body and reports how the stream ended. */
  #finish(failure: ParetaError | undefined): void {
    if (this.#ended) return
    this.#ended = true
    this.#stopWatching()
    this.#body.cancel()
    this.#failure = failure
    this.#call.end(failure ?? null, this.#dialect.verdict(this.#terminated), this.#dialect.describe?.())
  }

  #stopWatching(): void {
    this.#cancelTimer?.()
    this.#cancelTimer = undefined
  }

  /**
   * Sets the one timer of the stream, for the time that is left. A timer per read would make reading a sixth slower.
   */
  #watch(): void {
    const { firstEvent, idle, event } = this.#limits
    const limit = this.#sawEvent ? Math.min(idle, event) : firstEvent
    if (limit === Number.POSITIVE_INFINITY) return
    this.#cancelTimer = this.#call.timer.after(this.#left(), () => {
      this.#cancelTimer = undefined
      if (this.#readSince === undefined || this.#ended) return
      try {
        if (this.#left() <= 0) this.#finish(this.#late())
        else this.#watch()
      } catch (cause) {
        this.#finish(this.#unexpected(cause))
      }
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

  /** Creates the failure for a value that was thrown where nothing is expected to throw. */
  #unexpected(cause: unknown): ParetaError {
    return unexpected(this.#call, cause, () => this.#errorOptions(cause))
  }

  #brokenOff(cause: unknown): ParetaError {
    if (isUnusable(cause)) return this.#unexpected(cause)
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
      ? (["firstEvent", firstEvent, "no event after the response headers of the stream"] as const)
      : silent
        ? (["idle", idle, "no bytes of the stream"] as const)
        : (["event", event, "bytes but no event of the stream"] as const)
    const advice = this.#dialect.advice?.() ?? ""
    return new APITimeoutError(
      this.#call.clean(`request timed out: ${what} within ${limit} ms (timeout.${phase})${advice}`),
      this.#errorOptions()
    )
  }
}
