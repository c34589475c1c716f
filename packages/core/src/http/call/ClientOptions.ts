/** The options of the client, and their checks. */
import type * as Duration from "effect/Duration"
import * as Redacted from "effect/Redacted"
import { checkType, type FieldNames, fieldsOf, optionalText } from "../../Arguments.ts"
import { type CallFailure, InvalidArgumentError } from "../../ParetaError.ts"
import { isDurationInput, millisecondsOf } from "./Durations.ts"
import type { Hook } from "./Hooks.ts"
import { checkKey } from "./IdempotencyKey.ts"
import {
  callLimits,
  defaultMaxEventSize,
  defaultMaxResponseSize,
  defaultMaxRetries,
  shortestIdle,
  slowLimits
} from "./Limits.ts"
import { type CustomHeaders, checkHeaders } from "./RequestHead.ts"
import type { EnteredOptions, RetrySchedule, Timeouts } from "./RequestOptions.ts"
import type { ResponseMeta } from "./ResponseMeta.ts"

/** The URL of the platform. */
export const defaultBaseURL = "https://api.pareta.ai"

/** The argument of `onAttempt`, which is called before each attempt. */
export interface AttemptEvent {
  /** The public method, e.g. `chat.completions.create`. */
  readonly operation: string
  /** 1 for the first attempt. */
  readonly attempt: number
  readonly method: string
  /** The URL without its query. */
  readonly url: string
}

/** The argument of `onRetry`, which is called when an attempt has failed and another will follow. */
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
  /** A `pareta_sk_…` key, from the dashboard. */
  readonly apiKey?: string | Redacted.Redacted<string> | null | undefined
  /** The URL of the API, without `/v1`. Trailing slashes are removed. @default "https://api.pareta.ai" */
  readonly baseURL?: string | null | undefined
  /** The time limits of each call. A single duration sets `request`, `handshake` and `idle` (at least 60 seconds). */
  readonly timeout?: Duration.Input | Timeouts | undefined
  /**
   * How many times a call is retried. Fractions are truncated, and negative numbers count as 0. Default: 2, or no limit
   * if `retry` is given.
   */
  readonly maxRetries?: number | undefined
  /** Replaces the default back-off. Its input is the failure. It cannot retry what the client never retries. */
  readonly retry?: RetrySchedule | undefined
  /**
   * Sent with every API call; `null` removes a header. `Authorization`, `Accept`, `Content-Type` and `Idempotency-Key`
   * are reserved.
   */
  readonly headers?: { readonly [name: string]: string | null } | undefined
  /** The largest event of a stream, in characters. @default 10_485_760 */
  readonly maxEventSize?: number | undefined
  /** The largest body of a buffered call, in bytes. A larger one fails the call. @default 268_435_456 (256 MiB) */
  readonly maxResponseSize?: number | undefined
  /** Called before each attempt. An Effect that a hook returns is run, but not waited for. */
  readonly onAttempt?: Hook<AttemptEvent> | undefined
  /** Called when an attempt has failed and another will follow. */
  readonly onRetry?: Hook<RetryEvent> | undefined
  /**
   * Called once when a call ends: on success, on failure, and when a stream closes. For a method that makes several
   * calls, such as `evals.runs.wait`, it is called for each.
   */
  readonly onResponse?: Hook<ResponseMeta> | undefined
}

/** Time limits in milliseconds. Those for the events of a stream have a default for each kind of stream. */
export type CallLimits = typeof callLimits & { readonly [Phase in "firstEvent" | "idle" | "event"]?: number }

/** The options in force for a call, checked and with the defaults filled in. */
export interface Settings {
  readonly apiKey: Redacted.Redacted<string>
  readonly baseURL: string
  readonly limits: CallLimits
  /** The limits that the user chose. */
  readonly givenLimits: GivenLimits
  readonly maxRetries: number
  readonly retry: RetrySchedule | undefined
  readonly headers: CustomHeaders
  /** The header that names the session. */
  readonly session: CustomHeaders
  readonly maxEventSize: number
  readonly maxResponseSize: number
  readonly onAttempt: ReadonlyArray<Hook<AttemptEvent>>
  readonly onRetry: ReadonlyArray<Hook<RetryEvent>>
  readonly onResponse: ReadonlyArray<Hook<ResponseMeta>>
  readonly onProgress: ReadonlyArray<Hook<string>>
}

