import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import type * as Fiber from "effect/Fiber"
import * as Redacted from "effect/Redacted"
import * as Tracer from "effect/Tracer"
import type { ParetaConfig } from "../ParetaConfig.ts"
import { APIAbortError, type CallFailure, isAPIStatusError, type ParetaError } from "../ParetaError.ts"
import type { Timer } from "./Deadline.ts"
import { redactError, secretsOf, withoutSecrets } from "./Redaction.ts"
import { ResponseMeta, responseFacts, type StreamVerdict } from "./ResponseMeta.ts"
import { withoutQuery } from "./Url.ts"

/** What the spans of a kind of call say beside the HTTP facts: never content. */
export type SpanAttributes = { readonly [name: string]: unknown }

/** What happened to one logical call so far, and to whom it is told when it is over. */
export class CallRecord {
  readonly operation: string
  readonly method: string
  readonly url: string
  readonly span: Tracer.Span | undefined
  attempts = 0
  response: Response | undefined
  billedMicroUsd: number | null = null
  frontierWouldHaveCostMicroUsd: number | null = null
  readonly #secret: string
  readonly #config: ParetaConfig
  readonly #timer: Timer
  readonly #startedAt: number
  #headAt: number | undefined
  #firstEventAt: number | undefined
  #ended = false

  constructor(facts: {
    readonly operation: string
    readonly method: string
    readonly url: string
    /** What no log may show beside the key: the prompt, a signature. */
    readonly secret: unknown
    readonly config: ParetaConfig
    readonly timer: Timer
    readonly span: Tracer.Span | undefined
  }) {
    this.operation = facts.operation
    this.method = facts.method
    this.url = facts.url
    this.span = facts.span
    this.#secret = typeof facts.secret === "string" ? facts.secret : ""
    this.#config = facts.config
    this.#timer = facts.timer
    this.#startedAt = facts.timer.now()
  }

  /** A request is about to be sent. */
  attempt(): void {
    this.attempts++
    this.response = undefined
    this.#headAt = undefined
    const { onAttempt } = this.#config
    if (onAttempt !== undefined) {
      const { operation, attempts: attempt, method } = this
      tell(() => onAttempt({ operation, attempt, method, url: withoutQuery(this.url) }))
    }
  }

