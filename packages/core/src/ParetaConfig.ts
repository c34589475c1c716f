import * as Duration from "effect/Duration"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import { headersOf } from "./http/RequestHeaders.ts"
import type { RequestOptions, RetrySchedule, Timeouts } from "./http/RequestOptions.ts"
import type { ResponseMeta } from "./http/ResponseMeta.ts"
import { type CallFailure, InvalidArgumentError } from "./ParetaError.ts"

/** Where production answers (contract §1.1). */
export const defaultBaseURL = "https://api.pareta.ai"

/** What `onAttempt` is told when a request is about to be sent. */
export interface AttemptEvent {
  /** The public method, e.g. `chat.completions.create`. */
  readonly operation: string
  /** 1 for the first attempt. */
  readonly attempt: number
  readonly method: string
  /** The URL without its query. */
  readonly url: string
}

/** What `onRetry` is told when an attempt has failed and another will be made. */
export interface RetryEvent {
  readonly operation: string
  /** The attempt that failed; 1 for the first. */
  readonly attempt: number
  /** Milliseconds until the next attempt. */
  readonly delay: number
  readonly error: CallFailure
}

/** Options of the client. */
export interface ParetaClientOptions {
  /** A `pareta_sk_…` key; see the dashboard. */
  readonly apiKey?: string | Redacted.Redacted<string> | null | undefined
  /** Where the API answers, without `/v1`. Default `https://api.pareta.ai`; trailing slashes are removed. */
  readonly baseURL?: string | null | undefined
  /** Limits of each call. A plain duration sets `request`, `handshake` and, not below 60 seconds, `idle`. */
  readonly timeout?: Duration.Input | Timeouts | undefined
  /** Attempts after the first; truncated, negatives are 0. Default 2. */
  readonly maxRetries?: number | undefined
  /** Replaces the default back-off: its input is the failure. The client still decides what may be retried at all. */
  readonly retry?: RetrySchedule | undefined
  /** Sent with every API call; `null` removes one. Authorization, Accept, Content-Type and Idempotency-Key are reserved. */
  readonly headers?: { readonly [name: string]: string | null } | undefined
  /** The largest event of a stream, in characters. Default 10 MiB. */
  readonly maxEventSize?: number | undefined
  /** Called as each request is sent. */
  readonly onAttempt?: ((event: AttemptEvent) => void) | undefined
  /** Called when an attempt has failed and another will follow. */
  readonly onRetry?: ((event: RetryEvent) => void) | undefined
  /** Called when a logical call is over: results, failures, and streams at their end. */
  readonly onResponse?: ((meta: ResponseMeta) => void) | undefined
}

/** Limits in milliseconds; `undefined` leaves the default of the kind of call, `Infinity` is no limit. */
export type Limits = { readonly [Phase in keyof Timeouts]?: number }

/** The client's options, checked, with defaults in place. */
export interface ParetaConfig {
  readonly apiKey: Redacted.Redacted<string>
  readonly baseURL: string
  readonly limits: Limits
  readonly maxRetries: number
  readonly retry: RetrySchedule | undefined
  readonly headers: { readonly [name: string]: string | null }
  readonly maxEventSize: number
  readonly onAttempt: ((event: AttemptEvent) => void) | undefined
  readonly onRetry: ((event: RetryEvent) => void) | undefined
  readonly onResponse: ((meta: ResponseMeta) => void) | undefined
}

/** Checks options and puts defaults in place; throws {@link InvalidArgumentError}. */
export const resolveConfig = (options: ParetaClientOptions): ParetaConfig => ({
  apiKey: apiKeyOf(options.apiKey),
  baseURL: baseURLOf(options.baseURL),
  limits: limitsOf(options.timeout),
  // With a schedule of the user's own, only a maxRetries given beside it counts attempts.
  maxRetries:
    options.maxRetries === undefined
      ? options.retry === undefined
        ? 2
        : Number.POSITIVE_INFINITY
      : retriesOf(options.maxRetries),
  retry: options.retry,
  headers: headersOf(options.headers),
  maxEventSize: sizeOf(options.maxEventSize),
  onAttempt: options.onAttempt,
  onRetry: options.onRetry,
  onResponse: options.onResponse
})

