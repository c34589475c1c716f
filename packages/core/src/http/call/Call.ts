/** One logical call: its request, settings, clock, attempts so far, and outcome. */
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import type * as Fiber from "effect/Fiber"
import * as Redacted from "effect/Redacted"
import type * as Tracer from "effect/Tracer"
import type { CallFailure, ParetaError, ParetaErrorOptions } from "../../ParetaError.ts"
import type { HttpTransport, HttpTransportRequest } from "../transport/HttpTransport.ts"
import type { ReceivedResponse } from "../transport/ReceivedResponse.ts"
import { endSpan, type SpanAttributes, spanRetry } from "./CallSpan.ts"
import type { Settings } from "./ClientOptions.ts"
import { contain, type HookLog } from "./Hooks.ts"
import { headerSecrets, queryValues, Redaction, signatureOf, withoutSecrets } from "./Redaction.ts"
import { withoutQuery } from "./RequestHead.ts"
import { hasTexts, isProse, partsOf, textsOf } from "./RequestTexts.ts"
import { requestIdOf, responseFacts } from "./ResponseHead.ts"
import { ResponseMeta, type ResponseMetaFacts, type StreamVerdict } from "./ResponseMeta.ts"
import { type Timer, timeOf, timerOf } from "./Timer.ts"

/** The values that a {@link Call} is made from. */
export interface CallOptions {
  /** The public method, e.g. `chat.completions.create`. */
  readonly operation: string
  readonly request: HttpTransportRequest
  readonly transport: HttpTransport["Service"]
  readonly settings: Settings
  readonly log: HookLog | undefined
  /** Whether the URL is signed: then its parts are secrets, and a redirect counts as an error status. */
  readonly isSigned?: boolean
  /** Properties for the errors of this call: see {@link ParetaErrorOptions.facts}. */
  readonly facts?: { readonly [name: string]: unknown } | undefined
}

/**
 * Tracks one call across its attempts, makes its errors complete, and reports it to the hooks and the span when it
 * ends.
 *
 * It outlives the fiber of a stream and keeps no reference to the fiber. The fiber refers to the owner of the stream,
 * which could then never be garbage-collected.
 */
export class Call {
  readonly operation: string
  request: HttpTransportRequest
  readonly transport: HttpTransport["Service"]
  readonly settings: Settings
  readonly isSigned: boolean
  readonly timer: Timer
  /** The services of the caller. */
  readonly context: Context.Context<never>
  span: Tracer.Span | undefined
  attempts = 0
  /** The response of this attempt, once its headers have arrived. */
  response: ReceivedResponse | undefined
  billedMicroUsd: number | null = null
  frontierWouldHaveCostMicroUsd: number | null = null
  readonly #facts: { readonly [name: string]: unknown } | undefined
  readonly #log: HookLog | undefined
  readonly #startedAt: number
  /** The texts of a form or a file, once they are read. */
  #texts: ReadonlyArray<string> | undefined
  #redaction: Redaction | undefined
  #headAt: number | undefined
  #firstEventAt: number | undefined
  #ended = false

  constructor(options: CallOptions, fiber: Fiber.Fiber<unknown, unknown>) {
    this.operation = options.operation
    this.request = options.request
    this.transport = options.transport
    this.settings = options.settings
    this.isSigned = options.isSigned ?? false
    this.timer = timerOf(fiber)
    this.context = fiber.context
    this.#log = options.log
    this.#facts = options.facts
    this.#startedAt = this.timer.now()
  }

  /** Milliseconds since the call began. */
  get elapsed(): number {
    return this.timer.now() - this.#startedAt
  }

  /** The time of day in milliseconds, for dates in headers; `undefined` if the clock fails. */
  get timeOfDay(): number | undefined {
    return timeOf(Context.get(this.context, Clock.Clock))
  }

  /** Counts an attempt and reports it. Called before the request is sent. */
  startAttempt(): void {
    this.attempts++
    this.response = undefined
    this.#headAt = undefined
    const { onAttempt } = this.settings
    if (onAttempt.length > 0) {
      const { operation, attempts: attempt, request } = this
      const { method, url } = request
      this.#callHooks("onAttempt", onAttempt, { operation, attempt, method, url: withoutQuery(url) })
    }
  }

  /** Called when the headers of a response have arrived, whatever the status. */
  received(response: ReceivedResponse): void {
    this.response = response
    this.#headAt = this.timer.now()
  }

  /** Reports a retry. Called when an attempt has failed and another will follow after `delay` milliseconds. */
  retrying(error: CallFailure, delay: number): void {
    const { operation, attempts: attempt, span } = this
    this.#callHooks("onRetry", this.settings.onRetry, { operation, attempt, delay, error })
    if (span !== undefined) {
      this.#contain("the tracer", () => spanRetry(span, error, { attempt, delay, elapsed: this.elapsed }))
    }
  }

  firstEvent(): void {
    this.#firstEventAt = this.timer.now()
  }

  /** Reports a stage of the call. */
  progressed(stage: string): void {
    this.#callHooks("onProgress", this.settings.onProgress, stage)
  }

