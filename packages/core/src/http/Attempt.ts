import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import type * as Fiber from "effect/Fiber"
import type { ParetaConfig } from "../ParetaConfig.ts"
import { type CallFailure, connectionError, statusError } from "../ParetaError.ts"
import { readText } from "./Body.ts"
import type { CallRecord } from "./CallRecord.ts"
import { type Timer, within } from "./Deadline.ts"
import type { HttpTransport, HttpTransportRequest } from "./HttpTransport.ts"
import { responseFailure } from "./ResponseFailure.ts"
import { responseFacts } from "./ResponseMeta.ts"
import { retrying, timedOut } from "./Retrying.ts"
import { withoutQuery } from "./Url.ts"

/** A call that is ready to be sent. */
export interface PreparedCall {
  readonly transport: HttpTransport["Service"]
  readonly request: HttpTransportRequest
  readonly config: ParetaConfig
  readonly record: CallRecord
  readonly timer: Timer
  readonly fiber: Fiber.Fiber<unknown, unknown>
}

/** The limit that bounds one attempt: a buffered call's to the end of its body, a stream's to its head. */
export type AttemptPhase = "request" | "handshake"

/** What is done with an accepted response, within the attempt's limit. */
export type Consume<A> = (response: Response) => Effect.Effect<A, CallFailure>

/** The most of an error's body that is read, in characters. */
const errorBodyLimit = 1024 * 1024

/** Makes attempts until one is accepted and consumed, the failure may not be retried, or time is up. */
export const attempts = <A>(
  call: PreparedCall,
  phase: AttemptPhase,
  consume: Consume<A>
): Effect.Effect<A, CallFailure> =>
  retrying(attempt(call, phase, consume), {
    schedule: call.config.retry,
    maxRetries: call.config.maxRetries,
    replayable: !(call.request.body instanceof ReadableStream),
    left: () => leftOfTotal(call),
    onRetry: (failure, delay) => call.record.retry(failure, delay)
  })

const attempt = <A>(call: PreparedCall, phase: AttemptPhase, consume: Consume<A>): Effect.Effect<A, CallFailure> =>
  Effect.suspend(() => {
    const { config, record, timer } = call
    record.attempt()
    const limit = config.limits[phase] ?? 60_000
    const left = leftOfTotal(call)
    const exchange = Effect.flatMap(send(call, call.request, 0), (response) =>
      response.ok ? consume(response) : Effect.flatMap(errorBody(response), (body) => refused(call, response, body))
    )
    const late = (): CallFailure => {
      // An error whose body never ends is still that error.
      const response = record.response
      if (response !== undefined && !response.ok) return failureOf(call, response, "")
      const about = `${record.operation}: no ${phase === "request" ? "complete answer" : "head of a stream"}`
      return left < limit
        ? timedOut("total", config.limits.total as number, about)
        : timedOut(phase, limit, `${about} to attempt ${record.attempts}`)
    }
    return within(exchange, timer, Math.min(limit, left), late)
  })

const leftOfTotal = ({ config, record }: PreparedCall): number =>
  (config.limits.total ?? Number.POSITIVE_INFINITY) - record.elapsed

/** Sends, following the redirects of a GET within the origin; anything else would take the key elsewhere, or post twice. */
const send = (
  call: PreparedCall,
  request: HttpTransportRequest,
  followed: number
): Effect.Effect<Response, CallFailure> =>
  Effect.flatMap(call.transport.send(request), (response): Effect.Effect<Response, CallFailure> => {
    call.record.head(response)
    if (response.type === "opaqueredirect") {
      return Effect.fail(
        connectionError(`${withoutQuery(request.url)} redirects, and this runtime does not say where; check baseURL`)
      )
    }
    const target = redirectTarget(response, request.url)
    if (target === undefined) return Effect.succeed(response)
    response.body?.cancel().catch(() => {})
    const sameOrigin = target.origin === new URL(request.url).origin
    if (request.method === "GET" && sameOrigin && followed < 5) {
      return send(call, { ...request, url: target.href }, followed + 1)
    }
    const reason = !sameOrigin
      ? "it leaves the origin"
      : request.method === "GET"
        ? "it is the sixth"
        : `of a ${request.method}`
    return Effect.fail(
      statusError(
        `HTTP ${response.status}: the redirect to ${target.origin} was not followed (${reason}); check baseURL`,
        {
          status: response.status,
          requestId: response.headers.get("x-request-id"),
          response: responseFacts(response, request.url)
        }
      )
    )
  })

const redirectTarget = (response: Response, base: string): URL | undefined => {
  const location = [301, 302, 303, 307, 308].includes(response.status) ? response.headers.get("location") : null
  return location !== null && URL.canParse(location, base) ? new URL(location, base) : undefined
}

const errorBody = (response: Response): Effect.Effect<string> =>
  // The status is the news; a body that breaks off does not change it.
  Effect.orElseSucceed(readText(response, errorBodyLimit), () => "")

const refused = (call: PreparedCall, response: Response, body: string): Effect.Effect<never, CallFailure> =>
  Effect.fail(failureOf(call, response, body))

const failureOf = ({ fiber, record }: PreparedCall, response: Response, body: string): CallFailure =>
  responseFailure(
    response,
    record.url,
    // A server that quotes the key back must not get it into a log.
    record.clean(body),
    fiber.getRef(Clock.Clock).currentTimeMillisUnsafe()
  )