/** The names of the options of the client. */
export const clientOptions: FieldNames<ParetaClientOptions> = {
  apiKey: true,
  baseURL: true,
  timeout: true,
  maxRetries: true,
  retry: true,
  headers: true,
  maxEventSize: true,
  maxResponseSize: true,
  onAttempt: true,
  onRetry: true,
  onResponse: true
}

/**
 * Checks the values of the options and fills in the defaults. Throws {@link InvalidArgumentError}. `keySource` names
 * what reads the key from the environment, for the message if there is no key.
 */
export const settingsOf = (options: ParetaClientOptions, keySource: string): Settings => {
  const { retry, onAttempt, onRetry, onResponse } = options
  const givenLimits = limitsOf(options.timeout)
  return {
    apiKey: apiKeyOf(options.apiKey, keySource),
    baseURL: baseURLOf(options.baseURL),
    limits: { ...callLimits, ...givenLimits },
    givenLimits,
    maxRetries: retriesOf(options.maxRetries, retry, defaultMaxRetries),
    retry,
    headers: checkHeaders(options.headers),
    session: {},
    maxEventSize: sizeOf(options.maxEventSize, defaultMaxEventSize, "maxEventSize must be at least 1 character"),
    maxResponseSize: sizeOf(options.maxResponseSize, defaultMaxResponseSize, "maxResponseSize must be at least 1 byte"),
    onAttempt: hooksOf(onAttempt, "onAttempt"),
    onRetry: hooksOf(onRetry, "onRetry"),
    onResponse: hooksOf(onResponse, "onResponse"),
    onProgress: []
  }
}

/** Checks that there is a fetch: the given one, or that of the runtime. Throws {@link InvalidArgumentError}. */
export const checkFetch = (fetch: unknown): void => {
  checkType(fetch, "function", "fetch")
  if (typeof (fetch ?? globalThis.fetch) !== "function") {
    throw new InvalidArgumentError("this runtime has no global fetch: pass fetch: …")
  }
}

/** The settings of a client, overridden by the options of one call. Throws {@link InvalidArgumentError}. */
export const withOptions = (settings: Settings, options: EnteredOptions): Settings => {
  const {
    timeout,
    maxRetries,
    retry,
    headers,
    idempotencyKey,
    onResponse,
    onProgress,
    session,
    observers = [],
    problem
  } = options
  if (problem !== undefined) throw problem
  if (idempotencyKey !== undefined && typeof idempotencyKey !== "function") checkKey(idempotencyKey)
  const given = limitsOf(timeout)
  return {
    ...settings,
    limits: { ...settings.limits, ...given },
    givenLimits: { ...settings.givenLimits, ...given },
    maxRetries: retriesOf(maxRetries, retry, settings.maxRetries),
    retry: retry ?? settings.retry,
    headers: headers === undefined ? settings.headers : { ...settings.headers, ...checkHeaders(headers) },
    onResponse: [...settings.onResponse, ...hooksOf(onResponse, "onResponse"), ...observers],
    onProgress: hooksOf(onProgress, "onProgress"),
    session: sessionOf(session)
  }
}

/** The settings of a call that may take minutes: its attempts may last longer, unless the user chose a limit. */
export const withSlowLimits = (settings: Settings, isSlow: boolean | undefined): Settings =>
  isSlow ? { ...settings, limits: { ...settings.limits, ...slowLimits, ...settings.givenLimits } } : settings

/** The settings with another limit for the whole call, if that is shorter. */
export const withTotal = (settings: Settings, total: number | undefined): Settings =>
  total === undefined || total >= settings.limits.total
    ? settings
    : { ...settings, limits: { ...settings.limits, total } }

const apiKeyOf = (apiKey: ParetaClientOptions["apiKey"], source: string): Redacted.Redacted<string> => {
  const key = Redacted.isRedacted(apiKey) ? Redacted.value(apiKey) : apiKey
  if (key === undefined || key === null || key === "") {
    throw new InvalidArgumentError(
      `missing API key. Pass apiKey: … or use ${source} with PARETA_API_KEY (mint a pareta_sk_ key in the dashboard).`
    )
  }
  if (typeof key !== "string") throw new InvalidArgumentError("apiKey must be a string")
  // A key is visible ASCII. With other characters, fetch could fail with the key in the message of its error.
  if (!/^[\x21-\x7e]+$/.test(key)) {
    throw new InvalidArgumentError(
      "apiKey contains white space, a line break or a non-ASCII character, which a key never does. Was it copied correctly?"
    )
  }
  return Redacted.isRedacted(apiKey) ? apiKey : Redacted.make(key)
}

