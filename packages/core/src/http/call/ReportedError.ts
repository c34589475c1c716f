/** Errors that a server reports with a success status: see `docs/wire.md#errors`. */
import type { APIResponseValidationError, APIStatusFailure, ParetaErrorOptions } from "../../ParetaError.ts"
import { isJsonObject, type JsonObject } from "../../wire/JsonObject.ts"
import { says, wordsOf } from "../../wire/ServerWords.ts"
import type { Call } from "./Call.ts"
import { invalidResponse, reportedStatus } from "./CallErrors.ts"

/**
 * Whether a response with a success status is an error: it has a non-empty `error` or `detail`, and none of the fields
 * that are read on its route.
 *
 * `reads` names those fields. Without it, the JSON is returned unchanged, and only a response that contains nothing but
 * an error counts as one.
 */
export const isReportedError = (answer: unknown, reads: ReadonlyArray<string> | undefined): boolean => {
  // Some gateways put the error into a list.
  if (Array.isArray(answer)) return reads !== undefined && answer.length === 1 && isReportedError(answer[0], reads)
  if (!isJsonObject(answer)) return false
  const { error, detail } = answer
  const hasError = says(error)
  if (!hasError && !saysInDetail(detail)) return false
  if (reads === undefined) return isNothingElse(answer)
  return !reads.some((name) => (hasError ? isFilled(answer[name]) : isThere(answer[name])))
}

/**
 * Creates the failure for an error in a response. It is not retried, because a complete response was read. The error
 * has the response as its `body`.
 */
export const reportedError = (
  call: Call,
  reported: unknown,
  body: unknown = reported
): APIStatusFailure | APIResponseValidationError => {
  const said: unknown = Array.isArray(reported) ? reported[0] : reported
  const words = wordsOf(said) ?? "the server reported an error"
  return reportedStatus(call, said) ?? invalidResponse(call, words, body)
}

/** Creates the failure for a document in place of a stream: what it reports, or what it is. */
export const notAStream = (
  call: Call,
  text: string,
  options: ParetaErrorOptions
): APIStatusFailure | APIResponseValidationError => {
  const label = labelOf(call)
  let body: unknown
  try {
    body = JSON.parse(text)
  } catch {
    const got = text === "" ? "no event" : kindOfText(text, label)
    return invalidResponse(call, `expected text/event-stream, got ${got} (${label})`, text, options)
  }
  if (isReportedError(body, [])) return reportedError(call, body)
  return invalidResponse(call, `expected text/event-stream, got JSON (${label})`, body, options)
}

/** Creates the failure for an answer that is not JSON. */
export const notJson = (call: Call, text: string): APIResponseValidationError => {
  const label = labelOf(call)
  const got = kindOfText(text, label)
  const cure = got === "an HTML page" ? ": is baseURL the URL of the API?" : ""
  return invalidResponse(call, `the response is not JSON but ${got} (${label})${cure}`, text)
}

const labelOf = (call: Call): string => call.response?.headers.get("content-type") ?? "no content type"

const kindOfText = (text: string, label: string): string => {
  if (!text.trimStart().startsWith("<")) return "plain text"
  return /xml/i.test(label) ? "an XML document" : "an HTML page"
}

/** Whether a `detail` is that of an error: a string or a list. An object may be part of a valid response. */
export const saysInDetail = (detail: unknown): boolean =>
  (typeof detail === "string" || Array.isArray(detail)) && says(detail)

const isNothingElse = (answer: JsonObject): boolean =>
  Object.keys(answer).every(
    (name) => name === "error" || name === "detail" || requestId.test(name) || !says(answer[name])
  )

const requestId = /^(?:x[-_])?(?:request|trace|correlation)[-_]?id$/i

const isThere = (value: unknown): boolean => value !== undefined && value !== null

/** Whether a value is there and not empty: some servers put `choices: []` beside the error. */
const isFilled = (value: unknown): boolean =>
  isThere(value) && value !== "" && (typeof value !== "object" || Object.keys(value as object).length > 0)
