/** The path of every call: from a request and a decoder, through the attempts, to a result or a complete error. */
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import type * as Fiber from "effect/Fiber"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import * as Tracer from "effect/Tracer"
import { argumentError } from "../Arguments.ts"
import { APIAbortError, type CallFailure, InvalidArgumentError, type ParetaError } from "../ParetaError.ts"
import type { Decoder } from "../wire/Decoder.ts"
import { runAttempts, wholeBody } from "./call/Attempt.ts"
import { Call } from "./call/Call.ts"
import { invalidResponse, unexpected } from "./call/CallErrors.ts"
import { isTraced, type SpanAttributes, startSpan, traceparent } from "./call/CallSpan.ts"
import { type Settings, withOptions, withSlowLimits, withTotal } from "./call/ClientOptions.ts"
import type { HookLog } from "./call/Hooks.ts"
import { idempotencyKey } from "./call/IdempotencyKey.ts"
import { storageLimit } from "./call/Limits.ts"
import { isReportedError, notJson, reportedError } from "./call/ReportedError.ts"
import { type QueryParams, queryString, requestHeaders, withoutQuery } from "./call/RequestHead.ts"
import { CurrentRequestOptions } from "./call/RequestOptions.ts"
import { keepMeta } from "./call/ResponseMeta.ts"
import { putDocument, type SignedUpload, storageRequest, withoutRedirects } from "./SignedUpload.ts"
import { type EventDialect, type EventLimits, EventReader } from "./stream/EventReader.ts"
import type { HttpMethod, HttpTransport } from "./transport/HttpTransport.ts"
import type { ReceivedResponse } from "./transport/ReceivedResponse.ts"

/** A request to a route, before the client adds its own settings. */
export interface ApiRequest {
  readonly method: HttpMethod
  /** Begins with `/`; its segments are encoded. */
  readonly path: string
  readonly query?: QueryParams | undefined
  /** A value that is sent as JSON. */
  readonly json?: unknown
  /** A body that is sent unchanged. */
  readonly body?: FormData | Blob | ReadableStream<Uint8Array> | undefined
  /** The text of the files in `body`, if it is known. */
  readonly fileText?: string | undefined
  /** The name of this step, if it belongs to a composite call. The caller's idempotency key is extended with it. */
  readonly step?: string | undefined
  /** Whether it may take minutes: then the default limit of an attempt is 10 minutes. */
  readonly isSlow?: boolean | undefined
  /** Whether the request belongs to the session that the options of the call name. */
  readonly hasSession?: boolean | undefined
  /** Attributes for the span; never content. */
  readonly attributes?: SpanAttributes
  /** A limit in milliseconds for the call with its attempts, besides `timeout.total`. */
  readonly total?: number | undefined
  /** Facts for the errors of this call, such as `runId`. */
  readonly facts?: { readonly [name: string]: unknown }
}

/** A kind of stream: how to interpret its events, and its time limits. */
export interface StreamKind<A, E extends ParetaError> {
  /** Creates the dialect of one stream, from its call and the accepted response. */
  readonly dialect: (call: Call, response: ReceivedResponse) => EventDialect<A, E>
  /** The limits used where the settings have none. */
  readonly limits: Pick<EventLimits, "firstEvent" | "idle" | "event">
}

/**
 * Makes the calls of every namespace.
 *
 * `build` is called inside the effect. So each run has its own idempotency key, and an invalid argument fails the
 * effect instead of throwing.
 */
export interface Api {
  /** Makes a buffered call. `describe` returns the attributes of the result for the span. */
  readonly json: <A>(
    operation: string,
    build: () => ApiRequest,
    decode: Decoder<A>,
    describe?: (result: A) => SpanAttributes
  ) => Effect.Effect<A, CallFailure>
  /** Makes a call that checks only the status and ignores the body. */
  readonly done: (operation: string, build: () => ApiRequest) => Effect.Effect<void, CallFailure>
  /** Uploads a document to storage. Storage is another origin, so the request has neither the key nor the trace. */
  readonly put: (operation: string, upload: SignedUpload) => Effect.Effect<void, CallFailure>
  /**
   * Opens a stream. Retried until a head is accepted, and not after that.
   *
   * `adopt` is called with the reader before the effect can be interrupted, so that a reader with an open body cannot
   * leak. The caller has to cancel the reader that it adopts.
   */
  readonly open: <A, E extends ParetaError>(
    operation: string,
    build: () => ApiRequest,
    kind: StreamKind<A, E>,
    adopt: (reader: EventReader<A, E>) => void
  ) => Effect.Effect<EventReader<A, E>, CallFailure>
}

