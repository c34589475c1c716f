import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import type * as Fiber from "effect/Fiber"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import * as Tracer from "effect/Tracer"
import { overrideConfig, type ParetaConfig } from "../ParetaConfig.ts"
import { APIResponseValidationError, type CallFailure, InvalidArgumentError, ParetaError } from "../ParetaError.ts"
import type { Decoder } from "../wire/Decoder.ts"
import { attempts, type PreparedCall } from "./Attempt.ts"
import { readText } from "./Body.ts"
import { CallRecord, interrupted, type SpanAttributes, startSpan, traceparent } from "./CallRecord.ts"
import { type Timer, timerOf } from "./Deadline.ts"
import { type EventDialect, type EventLimits, EventReader } from "./EventReader.ts"
import type { HttpMethod, HttpTransport, HttpTransportRequest } from "./HttpTransport.ts"
import { idempotencyKey } from "./IdempotencyKey.ts"
import { requestHeaders } from "./RequestHeaders.ts"
import { CurrentRequestOptions } from "./RequestOptions.ts"
import { keepMeta } from "./ResponseMeta.ts"
import { putDocument, type StoragePut, storageLimit, storageRequest } from "./StoragePut.ts"
import { type QueryParams, queryString, withoutQuery } from "./Url.ts"

/** A request of the API, before the client's settings are laid round it. */
export interface CallRequest {
  readonly method: HttpMethod
  /** Begins with `/`; its segments are encoded. */
  readonly path: string
  readonly query?: QueryParams | undefined
  /** A value that is sent as JSON. */
  readonly json?: unknown
  /** A body that is sent as it is. */
  readonly body?: FormData | Blob | ReadableStream<Uint8Array> | undefined
  /** Which step of a composite call this is: its idempotency key is derived from the caller's. */
  readonly step?: string | undefined
  /** What the span says of the request: never content. */
  readonly attributes?: SpanAttributes
}

/** What one kind of stream is made of. */
export interface StreamKind<A, E extends ParetaError> {
  /** Made anew for each stream. */
  readonly dialect: (stream: OpenedStream) => EventDialect<A, E>
  /** Limits that hold where the client's settings leave them open. */
  readonly defaults: Pick<EventLimits, "firstEvent" | "idle" | "event">
}

/** The response a dialect reads, and what it may tell of it. */
export interface OpenedStream {
  readonly response: Response
  readonly record: CallRecord
}

/**
 * The way of every call: settings, headers, idempotency key, attempts, status to error, decoding, metadata, span.
 *
 * The request is built inside the effect, so that each run mints its own idempotency key, and a wrong argument is a
 * failure of the effect and never a throw.
 */
export class Call {
  readonly #transport: HttpTransport["Service"]
  readonly #config: ParetaConfig

  constructor(transport: HttpTransport["Service"], config: ParetaConfig) {
    this.#transport = transport
    this.#config = config
  }

  /** A call whose answer is read as a whole; `describe` says of the result what the span may show. */
  json<A>(
    operation: string,
    build: () => CallRequest,
    decode: Decoder<A>,
    describe?: (result: A) => SpanAttributes
  ): Effect.Effect<A, CallFailure> {
    return this.#answer(operation, build, (text) => Result.flatMap(parseJson(text), decode), describe)
  }

  /** A call of whose answer only the status counts. */
  done(operation: string, build: () => CallRequest): Effect.Effect<void, CallFailure> {
    return this.#answer(operation, build, () => Result.void)
  }

  /** Puts a document into storage: another origin, which is told neither key nor trace (contract §6.4). */
  put(operation: string, document: StoragePut): Effect.Effect<void, CallFailure> {
    return Effect.withFiber((fiber) => {
      const current = overrideConfig(this.#config, fiber.getRef(CurrentRequestOptions)?.options)
      const config = { ...current, limits: { ...current.limits, request: storageLimit } }
      const request = storageRequest(document)
      const timer = timerOf(fiber)
      const { method, url } = request
      const record = new CallRecord({ operation, method, url, secret: url, config, timer, span: undefined })
      const call = { transport: this.#transport, request, config, record, timer, fiber }
      return observed(
        Effect.tap(putDocument(call, document), () => Effect.sync(() => record.end(null, null))),
        record
      )
    })
  }

  #answer<A>(
    operation: string,
    build: () => CallRequest,
    read: (text: string) => Result.Result<A, string>,
    describe?: (result: A) => SpanAttributes
  ): Effect.Effect<A, CallFailure> {
    return this.#run(operation, "application/json", build, (call) =>
      Effect.flatMap(attempts(call, "request", readText), (text) => {
        const { record } = call
        const result = read(text)
        if (Result.isFailure(result)) return Effect.fail(invalidResponse(record, result.failure))
        keepMeta(result.success, record.keep())
        record.end(null, null, record.span === undefined ? undefined : describe?.(result.success))
        return Effect.succeed(result.success)
      })
    )
  }

