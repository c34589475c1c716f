/** Creates the errors of an attempt: an error status, an unusable response, a response that broke off, a timeout. */
import {
  APIConnectionError,
  type APIConnectionFailure,
  APIResponseValidationError,
  type APIStatusErrorOptions,
  type APIStatusFailure,
  APITimeoutError,
  connectionError,
  type ErrorDetail,
  type ParetaErrorOptions,
  statusError
} from "../../ParetaError.ts"
import { isJsonObject } from "../../wire/JsonObject.ts"
import { parsedOrText } from "../../wire/JsonText.ts"
import { listsFaults, shortened, statusNamed, wordsOf } from "../../wire/ServerWords.ts"
import { type NetworkFailure, networkFailure } from "../transport/HttpTransport.ts"
import type { ReceivedResponse } from "../transport/ReceivedResponse.ts"
import { isUnusable } from "../transport/ResponseBody.ts"
import type { Call } from "./Call.ts"
import { noResponseHint, statusHint } from "./Hints.ts"
import { notRetried } from "./NotRetried.ts"
import { rateLimitOf, retryAfterSeconds } from "./ResponseHead.ts"

/** Creates the error for an error status from the head and body of the response: see `docs/wire.md#errors`. */
export const refused = (call: Call, response: ReceivedResponse, body: string): APIStatusFailure => {
  const said = saidIn(call, body)
  const options = optionsOf(call, response, said)
  return statusError(statusMessage(response.status, said, options.detail), options)
}

/**
 * Creates the error for an error that came with a success status, or in a stream. Its class is that of the status that
 * it names. `undefined` if it names none.
 */
export const reportedStatus = (
  call: Call,
  reported: unknown,
  options: ParetaErrorOptions = call.errorOptions()
): APIStatusFailure | undefined => {
  const status = statusNamed(reported)
  if (status === undefined) return undefined
  const said = call.clean(reported)
  const detail = detailOf(said)
  const rateLimit = call.response === undefined ? null : rateLimitOf(call.response.headers)
  const hint = statusHint(call, status)
  return statusError(statusMessage(status, said, detail), { ...options, hint, status, detail, rateLimit })
}

/** The options of the error for an error status. */
export const statusOptions = (call: Call, response: ReceivedResponse, body: string): APIStatusErrorOptions =>
  optionsOf(call, response, saidIn(call, body))

/** The `detail` of an error body: its `detail`, else its `error`, else the entire body. */
export const detailOf = (said: unknown): ErrorDetail => {
  if (!isJsonObject(said)) return said as ErrorDetail
  // A `detail` of null in the response counts as the detail.
  return (said["detail"] === undefined ? (said["error"] ?? said) : said["detail"]) as ErrorDetail
}

/** Creates the error for a successful response that cannot be used. `body` is what arrived, if it was read. */
export const invalidResponse = (
  call: Call,
  problem: string,
  body: unknown,
  options: ParetaErrorOptions = call.errorOptions()
): APIResponseValidationError =>
  new APIResponseValidationError(
    shortened(call.clean(`${call.operation}: ${problem} (HTTP ${call.response?.status})`)),
    { ...options, body }
  )

/** Creates a failure of the call from that of a transport or a body. `advice` is appended to the message. */
export const brokenOff = (
  call: Call,
  failure: NetworkFailure,
  options: ParetaErrorOptions = call.errorOptions(causeOf(failure)),
  advice = ""
): NetworkFailure => {
  // Keeps the properties that a transport added.
  const complete = {
    ...options,
    hint: noResponseHint(call),
    facts: { ...call.clean(ownFacts(failure)), ...options.facts }
  }
  return failure._tag === "APITimeoutError"
    ? new APITimeoutError(shortened(call.clean(failure.message)) + call.clean(advice), complete)
    : connectionError(shortened(call.clean(failure.message)) + call.clean(advice), complete)
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

/**
 * Creates the failure for a value that was thrown where nothing should throw: by a `fetch` that returned no response, a
 * broken runtime, a clock, a tracer. The server may have executed the request, so it is not retried.
 */
export const unexpected = (
  call: Call,
  cause: unknown,
  options: () => ParetaErrorOptions = () => call.errorOptions(cause)
): APIConnectionFailure => {
  const { operation, attempts } = call
  let failure: APIConnectionFailure
  try {
    const isExplained = isUnusable(cause)
    const { message } = isExplained ? cause : networkFailure(cause)
    const { cause: thrown, ...rest } = options()
    const complete = isExplained ? rest : { ...rest, cause: thrown }
    failure = connectionError(shortened(call.clean(`${operation}: ${message}`)), complete)
  } catch {
    failure = connectionError(`${operation}: unexpected failure`, { operation, attempts })
  }
  return notRetried(failure)
}

/** Creates the error for a time limit that passed before there was a result. */
export const timedOut = (call: Call, phase: string, milliseconds: number, missing: string): APITimeoutError =>
  new APITimeoutError(
    `request timed out: ${call.operation}: ${missing} within ${milliseconds} ms (timeout.${phase})`,
    call.errorOptions()
  )

/** The body of an error, without secrets: as JSON, or as its text. `undefined` if it is empty. */
const saidIn = (call: Call, body: string): unknown => {
  const text = body.trim()
  return text === "" ? undefined : call.clean(parsedOrText(text))
}

const optionsOf = (call: Call, response: ReceivedResponse, said: unknown): APIStatusErrorOptions => ({
  ...call.errorOptions(),
  hint: statusHint(call, response.status),
  status: response.status,
  detail: detailOf(said),
  retryAfter: retryAfterSeconds(response.headers, call.timeOfDay),
  rateLimit: rateLimitOf(response.headers)
})

/** The server's message. A list of errors does not say that the request was refused, so the status is put before it. */
const statusMessage = (status: number, said: unknown, detail: ErrorDetail): string => {
  const words = wordsOf(said)
  if (words === undefined) return `HTTP ${status}`
  return shortened(listsFaults(detail) ? `HTTP ${status}: ${words}` : words)
}