/** Creates the Api of a client. `log` receives what hooks throw. */
export const make = (transport: HttpTransport["Service"], settings: Settings, log?: HookLog): Api => {
  const run = <A>(
    operation: string,
    accept: "application/json" | "text/event-stream",
    build: () => ApiRequest,
    use: (call: Call) => Effect.Effect<A, CallFailure>
  ): Effect.Effect<A, CallFailure> =>
    Effect.withFiber((fiber) => {
      let request: ApiRequest
      let call: Call
      try {
        request = build()
        call = begin(fiber, operation, accept, request)
      } catch (cause) {
        return Effect.fail(argumentError(operation, cause))
      }
      const reported = whole(call, use)
      return isTraced(fiber) ? traced(reported, call, request.attributes) : reported
    })

  const settingsInForce = (fiber: Fiber.Fiber<unknown, unknown>): Settings => {
    const current = fiber.getRef(CurrentRequestOptions)
    return current === undefined ? settings : withOptions(settings, current.options)
  }

  const begin = (
    fiber: Fiber.Fiber<unknown, unknown>,
    operation: string,
    accept: "application/json" | "text/event-stream",
    { method, path, query, json, body, fileText, step, total, isSlow, hasSession, facts }: ApiRequest
  ): Call => {
    const inForce = withTotal(withSlowLimits(settingsInForce(fiber), isSlow), total)
    const text = json === undefined ? undefined : toJson(json)
    const sent = text ?? body ?? null
    const request = {
      method,
      url: inForce.baseURL + path + (query === undefined ? "" : queryString(query)),
      headers: requestHeaders({
        apiKey: Redacted.value(inForce.apiKey),
        accept,
        contentType: text === undefined ? undefined : "application/json",
        idempotencyKey:
          method === "POST"
            ? idempotencyKey(
                { operation, method, path, body: sent, fileText },
                step,
                fiber.getRef(CurrentRequestOptions)
              )
            : undefined,
        custom: hasSession ? { ...inForce.headers, ...inForce.session } : inForce.headers
      }),
      body: sent
    }
    return new Call({ operation, request, transport, settings: inForce, log, facts }, fiber)
  }

  return {
    json: (operation, build, decode, describe) =>
      run(operation, "application/json", build, (call) =>
        Effect.flatMap(runAttempts(call, "request", wholeBody), (text) => {
          const answer = parseJson(text)
          if (Result.isFailure(answer)) return call.fail(() => notJson(call, text))
          const reported = reportedIn(answer.success, decode)
          if (reported !== undefined) return call.fail(() => reportedError(call, reported, answer.success))
          const result = decode(answer.success)
          if (Result.isFailure(result)) return call.fail(() => unusable(call, result.failure, answer.success))
          keepMeta(result.success, call.metaFacts(null, null))
          call.end(null, null, call.span === undefined ? undefined : describe?.(result.success))
          return Effect.succeed(result.success)
        })
      ),

    done: (operation, build) =>
      run(operation, "application/json", build, (call) =>
        Effect.flatMap(runAttempts(call, "request", wholeBody), (text) => {
          // Any other content of the body is ignored.
          const answer = parseJson(text)
          const reported = Result.isSuccess(answer) ? reportedIn(answer.success, {}) : undefined
          return reported === undefined
            ? Effect.sync(() => call.end(null, null))
            : call.fail(() => reportedError(call, reported))
        })
      ),

    put: (operation, upload) =>
      Effect.withFiber((fiber) => {
        const current = settingsInForce(fiber)
        const inForce = { ...current, limits: { ...current.limits, request: storageLimit } }
        const request = storageRequest(upload)
        const call = new Call(
          {
            operation,
            request,
            transport: withoutRedirects(transport),
            settings: inForce,
            log,
            isSigned: true
          },
          fiber
        )
        return whole(call, () => Effect.map(putDocument(call, upload), () => call.end(null, null)))
      }),

    open: (operation, build, kind, adopt) =>
      run(operation, "text/event-stream", build, (call) =>
        runAttempts(call, "handshake", (_, response) => {
          if (!response.body.open()) {
            return Effect.fail(
              invalidResponse(call, "expected text/event-stream, got a response without a body", undefined)
            )
          }
          void call.readTexts()
          const reader = readerOf(kind, call, response)
          adopt(reader)
          return Effect.succeed(reader)
        })
      )
  }
}

