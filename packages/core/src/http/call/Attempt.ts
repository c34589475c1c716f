/** The attempts of a call. Each sends the request and reads the response within the time limit. */
import * as Effect from "effect/Effect"
import type { CallFailure } from "../../ParetaError.ts"
import { readText } from "../transport/ResponseText.ts"
import type { Call } from "./Call.ts"
import { largestErrorBody } from "./Limits.ts"
import { send } from "./Redirects.ts"
import { brokenOff, refused, timedOut } from "./ResponseError.ts"
import { retrying } from "./Retry.ts"
import { within } from "./Timer.ts"

/** The limit of one attempt: for a buffered call to the end of its body, for a stream to its head. */
export type AttemptPhase = "request" | "handshake"

/** Reads an accepted response, within the limit of the attempt. */
export type Consume<A> = (call: Call, response: Response) => Effect.Effect<A, CallFailure>

/** Makes the error of a refused response, from its head and its body. */
export type Refuse = (call: Call, response: Response, body: string) => CallFailure

/** Makes attempts until one succeeds, the failure must not be retried, or the time is up. */
export const attempts = <A>(
  call: Call,
  phase: AttemptPhase,
  consume: Consume<A>,
  refuse: Refuse = refused
): Effect.Effect<A, CallFailure> => retrying(call, attempt(call, phase, consume, refuse))

/** Consumes the whole body as text. */
export const wholeBody: Consume<string> = (call, response) =>
  Effect.mapError(readText(response), (failure) => brokenOff(call, failure))

const attempt = <A>(
  call: Call,
  phase: AttemptPhase,
  consume: Consume<A>,
  refuse: Refuse
): Effect.Effect<A, CallFailure> =>
  Effect.suspend(() => {
    call.startAttempt()
    const limit = call.settings.limits[phase]
    const { left } = call
    const exchange = Effect.flatMap(send(call, call.request), (response) =>
      response.ok ? consume(call, response) : refusal(call, response, refuse)
    )
    const late = (): CallFailure => {
      const { response } = call
      // An error whose body never ends is still that error.
      if (response !== undefined && !response.ok) return refuse(call, response, "")
      const missing = phase === "request" ? "no complete response" : "no head of a stream"
      return left < limit
        ? timedOut(call, "total", call.settings.limits.total, missing)
        : timedOut(call, phase, limit, `${missing} to attempt ${call.attempts}`)
    }
    return within(exchange, call.timer, Math.min(limit, left), late)
  })

const refusal = (call: Call, response: Response, refuse: Refuse): Effect.Effect<never, CallFailure> =>
  // A body that breaks off does not change the status.
  Effect.flatMap(
    Effect.orElseSucceed(readText(response, largestErrorBody), () => ""),
    (body) => Effect.fail(refuse(call, response, body))
  )
