/** Sends a request. A GET follows redirects within its origin; any other would take the key elsewhere, or post twice. */
import * as Effect from "effect/Effect"
import { type CallFailure, connectionError, statusError } from "../../ParetaError.ts"
import type { HttpTransportRequest } from "../transport/HttpTransport.ts"
import type { Call } from "./Call.ts"
import { mostRedirects } from "./Limits.ts"
import { withoutQuery } from "./RequestHead.ts"
import { brokenOff } from "./ResponseError.ts"

/** Sends a request once, and again for each redirect that is followed. Succeeds with a response of any other status. */
export const send = (call: Call, request: HttpTransportRequest, followed = 0): Effect.Effect<Response, CallFailure> =>
  Effect.matchEffect(call.transport.send(request), {
    onFailure: (failure) => Effect.fail(brokenOff(call, failure)),
    onSuccess: (response): Effect.Effect<Response, CallFailure> => {
      call.received(response)
      if (call.refusesRedirects) return Effect.succeed(response)
      if (response.type === "opaqueredirect") return Effect.fail(hidden(call, request))
      const target = redirects.includes(response.status) ? targetOf(response, request) : undefined
      if (target === undefined) return Effect.succeed(response)
      response.body?.cancel().catch(() => {})
      const sameOrigin = target.origin === new URL(request.url).origin
      return request.method === "GET" && sameOrigin && followed < mostRedirects
        ? send(call, { ...request, url: target.href }, followed + 1)
        : Effect.fail(notFollowed(call, request, response.status, target, sameOrigin))
    }
  })

const redirects = [301, 302, 303, 307, 308]

const targetOf = (response: Response, { url }: HttpTransportRequest): URL | undefined => {
  const location = response.headers.get("location")
  return location !== null && URL.canParse(location, url) ? new URL(location, url) : undefined
}

/** Browsers hide where a redirect leads. */
const hidden = (call: Call, { url }: HttpTransportRequest): CallFailure =>
  connectionError(
    call.clean(`${withoutQuery(url)} redirects, and this runtime does not say where; check baseURL`),
    call.errorOptions()
  )

const notFollowed = (
  call: Call,
  { method }: HttpTransportRequest,
  status: number,
  target: URL,
  sameOrigin: boolean
): CallFailure => {
  const reason = !sameOrigin
    ? "it leaves the origin"
    : method === "GET"
      ? `more than ${mostRedirects} redirects`
      : `it redirects a ${method}`
  return statusError(
    call.clean(`HTTP ${status}: the redirect to ${target.origin} was not followed (${reason}); check baseURL`),
    { ...call.errorOptions(), status }
  )
}