/**
 * Creates the reader of an accepted response.
 *
 * This is a separate function, so that the reader shares no closure with `adopt` or the fiber. Both refer to the owner
 * of the stream: an abandoned stream could then never be garbage-collected, and its socket would stay open.
 */
const readerOf = <A, E extends ParetaError>(
  kind: StreamKind<A, E>,
  call: Call,
  response: ReceivedResponse
): EventReader<A, E> => {
  const { limits, maxEventSize } = call.settings
  return new EventReader({
    body: response.body,
    call,
    dialect: kind.dialect(call, response),
    limits: {
      firstEvent: limits.firstEvent ?? kind.limits.firstEvent,
      idle: limits.idle ?? kind.limits.idle,
      event: limits.event ?? kind.limits.event,
      size: maxEventSize
    }
  })
}

/** Runs a call in its own span, and sends the `traceparent` of that span to the server. */
const traced = <A>(
  self: Effect.Effect<A, CallFailure>,
  call: Call,
  attributes: SpanAttributes | undefined
): Effect.Effect<A, CallFailure> => {
  const { method, url, headers } = call.request
  const start = startSpan(call.operation, {
    "http.request.method": method,
    "url.full": withoutQuery(url),
    ...attributes
  })
  const started = Effect.map(start, (span) => ({ span, parent: traceparent(span) }))
  // If the tracer fails, the call only loses its span.
  return Effect.flatMap(
    Effect.catchCause(started, () => Effect.undefined),
    (traced) => {
      if (traced === undefined) return self
      const { span, parent } = traced
      call.span = span
      if (parent !== undefined) headers["traceparent"] = parent
      return Effect.provideService(self, Tracer.ParentSpan, span)
    }
  )
}

/**
 * Runs a complete call. This is the one place where a thrown value becomes a failure of the call, whether it came from
 * a transport, a response, a clock, a schedule or a runtime that lacks a feature. Reports a call that did not succeed. A
 * success is reported where its result is known.
 */
const whole = <A>(call: Call, use: (call: Call) => Effect.Effect<A, CallFailure>): Effect.Effect<A, CallFailure> =>
  Effect.onExit(
    Effect.catchCause(
      Effect.suspend(() => use(call)),
      (cause) => {
        const defect = Cause.findDefect(cause)
        return Result.isSuccess(defect) ? Effect.fail(unexpected(call, defect.success)) : Effect.failCause(cause)
      }
    ),
    (exit) => {
      if (Exit.isFailure(exit)) call.end(failureOf(exit.cause, call), null)
      return Effect.void
    }
  )

const failureOf = (cause: Cause.Cause<CallFailure>, call: Call): ParetaError =>
  Option.getOrElse(
    Cause.findErrorOption(cause),
    () => new APIAbortError("the call was interrupted", call.errorOptions())
  )

const toJson = (value: unknown): string => {
  let text: string | undefined
  try {
    text = JSON.stringify(value)
  } catch (cause) {
    throw new InvalidArgumentError("the request cannot be serialized as JSON (a cycle, or a BigInt?)", { cause })
  }
  if (text === undefined)
    throw new InvalidArgumentError("the request cannot be serialized as JSON: it is a function or a symbol")
  return text
}

/** The part of a successful answer that reports an error; `undefined` if the answer is a result. */
const reportedIn = (answer: unknown, { reads, failedPart }: Pick<Decoder<unknown>, "reads" | "failedPart">): unknown =>
  failedPart?.(answer) ?? (isReportedError(answer, reads) ? answer : undefined)

const unusable = (call: Call, problem: string, body: unknown): CallFailure => invalidResponse(call, problem, body)

/** An empty body counts as `{}`. */
const parseJson = (text: string): Result.Result<unknown, void> => {
  if (text.trim() === "") return Result.succeed({})
  try {
    return Result.succeed(JSON.parse(text))
  } catch {
    return Result.failVoid
  }
}