/** The client's settings with those of one call laid over them; throws {@link InvalidArgumentError}. */
export const overrideConfig = (config: ParetaConfig, options: RequestOptions | undefined): ParetaConfig => {
  if (options === undefined) return config
  const { timeout, maxRetries, retry, headers, onResponse } = options
  return {
    ...config,
    limits: timeout === undefined ? config.limits : { ...config.limits, ...limitsOf(timeout) },
    maxRetries:
      maxRetries === undefined
        ? retry === undefined
          ? config.maxRetries
          : Number.POSITIVE_INFINITY
        : retriesOf(maxRetries),
    retry: retry ?? config.retry,
    headers: headers === undefined ? config.headers : { ...config.headers, ...headersOf(headers) },
    onResponse:
      onResponse === undefined
        ? config.onResponse
        : (meta) => {
            config.onResponse?.(meta)
            onResponse(meta)
          }
  }
}

const apiKeyOf = (apiKey: ParetaClientOptions["apiKey"]): Redacted.Redacted<string> => {
  const key = Redacted.isRedacted(apiKey) ? Redacted.value(apiKey) : apiKey
  if (key === undefined || key === null || key === "") {
    throw new InvalidArgumentError(
      "missing API key. Pass apiKey: … or use Pareta.fromEnv() with PARETA_API_KEY (mint a pareta_sk_ key in the dashboard)."
    )
  }
  if (typeof key !== "string") throw new InvalidArgumentError("apiKey must be a string")
  // A header value holds visible ASCII only; fetch would fail at each call, and print the key in its message.
  if (!/^[\x21-\x7e]+$/.test(key)) {
    throw new InvalidArgumentError(
      "apiKey contains a character that no key has (white space, a line break or a letter outside ASCII); was it copied whole?"
    )
  }
  return Redacted.isRedacted(apiKey) ? apiKey : Redacted.make(key)
}

const baseURLOf = (baseURL: string | null | undefined): string => {
  if (baseURL === undefined || baseURL === null || baseURL === "") return defaultBaseURL
  const url = typeof baseURL === "string" && URL.canParse(baseURL) ? new URL(baseURL) : undefined
  if (url === undefined || (url.protocol !== "https:" && url.protocol !== "http:")) {
    throw new InvalidArgumentError(`baseURL must be an absolute http or https URL such as ${defaultBaseURL}`)
  }
  if (url.username !== "" || url.password !== "")
    throw new InvalidArgumentError("baseURL must not contain a user name or password")
  if (url.search !== "" || url.hash !== "") throw new InvalidArgumentError("baseURL must not have a query or fragment")
  return baseURL.replace(/\/+$/, "")
}

const retriesOf = (maxRetries: number): number => {
  if (typeof maxRetries !== "number" || !Number.isFinite(maxRetries)) {
    throw new InvalidArgumentError("maxRetries must be a finite number")
  }
  return Math.max(0, Math.trunc(maxRetries))
}

const sizeOf = (maxEventSize: number | undefined): number => {
  if (maxEventSize === undefined) return 10 * 1024 * 1024
  if (typeof maxEventSize !== "number" || !(maxEventSize >= 1))
    throw new InvalidArgumentError("maxEventSize must be at least 1 character")
  return maxEventSize
}

const phases = ["request", "handshake", "firstEvent", "idle", "event", "total"] as const

const limitsOf = (timeout: Duration.Input | Timeouts | undefined): Limits => {
  if (timeout === undefined) return {}
  if (isTimeouts(timeout)) {
    for (const name of Object.keys(timeout)) {
      if (!phases.some((phase) => phase === name)) {
        throw new InvalidArgumentError(`timeout.${name} is no phase of a call (${phases.join(", ")})`)
      }
    }
    const limits: { -readonly [Phase in keyof Limits]: number } = {}
    for (const phase of phases) {
      const limit = timeout[phase]
      if (limit !== undefined) limits[phase] = milliseconds(limit, `timeout.${phase}`)
    }
    return limits
  }
  const limit = milliseconds(timeout, "timeout")
  return { request: limit, handshake: limit, idle: Math.max(limit, 60_000) }
}

const isTimeouts = (timeout: Duration.Input | Timeouts): timeout is Timeouts =>
  typeof timeout === "object" &&
  timeout !== null &&
  Object.getPrototypeOf(timeout) === Object.prototype &&
  !isDurationObject(timeout)

const durationUnits = ["weeks", "days", "hours", "minutes", "seconds", "milliseconds", "microseconds", "nanoseconds"]

const isDurationObject = (value: object): boolean =>
  Object.keys(value).length > 0 && Object.keys(value).every((name) => durationUnits.includes(name))

const milliseconds = (input: Duration.Input, name: string): number => {
  const limit = Option.match(Duration.fromInput(input), { onNone: () => Number.NaN, onSome: Duration.toMillis })
  // Effect reads NaN as zero, so both are refused here.
  if (!(limit > 0)) {
    throw new InvalidArgumentError(`${name} must be a positive number of milliseconds, or Infinity for no limit`)
  }
  return limit
}
