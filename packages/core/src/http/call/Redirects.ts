/**
 * Redirects. A GET follows them within its origin. Any other redirect fails, because it would take the key to another
 * origin or send a POST twice.
 */
import { type CallFailure, connectionError, statusError } from "../../ParetaError.ts"
import type { HttpTransportRequest } from "../transport/HttpTransport.ts"
import type { ReceivedResponse } from "../transport/ReceivedResponse.ts"
import type { Call } from "./Call.ts"
import { mostRedirects } from "./Limits.ts"
import { withoutQuery } from "./RequestHead.ts"
import { responseFacts } from "./ResponseHead.ts"

/**
 * The request that a redirect leads to, or the failure if it must not be followed; `undefined` if there is no redirect.
 */
export const redirected = (
  call: Call,
  response: ReceivedResponse,
  request: HttpTransportRequest,
  followed: number
): HttpTransportRequest | CallFailure | undefined => {
  if (call.isSigned) return undefined
  if (response.isHiddenRedirect) {
    response.body.cancel()
    return hidden(call, request)
  }
  const target = redirects.includes(response.status) ? targetOf(response, request) : undefined
  if (target === undefined) return undefined
  response.body.cancel()
  const sameOrigin = target.origin === new URL(request.url).origin
  return request.method === "GET" && sameOrigin && followed < mostRedirects
    ? { ...request, url: target.href }
    : notFollowed(call, request, response, target, sameOrigin)
}

const redirects = [301, 302, 303, 307, 308]

const targetOf = (response: ReceivedResponse, { url }: HttpTransportRequest): URL | undefined => {
  const location = response.headers.get("location")
  return location !== null && URL.canParse(location, url) ? new URL(location, url) : undefined
}

/** Browsers do not show where a redirect leads. */
const hidden = (call: Call, { url }: HttpTransportRequest): CallFailure =>
  connectionError(
    call.clean(`${withoutQuery(url)} redirects, and this runtime does not say where; check baseURL`),
    call.errorOptions()
  )

const notFollowed = (
  call: Call,
  { method, url }: HttpTransportRequest,
  response: ReceivedResponse,
  target: URL,
  sameOrigin: boolean
): CallFailure => {
  const reason = !sameOrigin
    ? "it leaves the origin"
    : method === "GET"
      ? `more than ${mostRedirects} redirects`
      : `it redirects a ${method}`
  return statusError(
    call.clean(`HTTP ${response.status}: the redirect to ${target.origin} was not followed (${reason}); check baseURL`),
    { ...call.errorOptions(), response: call.clean(responseFacts(response, url)), status: response.status }
  )
}
