/** The span of a call, for users who installed a tracer. It never holds content. */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import type * as Fiber from "effect/Fiber"
import * as Tracer from "effect/Tracer"
import { isAPIStatusError, type ParetaError } from "../../ParetaError.ts"

/** Attributes of a span; one that is `undefined` or `null` is left out. */
export type SpanAttributes = { readonly [name: string]: unknown }

/** Whether a tracer is installed and not disabled. */
export const isTraced = (fiber: Fiber.Fiber<unknown, unknown>): boolean =>
  Context.getOrUndefined(fiber.context, Tracer.Tracer) !== undefined &&
  fiber.cache.tracerEnabled &&
  !fiber.getRef(Tracer.DisablePropagation)

/** Starts the span of a call, as a child of the span around it. */
export const startSpan = (operation: string, attributes: SpanAttributes): Effect.Effect<Tracer.Span> =>
  Effect.makeSpan(operation, { kind: "client", attributes })

/**
 * The `traceparent` header that makes the server's spans children of this one; `undefined` if the ids do not have the
 * W3C format.
 */
export const traceparent = (span: Tracer.Span): string | undefined =>
  /^(?!0+$)[0-9a-f]{32}$/.test(span.traceId) && /^(?!0+$)[0-9a-f]{16}$/.test(span.spanId)
    ? `00-${span.traceId}-${span.spanId}-${span.sampled ? "01" : "00"}`
    : undefined

/** Adds an event to the span: another attempt will follow. */
export const spanRetry = (
  span: Tracer.Span,
  error: ParetaError,
  facts: { readonly attempt: number; readonly delay: number; readonly elapsed: number }
): void =>
  span.event("retry", timeAt(span, facts.elapsed), {
    "error.type": errorType(error),
    attempt: facts.attempt,
    delay: facts.delay
  })

/** Ends the span of a call. */
export const endSpan = (
  span: Tracer.Span,
  error: ParetaError | null,
  facts: {
    readonly status: number | undefined
    readonly requestId: string | null
    readonly attempts: number
    /** Milliseconds to the first event of a stream. */
    readonly firstEvent: number | null
    readonly elapsed: number
    readonly attributes: SpanAttributes | undefined
  }
): void => {
  const { status, requestId, attempts, firstEvent, elapsed, attributes } = facts
  if (status !== undefined) span.attribute("http.response.status_code", status)
  if (requestId !== null) span.attribute("pareta.request.id", requestId)
  if (attempts > 1) span.attribute("http.request.resend_count", attempts - 1)
  if (firstEvent !== null) span.attribute("gen_ai.response.time_to_first_chunk", firstEvent / 1000)
  for (const name in attributes) {
    if (attributes[name] !== undefined && attributes[name] !== null) span.attribute(name, attributes[name])
  }
  // A call that its caller stopped has not failed, and must not count as an error.
  const stopped = error?._tag === "APIAbortError"
  if (error !== null && !stopped) span.attribute("error.type", errorType(error))
  span.end(timeAt(span, elapsed), error === null ? Exit.void : stopped ? Exit.interrupt() : Exit.fail(error))
}

const errorType = (error: ParetaError): string => (isAPIStatusError(error) ? String(error.status) : error._tag)

/** `elapsed` milliseconds after the start of the span, by the tracer's clock, which is not the clock of the call. */
const timeAt = (span: Tracer.Span, elapsed: number): bigint =>
  span.status.startTime + BigInt(Math.round(elapsed * 1_000_000))
