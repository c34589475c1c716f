/** Creates core's spans with OpenTelemetry, without a dependency on it. */
import * as Exit from "effect/Exit"
import * as Tracer from "effect/Tracer"

/** The value of a span attribute. */
export type SpanAttributeValue = string | number | boolean | Array<string> | Array<number> | Array<boolean>

/** The part of an OpenTelemetry `Span` that the client uses. */
export interface OpenTelemetrySpan {
  setAttribute(name: string, value: SpanAttributeValue): unknown
  setStatus(status: { code: number; message?: string }): unknown
  addEvent(name: string, attributes?: { [name: string]: SpanAttributeValue }): unknown
  spanContext(): { readonly traceId: string; readonly spanId: string; readonly traceFlags: number }
  end(): void
}

/** The part of an OpenTelemetry `Tracer` that the client uses. Pass `trace.getTracer("my-app")`. */
export interface OpenTelemetryTracer {
  startSpan(name: string, options?: { kind?: number }): OpenTelemetrySpan
}

// The numbers of SpanKind.CLIENT and SpanStatusCode.ERROR, as OpenTelemetry specifies them.
const clientKind = 2
const errorStatus = 2

/**
 * Creates an Effect tracer that starts OpenTelemetry spans, as children of the span that is active when the request is
 * sent.
 */
export const openTelemetryTracer = (tracer: OpenTelemetryTracer): Tracer.Tracer =>
  Tracer.make({ span: (options) => new BridgedSpan(options, tracer) })

/** Calls the tracer. A tracer that throws must not make a call fail. */
const quietly = <A>(report: () => A): A | undefined => {
  try {
    return report()
  } catch {
    return undefined
  }
}

class BridgedSpan extends Tracer.NativeSpan {
  readonly #span: OpenTelemetrySpan | undefined
  readonly #context: ReturnType<OpenTelemetrySpan["spanContext"]> | undefined

  constructor(options: ConstructorParameters<typeof Tracer.NativeSpan>[0], tracer: OpenTelemetryTracer) {
    const span = quietly(() => tracer.startSpan(options.name, { kind: clientKind }))
    const context = quietly(() => span?.spanContext())
    // OpenTelemetry's sampler decides, so that the server does not keep the children of a dropped span.
    super({ ...options, sampled: ((context?.traceFlags ?? 0) & 1) === 1 })
    this.#span = span
    this.#context = context
  }

  // OpenTelemetry's ids. Effect's own ids would name a span that does not exist.
  override get traceId(): string {
    return this.#context?.traceId ?? ""
  }

  override get spanId(): string {
    return this.#context?.spanId ?? ""
  }

  override attribute(name: string, value: unknown): void {
    quietly(() => this.#span?.setAttribute(name, attributeValue(value)))
  }

  override event(name: string, _startTime: bigint, attributes: { readonly [name: string]: unknown } = {}): void {
    const values: { [name: string]: SpanAttributeValue } = {}
    for (const key in attributes) values[key] = attributeValue(attributes[key])
    quietly(() => this.#span?.addEvent(name, values))
  }

  override end(endTime: bigint, exit: Exit.Exit<unknown, unknown>): void {
    super.end(endTime, exit)
    // A call that its caller stopped has not failed.
    if (Exit.isFailure(exit) && !Exit.hasInterrupts(exit)) quietly(() => this.#span?.setStatus({ code: errorStatus }))
    quietly(() => this.#span?.end())
  }
}

const attributeValue = (value: unknown): SpanAttributeValue => {
  if (typeof value === "string" || typeof value === "number" || typeof value === "boolean") return value
  return Array.isArray(value) ? value.map(String) : String(value)
}