  /** An attempt has failed, and after `delay` milliseconds there will be another. */
  retry(error: CallFailure, delay: number): void {
    redactError(error, this.#secrets())
    const { operation, attempts: attempt, span } = this
    const { onRetry } = this.#config
    if (onRetry !== undefined) tell(() => onRetry({ operation, attempt, delay, error }))
    if (span !== undefined) {
      tell(() =>
        span.event("retry", nanoseconds(span, this.elapsed), { "error.type": errorType(error), attempt, delay })
      )
    }
  }

  /** A response has arrived, whatever its status. */
  head(response: Response): void {
    this.response = response
    this.#headAt = this.#timer.now()
  }

  firstEvent(): void {
    this.#firstEventAt = this.#timer.now()
  }

  /** Milliseconds since the call began. */
  get elapsed(): number {
    return this.#timer.now() - this.#startedAt
  }

  /** The call is over; told once. */
  end(error: ParetaError | null, verdict: StreamVerdict | null, attributes?: SpanAttributes): void {
    if (this.#ended) return
    this.#ended = true
    if (error !== null) this.#complete(error)
    const { onResponse } = this.#config
    if (onResponse !== undefined) {
      const meta = this.#meta(error, verdict, this.elapsed)
      tell(() => onResponse(meta))
    }
    if (this.span !== undefined) this.#endSpan(this.span, error, attributes)
  }

  /** Puts what is known of the call on its error, so that nothing is lost, and takes off what is secret. */
  #complete(error: ParetaError): void {
    Object.assign(error, { operation: this.operation, attempts: this.attempts })
    if (this.response !== undefined && error.response === undefined) {
      Object.assign(error, { requestId: this.#requestId(), response: responseFacts(this.response, this.url) })
    }
    redactError(error, this.#secrets())
  }

  /** How to tell of this successful call later; the time it took is fixed now. */
  keep(): () => ResponseMeta {
    const total = this.elapsed
    return () => this.#meta(null, null, total)
  }

  #meta(error: ParetaError | null, verdict: StreamVerdict | null, total: number): ResponseMeta {
    const since = (at: number | undefined) => (at === undefined ? null : at - this.#startedAt)
    return new ResponseMeta({
      operation: this.operation,
      status: this.response?.status ?? null,
      attempts: this.attempts,
      requestId: this.#requestId(),
      headers: this.response?.headers ?? null,
      billedMicroUsd: this.billedMicroUsd,
      frontierWouldHaveCostMicroUsd: this.frontierWouldHaveCostMicroUsd,
      timings: { head: since(this.#headAt), firstEvent: since(this.#firstEventAt), total },
      verdict,
      error
    })
  }

  /** A text of the server's without the key, should it quote that. */
  clean(text: string): string {
    return withoutSecrets(text, secretsOf(Redacted.value(this.#config.apiKey)))
  }

  #requestId(): string | null {
    const requestId = this.response?.headers.get("x-request-id") ?? null
    return requestId === null ? null : this.clean(requestId)
  }

  #secrets(): ReadonlyArray<string> {
    return secretsOf(Redacted.value(this.#config.apiKey), this.#secret)
  }

  #endSpan(span: Tracer.Span, error: ParetaError | null, attributes: SpanAttributes | undefined): void {
    if (this.response !== undefined) {
      span.attribute("http.response.status_code", this.response.status)
      const requestId = this.#requestId()
      if (requestId !== null) span.attribute("pareta.request.id", requestId)
    }
    if (this.attempts > 1) span.attribute("http.request.resend_count", this.attempts - 1)
    if (this.#firstEventAt !== undefined) {
      span.attribute("gen_ai.response.time_to_first_chunk", (this.#firstEventAt - this.#startedAt) / 1000)
    }
    for (const name in attributes) {
      if (attributes[name] !== undefined && attributes[name] !== null) span.attribute(name, attributes[name])
    }
    if (error !== null) span.attribute("error.type", errorType(error))
    tell(() => span.end(nanoseconds(span, this.elapsed), error === null ? Exit.void : Exit.fail(error)))
  }
}

const errorType = (error: ParetaError): string => (isAPIStatusError(error) ? String(error.status) : error._tag)

/** The end of a span by its own start: the reader's clock counts from another moment than the tracer's. */
const nanoseconds = (span: Tracer.Span, elapsed: number): bigint =>
  span.status.startTime + BigInt(Math.round(elapsed * 1_000_000))

/** What watches a call cannot break it. */
const tell = (report: () => void): void => {
  try {
    report()
  } catch {
    // A hook's own failure is the hook's business.
  }
}

/** A span for the call, when somebody installed a tracer and did not switch it off; started as a child of the fiber's. */
export const startSpan = (
  fiber: Fiber.Fiber<unknown, unknown>,
  operation: string,
  attributes: SpanAttributes
): Effect.Effect<Tracer.Span> | undefined =>
  Context.getOrUndefined(fiber.context, Tracer.Tracer) === undefined ||
  !fiber.cache.tracerEnabled ||
  fiber.getRef(Tracer.DisablePropagation)
    ? undefined
    : Effect.makeSpan(operation, { kind: "client", attributes })

/** The W3C header that makes the server's spans children of ours; `undefined` for ids that are not W3C's, or of no span. */
export const traceparent = (span: Tracer.Span): string | undefined =>
  /^(?!0+$)[0-9a-f]{32}$/.test(span.traceId) && /^(?!0+$)[0-9a-f]{16}$/.test(span.spanId)
    ? `00-${span.traceId}-${span.spanId}-${span.sampled ? "01" : "00"}`
    : undefined

/** The error under which an interrupted call is told to its observers. */
export const interrupted = (): APIAbortError => new APIAbortError("the call was interrupted")
