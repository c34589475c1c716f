import { type APIStatusFailure, type ErrorDetail, statusError } from "../ParetaError.ts"
import { rateLimitOf, responseFacts } from "./ResponseMeta.ts"

/** The error of an answer with a status other than 2xx, from its head and whole body (contract §1.8). */
export const responseFailure = (response: Response, url: string, body: string, now: number): APIStatusFailure => {
  const detail = detailOf(body)
  return statusError(typeof detail === "string" && detail !== "" ? detail : `HTTP ${response.status}`, {
    status: response.status,
    detail,
    requestId: response.headers.get("x-request-id"),
    retryAfter: retryAfterSeconds(response.headers, now),
    rateLimit: rateLimitOf(response.headers),
    response: responseFacts(response, url)
  })
}

/** `{"detail": …}` is unwrapped, an object without it has none, anything else is the detail itself; text that is no JSON stays text. */
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

/** Seconds the server asks to wait: `retry-after-ms`, else `Retry-After` as a number or an HTTP date; `null` when it does not, or nonsensically. */
export const retryAfterSeconds = (headers: Headers, now: number): number | null => {
  const milliseconds = plainNumber(headers.get("retry-after-ms"))
  if (milliseconds !== null) return milliseconds / 1000
  const text = headers.get("retry-after")
  const seconds = plainNumber(text)
  if (seconds !== null) return seconds
  // Only a text with a weekday is an HTTP date (RFC 9110 §5.6.7); Date.parse takes much more for one.
  const date = text !== null && /^\s*[a-z]{3,9},?\s/i.test(text) ? Date.parse(text) : Number.NaN
  return Number.isNaN(date) ? null : Math.max(0, (date - now) / 1000)
}

/** A decimal number ≥ 0 or Infinity; anything else is not a wish that can be followed. */
const plainNumber = (text: string | null): number | null => {
  const trimmed = text?.trim() ?? ""
  if (/^inf(inity)?$/i.test(trimmed)) return Number.POSITIVE_INFINITY
  return /^\+?(\d+\.?\d*|\.\d+)$/.test(trimmed) ? Number(trimmed) : null
}