const baseURLOf = (baseURL: string | null | undefined): string => {
  if (baseURL === undefined || baseURL === null || baseURL === "") return defaultBaseURL
  // URL would remove white space, and with it the path of a call would not be one any more.
  const url =
    typeof baseURL === "string" && /^[^\s\\]+$/.test(baseURL) && URL.canParse(baseURL) ? new URL(baseURL) : undefined
  if (url === undefined || (url.protocol !== "https:" && url.protocol !== "http:")) {
    throw new InvalidArgumentError(`baseURL must be an absolute http or https URL such as ${defaultBaseURL}`)
  }
  if (url.username !== "" || url.password !== "")
    throw new InvalidArgumentError("baseURL must not contain a user name or password")
  if (url.search !== "" || url.hash !== "") throw new InvalidArgumentError("baseURL must not have a query or fragment")
  // In any case: no API is served at /V1, and an id of the stock OpenAI client is often copied with its /v1.
  if (/\/v1\/*$/i.test(url.pathname)) {
    const cure = `${url.origin}${url.pathname.replace(/\/+v1\/*$/i, "")}`
    throw new InvalidArgumentError(`baseURL must not end in /v1, which the client adds itself: use ${cure}`)
  }
  return baseURL.replace(/\/+$/, "")
}

/** The user's own schedule decides when to stop, unless `maxRetries` is given too. */
const retriesOf = (maxRetries: number | undefined, retry: RetrySchedule | undefined, otherwise: number): number => {
  if (maxRetries === undefined) return retry === undefined ? otherwise : Number.POSITIVE_INFINITY
  if (typeof maxRetries !== "number" || !Number.isFinite(maxRetries)) {
    throw new InvalidArgumentError("maxRetries must be a finite number")
  }
  return Math.max(0, Math.trunc(maxRetries))
}

const sizeOf = (size: number | undefined, otherwise: number, problem: string): number => {
  if (size === undefined) return otherwise
  if (typeof size !== "number" || !(size >= 1)) throw new InvalidArgumentError(problem)
  return size
}

const hooksOf = <Event>(hook: Hook<Event> | null | undefined, name: string): ReadonlyArray<Hook<Event>> => {
  checkType(hook, "function", name)
  return hook === undefined || hook === null ? [] : [hook]
}

const sessionOf = (session: string | null | undefined): CustomHeaders => {
  const id = optionalText(session, "session")
  return id === undefined ? {} : checkHeaders({ "X-Pareta-Session": id })
}

type GivenLimits = { -readonly [Phase in keyof Timeouts]: number }

const timeouts: FieldNames<Timeouts> = {
  request: true,
  handshake: true,
  firstEvent: true,
  idle: true,
  event: true,
  total: true
}

const limitsOf = (timeout: Duration.Input | Timeouts | undefined): GivenLimits => {
  if (timeout === undefined) return {}
  if (isTimeouts(timeout)) {
    const given = fieldsOf(timeout, timeouts, "timeout")
    const limits: GivenLimits = {}
    for (const phase of Object.keys(timeouts) as ReadonlyArray<keyof Timeouts>) {
      const limit = given[phase]
      if (limit !== undefined) limits[phase] = milliseconds(limit, `timeout.${phase}`)
    }
    return limits
  }
  const limit = milliseconds(timeout, "timeout")
  return { request: limit, handshake: limit, idle: Math.max(limit, shortestIdle) }
}

const isTimeouts = (timeout: Duration.Input | Timeouts): timeout is Timeouts =>
  typeof timeout === "object" && timeout !== null && !isDurationInput(timeout)

const milliseconds = (input: Duration.Input, name: string): number => {
  const limit = millisecondsOf(input)
  if (!(limit > 0)) {
    throw new InvalidArgumentError(`${name} must be a positive number of milliseconds, or Infinity for no limit`)
  }
  return limit
}