  /** Reports the end of the call. Does nothing when called again. */
  end(error: ParetaError | null, verdict: StreamVerdict | null, attributes?: SpanAttributes): void {
    if (this.#ended) return
    this.#ended = true
    // Dropped, because a stream that is kept, or the stack of an error, can retain this call.
    this.request = { ...this.request, body: null }
    this.#texts = undefined
    this.#redaction = undefined
    const { span } = this
    const { onResponse } = this.settings
    if (onResponse.length === 0 && span === undefined) return
    const { elapsed } = this
    if (onResponse.length > 0) {
      this.#callHooks("onResponse", onResponse, new ResponseMeta(this.metaFacts(error, verdict)))
    }
    if (span !== undefined) {
      const { status } = this.response ?? {}
      const { attempts } = this
      const firstEvent = this.#since(this.#firstEventAt)
      const requestId = this.#requestId()
      this.#contain("the tracer", () =>
        endSpan(span, error, { status, requestId, attempts, firstEvent, elapsed, attributes })
      )
    }
  }

  /**
   * The metadata of the call so far. It does not refer to the request: a result that is kept must not keep the prompt
   * in memory.
   */
  metaFacts(error: ParetaError | null, verdict: StreamVerdict | null): ResponseMetaFacts {
    return {
      operation: this.operation,
      status: this.response?.status ?? null,
      attempts: this.attempts,
      headers: this.response?.headers ?? null,
      secrets: this.settings,
      billedMicroUsd: this.billedMicroUsd,
      frontierWouldHaveCostMicroUsd: this.frontierWouldHaveCostMicroUsd,
      timings: { head: this.#since(this.#headAt), firstEvent: this.#since(this.#firstEventAt), total: this.elapsed },
      verdict,
      error
    }
  }

  /**
   * The options for an error of this call, without secrets. Never throws: errors are made where nothing else can be
   * done, for example in a timer.
   */
  errorOptions(cause?: unknown): ParetaErrorOptions {
    const { operation, attempts } = this
    try {
      return this.#allErrorOptions(cause)
    } catch {
      return { operation, attempts }
    }
  }

  #allErrorOptions(cause: unknown): ParetaErrorOptions {
    const { operation, attempts, response } = this
    return {
      operation,
      attempts,
      ...(response === undefined
        ? undefined
        : this.clean({
            requestId: response.headers.get("x-request-id"),
            response: responseFacts(response, this.request.url)
          })),
      ...(this.#facts === undefined ? undefined : { facts: this.#facts }),
      ...(cause === undefined ? undefined : { cause: this.#redact().cleanCause(cause) })
    }
  }

  /** Returns a text or a JSON value without the key and without the texts of the request. */
  clean<Value>(value: Value): Value {
    return this.#redact().clean(value) as Value
  }

  /** Returns a string from the server without the key, in case the server quotes the key. */
  withoutKey(text: string): string {
    return withoutSecrets(text, this.#headerSecrets())
  }

  /**
   * Fails with the error that `make` returns. The texts of a form or a file are read first, so that they can be removed
   * from the error. Reading is slow, so it is done only for a call that fails, and for a stream, which can fail at any
   * time.
   */
  fail<E>(make: () => E): Effect.Effect<never, E> {
    const failing = Effect.suspend(() => Effect.fail(make()))
    const reading = this.readTexts()
    return reading === undefined
      ? failing
      : Effect.andThen(
          Effect.promise(() => reading),
          failing
        )
  }

  /** Reads the texts of a form or a file, unless they were already read; `undefined` if there is nothing to read. */
  readTexts(): Promise<void> | undefined {
    const { body } = this.request
    if (this.#texts !== undefined || !hasTexts(body)) return undefined
    return textsOf(body).then((texts) => {
      if (this.#ended) return
      this.#texts = texts
      this.#redaction = undefined
    })
  }

  /** The secrets are found once, and only for a call that fails. */
  #redact(): Redaction {
    if (this.#redaction === undefined) {
      const { url, body } = this.request
      const prose = queryValues(url).filter(isProse)
      const texts = [...prose, ...(this.#texts ?? []), ...(typeof body === "string" ? [body] : [])]
      this.#redaction = new Redaction(
        this.isSigned ? [...signatureOf(url), ...this.#headerSecrets()] : this.#headerSecrets(),
        texts.map(partsOf)
      )
    }
    return this.#redaction
  }

  #headerSecrets(): ReadonlyArray<string> {
    return headerSecrets(Redacted.value(this.settings.apiKey), this.settings.headers)
  }

  #callHooks<Event>(name: string, hooks: ReadonlyArray<(event: Event) => unknown>, event: Event): void {
    for (const hook of hooks) this.#contain(name, () => hook(event))
  }

  #contain(name: string, task: () => unknown): void {
    contain(this.context, this.#log, name, task)
  }

  #requestId(): string | null {
    return this.response === undefined ? null : requestIdOf(this.response.headers, this.settings)
  }

  #since(at: number | undefined): number | null {
    return at === undefined ? null : at - this.#startedAt
  }
}
