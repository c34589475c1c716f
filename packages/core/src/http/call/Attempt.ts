/** The attempts of a call. Each sends the request and reads the response within the time limit. */
import * as Effect from "effect/Effect"
import { type CallFailure, isParetaError, ParetaError } from "../../ParetaError.ts"
import { type HttpTransportRequest, isReadableStream, networkFailure } from "../transport/HttpTransport.ts"
import { discard, type ReceivedResponse, receive } from "../transport/ReceivedResponse.ts"
import { isUnusable } from "../transport/ResponseBody.ts"
import { type BodyText, readText } from "../transport/ResponseText.ts"
import type { Call } from "./Call.ts"
import { brokenOff, invalidResponse, refused, timedOut, unexpected } from "./CallErrors.ts"
import { largestErrorBody } from "./Limits.ts"
import { redirected } from "./Redirects.ts"
import { retry } from "./Retry.ts"
import { isRetryable } from "./RetryPolicy.ts"
import { within } from "./Timer.ts"

/** The time limit of an attempt: `request` lasts to the end of the body, `handshake` to the head of a stream. */
export type AttemptPhase = "request" | "handshake"

/** Reads an accepted response, within the time limit of the attempt. */
export type Consume<A> = (call: Call, response: ReceivedResponse) => Effect.Effect<A, CallFailure>

/** Creates the error for an error status, from the response headers and the body. */
export type Refuse = (call: Call, response: ReceivedResponse, body: string) => CallFailure

/** Makes attempts until one succeeds, a failure is not retryable, or the retries or the time run out. */
export const runAttempts = <A>(
  call: Call,
  phase: AttemptPhase,
  consume: Consume<A>,
  refuse: Refuse = refused
): Effect.Effect<A, CallFailure> => {
  const one = attempt(call, phase, consume, refuse)
  // A stream can be sent only once.
  const once = call.settings.maxRetries === 0 || isReadableStream(call.request.body)
  return once ? one : Effect.catchIf(one, isRetryable, (failure) => retry(call, one, failure))
}

/** Reads the entire body as text. */
export const wholeBody: Consume<string> = (call, { body }) =>
  Effect.flatMap(readText(body, call.settings.maxResponseSize), ({ text, missing }) => {
    if (missing === undefined) return Effect.succeed(text)
    return call.fail(() => notRead(call, missing))
  })

const attempt = <A>(
  call: Call,
  phase: AttemptPhase,
  consume: Consume<A>,
  refuse: Refuse
): Effect.Effect<A, CallFailure> =>
  Effect.suspend(() => {
    call.startAttempt()
    const limit = call.settings.limits[phase]
    const { total } = call.settings.limits
    const left = total === Number.POSITIVE_INFINITY ? total : total - call.elapsed
    const exchange = Effect.flatMap(send(call, call.request), (response) =>
      response.ok ? consume(call, response) : refusal(call, response, refuse)
    )
    const late = (): CallFailure => {
      const { response } = call
      // If the body of an error response never ends, the call still fails with the error of that status.
      if (response !== undefined && !response.ok) return refuse(call, response, "")
      const missing = phase === "request" ? "no complete response" : "no response"
      return left < limit
        ? timedOut(call, "total", total, missing)
        : timedOut(call, phase, limit, `${missing} to attempt ${call.attempts}`)
    }
    return within(exchange, call.timer, Math.min(limit, left), late)
  })

/** Sends a request once, and again for each redirect that is followed. Succeeds with a response of any status. */
const send = (call: Call, request: HttpTransportRequest, followed = 0): Effect.Effect<ReceivedResponse, CallFailure> =>
  Effect.matchEffect(call.transport.send(request), {
    onFailure: (failure): Effect.Effect<ReceivedResponse, CallFailure> => {
      // A user's own transport may fail with any value, whatever its type says. Only these two are retried.
      if (!isParetaError(failure)) return call.fail(() => unexpected(call, failure))
      return failure._tag === "APIConnectionError" || failure._tag === "APITimeoutError"
        ? call.fail(() => brokenOff(call, failure))
        : Effect.fail(failure)
    },
    onSuccess: (value): Effect.Effect<ReceivedResponse, CallFailure> => {
      let response: ReceivedResponse
      try {
        response = receive(value)
      } catch (cause) {
        discard(value)
        return Effect.fail(unexpected(call, cause))
      }
      call.received(response)
      const next = response.ok ? undefined : redirected(call, response, request, followed)
      if (next === undefined) return Effect.succeed(response)
      return next instanceof ParetaError ? Effect.fail(next) : send(call, next, followed + 1)
    }
  })

const refusal = (call: Call, response: ReceivedResponse, refuse: Refuse): Effect.Effect<never, CallFailure> =>
  // If the body is cut or breaks off, the call still fails with the error of that status.
  Effect.flatMap(readText(response.body, Math.min(largestErrorBody, call.settings.maxResponseSize)), ({ text }) =>
    call.fail(() => refuse(call, response, text))
  )

/**
 * Creates the failure for a body that could not be read to its end. A body of an unknown kind is not requested again.
 */
const notRead = (call: Call, missing: NonNullable<BodyText["missing"]>): CallFailure => {
  if (missing._tag === "TooLarge") {
    const limit = call.settings.maxResponseSize
    return invalidResponse(call, `the response is larger than ${limit} bytes (maxResponseSize)`, undefined)
  }
  const { cause } = missing
  return isUnusable(cause) ? unexpected(call, cause) : brokenOff(call, networkFailure(cause))
}
