/** The headers of a response: the wait that it requests, rate limits, receipts, and the part that an error may show. */
import * as Redacted from "effect/Redacted"
import type { RateLimit, ResponseFacts } from "../../ParetaError.ts"
import type { ReceivedResponse, ResponseHeaders } from "../transport/ReceivedResponse.ts"
import { headerSecrets, withoutSecrets } from "./Redaction.ts"
import { type CustomHeaders, withoutQuery } from "./RequestHead.ts"

/** The settings whose values a response may quote. */
export interface SecretSettings {
  readonly apiKey: Redacted.Redacted<string>
  readonly headers: CustomHeaders
}

/** The `x-request-id`, to quote to support. The secrets are removed, in case the server quotes them there. */
export const requestIdOf = (headers: ResponseHeaders, { apiKey, headers: custom }: SecretSettings): string | null => {
  const requestId = headers.get("x-request-id")
  return requestId === null ? null : withoutSecrets(requestId, headerSecrets(Redacted.value(apiKey), custom))
}

/** The receipt of a buffered call, in micro-USD: the amount billed, and the cost of one frontier call instead. */
export const receiptOf = (headers: ResponseHeaders) => ({
  billedMicroUsd: wholeNumber(headers.get("x-pareta-billed")),
  frontierWouldHaveCostMicroUsd: wholeNumber(headers.get("x-pareta-frontier-would-have-cost"))
})

/**
 * The seconds that the server asks to wait: `retry-after-ms`, else `Retry-After` as a number or an HTTP date.
 * `null` if there is no such header, or its value cannot be read.
 */
export const retryAfterSeconds = (headers: ResponseHeaders, now: number | undefined): number | null => {
  const milliseconds = plainNumber(headers.get("retry-after-ms"))
  if (milliseconds !== null) return milliseconds / 1000
  const text = headers.get("retry-after")
  const seconds = plainNumber(text)
  if (seconds !== null) return seconds
  // An HTTP date begins with a weekday (RFC 9110, "Date/Time Formats"). `Date.parse` accepts much more.
  const date = text !== null && /^\s*[a-z]{3,9},?\s/i.test(text) ? Date.parse(text) : Number.NaN
  return now === undefined || Number.isNaN(date) ? null : Math.max(0, (date - now) / 1000)
}

/** The rate limit from `RateLimit-*`, `X-RateLimit-*` or OpenAI's `X-RateLimit-*-Requests`; `null` if there is none. */
export const rateLimitOf = (headers: ResponseHeaders): RateLimit | null => {
  const read = (field: string) =>
    [`ratelimit-${field}`, `x-ratelimit-${field}`, `x-ratelimit-${field}-requests`]
      .map((name) => headers.get(name))
      .find((value) => value !== null)
  const limit = wholeNumber(read("limit"))
  const remaining = wholeNumber(read("remaining"))
  const reset = secondsOf(read("reset"))
  return limit === null && remaining === null && reset === null ? null : { limit, remaining, reset }
}

/** The part of a response that an error may show. */
export const responseFacts = (response: ReceivedResponse, url: string): ResponseFacts => {
  const headers: Record<string, string> = {}
  response.headers.forEach((value, name) => {
    if (shown.test(name)) headers[name] = value
  })
  return { status: response.status, statusText: response.statusText, url: withoutQuery(url), headers }
}

// The only headers that may appear in a log. Any other, such as a cookie, may hold a secret.
const shown = /^(content-type|date|retry-after|retry-after-ms|x-request-id|x-pareta-.+|(x-)?ratelimit-.+)$/

const wholeNumber = (text: string | null | undefined): number | null => {
  const value = text == null || text.trim() === "" ? Number.NaN : Number(text)
  return Number.isFinite(value) ? Math.trunc(value) : null
}

/** A decimal number of at least 0, or Infinity. */
const plainNumber = (text: string | null): number | null => {
  const trimmed = text?.trim() ?? ""
  if (/^inf(inity)?$/i.test(trimmed)) return Number.POSITIVE_INFINITY
  return /^\+?(\d+\.?\d*|\.\d+)$/.test(trimmed) ? Number(trimmed) : null
}

/** Reads the forms in which servers write a reset, as seconds: `12`, `1.5s`, `6m0s`, `250ms`. */
const secondsOf = (text: string | null | undefined): number | null => {
  if (text == null || text.trim() === "") return null
  const plain = Number(text)
  if (Number.isFinite(plain)) return plain
  const parts = [...text.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h|d)/g)]
  if (parts.length === 0 || parts.map((part) => part[0]).join("") !== text.trim()) return null
  const unit: { readonly [name: string]: number } = { ms: 0.001, s: 1, m: 60, h: 3600, d: 86_400 }
  return parts.reduce((sum, [, amount, name]) => sum + Number(amount) * (unit[name as string] as number), 0)
}
