/** Makes the errors of an attempt: an error status, an unusable response, a response that broke off, a timeout. */
import {
  APIConnectionError,
  APIResponseValidationError,
  type APIStatusErrorOptions,
  type APIStatusFailure,
  APITimeoutError,
  connectionError,
  type ErrorDetail,
  type ParetaErrorOptions,
  statusError
} from "../../ParetaError.ts"
import type { NetworkFailure } from "../transport/HttpTransport.ts"
import type { Call } from "./Call.ts"
import { rateLimitOf, retryAfterSeconds } from "./ResponseHead.ts"

/** Makes the error for an error status from the head and body of the response: see `docs/wire.md#errors`. */
export const refused = (call: Call, response: Response, body: string): APIStatusFailure => {
  const options = statusOptions(call, response, body)
  const { detail } = options
  return statusError(typeof detail === "string" && detail !== "" ? detail : `HTTP ${response.status}`, options)
}

/** The options of the error for an error status. */
export const statusOptions = (call: Call, response: Response, body: string): APIStatusErrorOptions => ({
  ...call.errorOptions(),
  status: response.status,
  detail: call.clean(detailOf(call.withoutKey(body))),
  retryAfter: retryAfterSeconds(response.headers, call.clock.currentTimeMillisUnsafe()),
  rateLimit: rateLimitOf(response.headers)
})

/** Makes the error for a successful response that cannot be used. */
export const invalidResponse = (
  call: Call,
  problem: string,
  options: ParetaErrorOptions = call.errorOptions()
): APIResponseValidationError =>
  new APIResponseValidationError(call.clean(`${call.operation}: ${problem} (HTTP ${call.response?.status})`), options)

/** Makes a failure of the call from that of a transport or a body. `advice` is appended to the message of a timeout. */
export const brokenOff = (
  call: Call,
  failure: NetworkFailure,
  options: ParetaErrorOptions = call.errorOptions(causeOf(failure)),
  advice = ""
): NetworkFailure => {
  // Keeps the properties that a transport added.
  const complete = { ...options, facts: { ...call.clean(ownFacts(failure)), ...options.facts } }
  return failure._tag === "APITimeoutError"
    ? new APITimeoutError(call.clean(failure.message + advice), complete)
    : connectionError(call.clean(failure.message), complete)
}

/** The properties that a transport added. A getter among them may throw. */
const ownFacts = (failure: NetworkFailure): object => {
  try {
    return { ...failure }
  } catch {
    return {}
  }
}

/** The cause of a failure: its own, or the failure itself if its class is not the client's. */
const causeOf = (failure: NetworkFailure): unknown =>
  failure.constructor === APIConnectionError || failure.constructor === APITimeoutError ? failure.cause : failure

/** Makes the error for a time limit that passed before there was a result. */
export const timedOut = (call: Call, phase: string, milliseconds: number, missing: string): APITimeoutError =>
  new APITimeoutError(
    `request timed out: ${call.operation}: ${missing} within ${milliseconds} ms (timeout.${phase})`,
    call.errorOptions()
  )

/**
 * The `detail` of a JSON object, if it has one. Any other JSON value, or a text that is not JSON, is the detail itself.
 */
const detailOf = (body: string): ErrorDetail => {
  let value: unknown
  try {
    value = JSON.parse(body)
  } catch {
    return body.trim() === "" ? undefined : body.trim()
  }
  if (typeof value === "object" && value !== null && !Array.isArray(value)) {
    return (value as { readonly detail?: ErrorDetail }).detail
  }
  return value as ErrorDetail
}