  /**
   * Opens a stream: retried until a head is accepted, never after.
   *
   * `adopt` is handed the reader before anything can interrupt, so that it can never be lost with its body open; who
   * adopts it cancels it.
   */
  open<A, E extends ParetaError>(
    operation: string,
    build: () => CallRequest,
    kind: StreamKind<A, E>,
    adopt: (reader: EventReader<A, E>) => void
  ): Effect.Effect<EventReader<A, E>, CallFailure> {
    return this.#run(operation, "text/event-stream", build, (call) =>
      attempts(call, "handshake", (response) => {
        const { body } = response
        const contentType = response.headers.get("content-type") ?? ""
        if (body === null || /^(application\/json|text\/html)/i.test(contentType)) {
          body?.cancel().catch(() => {})
          return Effect.fail(
            invalidResponse(
              call.record,
              `the answer is no event stream but ${body === null ? "has no body" : contentType}`
            )
          )
        }
        const reader = readerOf(kind, body, { response, record: call.record }, call.config, call.timer)
        adopt(reader)
        return Effect.succeed(reader)
      })
    )
  }

  #run<A>(
    operation: string,
    accept: "application/json" | "text/event-stream",
    build: () => CallRequest,
    use: (call: PreparedCall) => Effect.Effect<A, CallFailure>
  ): Effect.Effect<A, CallFailure> {
    return Effect.withFiber((fiber) => {
      let built: BuiltCall
      try {
        built = this.#build(fiber, operation, accept, build)
      } catch (cause) {
        if (cause instanceof InvalidArgumentError) return Effect.fail(Object.assign(cause, { operation }))
        throw cause
      }
      const { config, request, attributes } = built
      const { method, url, body } = request
      const facts = { operation, method, url, secret: body, config, timer: timerOf(fiber) }
      const prepared = (record: CallRecord): PreparedCall => ({
        transport: this.#transport,
        request,
        config,
        record,
        timer: facts.timer,
        fiber
      })
      const start = startSpan(fiber, operation, attributes)
      if (start === undefined) {
        const record = new CallRecord({ ...facts, span: undefined })
        return observed(use(prepared(record)), record)
      }
      return Effect.flatMap(start, (span) => {
        const parent = traceparent(span)
        if (parent !== undefined) request.headers["traceparent"] = parent
        const record = new CallRecord({ ...facts, span })
        return Effect.provideService(observed(use(prepared(record)), record), Tracer.ParentSpan, span)
      })
    })
  }

  #build(
    fiber: Fiber.Fiber<unknown, unknown>,
    operation: string,
    accept: "application/json" | "text/event-stream",
    build: () => CallRequest
  ): BuiltCall {
    const current = fiber.getRef(CurrentRequestOptions)
    const config = overrideConfig(this.#config, current?.options)
    const { method, path, query, json, body, step, attributes } = build()
    const url = config.baseURL + path + queryString(query)
    return {
      config,
      request: {
        method,
        url,
        headers: requestHeaders({
          apiKey: Redacted.value(config.apiKey),
          accept,
          contentType: json === undefined ? undefined : "application/json",
          idempotencyKey: method === "POST" ? idempotencyKey({ operation, method, path }, step, current) : undefined,
          custom: config.headers
        }),
        body: json === undefined ? (body ?? null) : toJson(json)
      },
      attributes: { "http.request.method": method, "url.full": withoutQuery(url), ...attributes }
    }
  }
}

/**
 * The reader of an accepted response.
 *
 * A function of its own, so that what the reader calls at its end shares no scope with `adopt` or the fiber: those lead
 * to the reader's owner, which would then never be collected when it is abandoned, and its socket never closed.
 */
const readerOf = <A, E extends ParetaError>(
  kind: StreamKind<A, E>,
  body: ReadableStream<Uint8Array>,
  stream: OpenedStream,
  { limits, maxEventSize }: ParetaConfig,
  timer: Timer
): EventReader<A, E> => {
  const { record } = stream
  const dialect = kind.dialect(stream)
  return new EventReader({
    body,
    dialect,
    timer,
    limits: {
      firstEvent: limits.firstEvent ?? kind.defaults.firstEvent,
      idle: limits.idle ?? kind.defaults.idle,
      event: limits.event ?? kind.defaults.event,
      size: maxEventSize
    },
    onFirstEvent: () => record.firstEvent(),
    onEnd: (verdict, failure) => record.end(failure, verdict, dialect.describe?.())
  })
}

interface BuiltCall {
  readonly config: ParetaConfig
  readonly request: HttpTransportRequest
  readonly attributes: SpanAttributes
}

/** Tells of a call that did not succeed; a success is told where its result is known. */
const observed = <A>(self: Effect.Effect<A, CallFailure>, record: CallRecord): Effect.Effect<A, CallFailure> =>
  Effect.onExit(self, (exit) => {
    if (Exit.isFailure(exit)) record.end(toldAs(exit.cause), null)
    return Effect.void
  })

const toldAs = (cause: Cause.Cause<CallFailure>): ParetaError =>
  Option.getOrElse(Cause.findErrorOption(cause), () =>
    Cause.hasInterruptsOnly(cause)
      ? interrupted()
      : new ParetaError("unexpected defect", { cause: Cause.squash(cause) })
  )

const toJson = (value: unknown): string => {
  try {
    return JSON.stringify(value)
  } catch (cause) {
    throw new InvalidArgumentError("the request cannot be written as JSON (a cycle, or a BigInt?)", { cause })
  }
}

/** A 2xx answer without a body counts as `{}` (contract §1.4). */
const parseJson = (text: string): Result.Result<unknown, string> => {
  if (text.trim() === "") return Result.succeed({})
  try {
    return Result.succeed(JSON.parse(text))
  } catch {
    return Result.fail("the answer is not JSON")
  }
}

/** The error of an accepted answer that is not what it should be. */
export const invalidResponse = (record: CallRecord, problem: string): APIResponseValidationError =>
  new APIResponseValidationError(`${record.operation}: ${problem} (HTTP ${record.response?.status})`)
