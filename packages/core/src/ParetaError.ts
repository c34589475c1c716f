import type { ChatCompletion } from "./chat/ChatCompletion.ts"

/**
 * The part of an HTTP response that an error keeps: enough to find the call in a log, nothing that is secret.
 * The URL has no query, the headers are those of {@link ResponseFacts.headers} only.
 */
export interface ResponseFacts {
  readonly status: number
  readonly statusText: string
  readonly url: string
  /** Only `content-type`, `date`, `retry-after`, `retry-after-ms`, `x-request-id`, `x-pareta-*` and rate-limit headers. */
  readonly headers: Readonly<Record<string, string>>
}

/** What the server says of its rate limit (`RateLimit-*` or `X-RateLimit-*`); `null` where a header is absent. */
export interface RateLimit {
  /** Calls allowed in the window. */
  readonly limit: number | null
  /** Calls left in the window. */
  readonly remaining: number | null
  /** Seconds until the window ends. */
  readonly reset: number | null
}

/** One item of a validation error's `detail` (contract §1.8). */
export interface ValidationErrorItem {
  readonly loc?: ReadonlyArray<string | number>
  readonly msg?: string
  readonly type?: string
}

/** What the server wrote under `detail`: usually a text, for 422 a list of items (contract §1.8). */
export type ErrorDetail =
  | string
  | ReadonlyArray<ValidationErrorItem>
  | { readonly [key: string]: unknown }
  | null
  | undefined

export interface ParetaErrorOptions {
  readonly cause?: unknown
  readonly requestId?: string | null
  readonly response?: ResponseFacts
}

const ParetaErrorTypeId: unique symbol = Symbol.for("@pareta/core/ParetaError")
const APIConnectionErrorTypeId: unique symbol = Symbol.for("@pareta/core/APIConnectionError")
const APIStatusErrorTypeId: unique symbol = Symbol.for("@pareta/core/APIStatusError")

/**
 * The base of every error of this library; `instanceof ParetaError` catches them all (contract §1.8).
 *
 * `_tag` and `name` are the class name. They live on the prototype, so that a minifier cannot change them and they
 * do not clutter a printed error.
 */
export class ParetaError extends Error {
  /** The public method that failed, e.g. `chat.completions.create`. */
  declare readonly operation?: string
  /** How many times the request was sent. */
  declare readonly attempts?: number
  /** What a chat stream had delivered before it failed, merged into one completion. */
  declare readonly partial?: ChatCompletion
  /** The eval run that was waited for. */
  declare readonly runId?: string
  /** What the last poll said of that run; `null` when none did. */
  declare readonly lastStatus?: string | null
  /** The `x-request-id` of the response, where there was one; quote it to support. */
  declare readonly requestId?: string | null
  /** The response, where there was one. */
  declare readonly response?: ResponseFacts

  constructor(message: string, options?: ParetaErrorOptions) {
    super(message, options)
    if (options?.requestId !== undefined) this.requestId = options.requestId
    if (options?.response !== undefined) this.response = options.response
  }
  get _tag(): string {
    return "ParetaError"
  }
  override get name(): string {
    return this._tag
  }
  get [ParetaErrorTypeId](): true {
    return true
  }
}

/** An argument or option that cannot be right; reported before any request is sent. */
export class InvalidArgumentError extends ParetaError {
  override get _tag() {
    return "InvalidArgumentError" as const
  }
}

/** The caller aborted the call through its `AbortSignal`; `cause` is `signal.reason`. Promise API only: in Effect, abort is interruption. */
export class APIAbortError extends ParetaError {
  constructor(message = "the call was aborted", options?: ParetaErrorOptions) {
    super(message, options)
  }
  override get _tag() {
    return "APIAbortError" as const
  }
}

/** No response was obtained, or it broke off while it was read (contract §1.8). Retried until a stream's head was accepted. */
export class APIConnectionError extends ParetaError {
  constructor(message = "connection error", options?: ParetaErrorOptions) {
    super(message, options)
  }
  override get _tag(): "APIConnectionError" | "APITimeoutError" {
    return "APIConnectionError"
  }
  get [APIConnectionErrorTypeId](): true {
    return true
  }
}

/** One of the client's clocks ran out: `request`, `handshake`, `firstEvent`, `idle`, `event` or `total`. The message says which. */
export class APITimeoutError extends APIConnectionError {
  constructor(message = "request timed out", options?: ParetaErrorOptions) {
    super(message, options)
  }
  override get _tag() {
    return "APITimeoutError" as const
  }
}

export interface APIStatusErrorOptions extends ParetaErrorOptions {
  readonly status: number
  readonly detail?: ErrorDetail
  readonly retryAfter?: number | null
  readonly rateLimit?: RateLimit | null
}

/** The server answered with a status other than 2xx that has no class of its own (contract §1.8). */
export class APIStatusError extends ParetaError {
  readonly status: number
  readonly detail: ErrorDetail
  declare readonly requestId: string | null
  /** Seconds the server asked to wait, from `retry-after-ms` or `Retry-After` (seconds or an HTTP date). */
  readonly retryAfter: number | null
  readonly rateLimit: RateLimit | null

  constructor(message: string, options: APIStatusErrorOptions) {
    super(message, { ...options, requestId: options.requestId ?? null })
    this.status = options.status
    this.detail = options.detail
    this.retryAfter = options.retryAfter ?? null
    this.rateLimit = options.rateLimit ?? null
  }
  override get _tag(): APIStatusErrorTag {
    return "APIStatusError"
  }
  get [APIStatusErrorTypeId](): true {
    return true
  }
}

type APIStatusErrorTag =
  | "APIStatusError"
  | "BadRequestError"
  | "AuthenticationError"
  | "InsufficientCreditsError"
  | "PermissionDeniedError"
  | "NotFoundError"
  | "ConflictError"
  | "RateLimitError"
  | "EndpointNotReadyError"

/** 400 or 422: the server refused the request's content; `detail` says which part. */
export class BadRequestError extends APIStatusError {
  override get _tag() {
    return "BadRequestError" as const
  }
}

/** 401: the key is missing, unknown or revoked. */
export class AuthenticationError extends APIStatusError {
  override get _tag() {
    return "AuthenticationError" as const
  }
}

/** 402: the organization is out of credit; top up, then call again. */
export class InsufficientCreditsError extends APIStatusError {
  override get _tag() {
    return "InsufficientCreditsError" as const
  }
}

/** 403: the key is valid but may not do this. */
export class PermissionDeniedError extends APIStatusError {
  override get _tag() {
    return "PermissionDeniedError" as const
  }
}

/** 404: no such endpoint, task, eval set, run or model. */
export class NotFoundError extends APIStatusError {
  override get _tag() {
    return "NotFoundError" as const
  }
}

/** 409: the resource is in a state that forbids this, or was locked for longer than the retries lasted. */
export class ConflictError extends APIStatusError {
  override get _tag() {
    return "ConflictError" as const
  }
}

/** 429: throttled, after retries; `retryAfter` and `rateLimit` say for how long. */
export class RateLimitError extends APIStatusError {
  override get _tag() {
    return "RateLimitError" as const
  }
}

/** 503: the endpoint is stopped, cold or its provider is down; start it and wait until it is live. */
export class EndpointNotReadyError extends APIStatusError {
  override get _tag() {
    return "EndpointNotReadyError" as const
  }
}

/** A 2xx answer that is not what it should be: no JSON, or JSON of another shape. Not retried: the server did answer. */
export class APIResponseValidationError extends ParetaError {
  override get _tag() {
    return "APIResponseValidationError" as const
  }
}

export interface APIStreamErrorOptions extends ParetaErrorOptions {
  readonly detail?: unknown
}

/** The server reported an error inside a chat stream that corresponds to no HTTP status; `detail` is what it sent. */
export class APIStreamError extends ParetaError {
  readonly detail: unknown

  constructor(message: string, options?: APIStreamErrorOptions) {
    super(message, options)
    this.detail = options?.detail
  }
  override get _tag() {
    return "APIStreamError" as const
  }
}

/** A deployment failed, or its stream ended without saying how it went (contract §8.1). */
export class DeployError extends ParetaError {
  override get _tag() {
    return "DeployError" as const
  }
}

export interface EvalTimeoutErrorOptions extends ParetaErrorOptions {
  readonly runId: string
  readonly lastStatus: string | null
}

/** A run was not over when the waiting was; it goes on, and can be waited for again (contract §6.7). */
export class EvalTimeoutError extends ParetaError {
  declare readonly runId: string
  declare readonly lastStatus: string | null

  constructor(message: string, options: EvalTimeoutErrorOptions) {
    super(message, options)
    this.runId = options.runId
    this.lastStatus = options.lastStatus
  }
  override get _tag() {
    return "EvalTimeoutError" as const
  }
}

/**
 * A base class enters a failure union under its own literal tag only: with a `string` tag in the union, `catchTag`
 * would widen every handler and accept misspelt tags.
 */
type Exactly<E extends ParetaError, Tag extends string> = E & { readonly _tag: Tag }

/** No response, or a broken one, for a reason other than a clock. */
export type APIConnectionFailure = Exactly<APIConnectionError, "APIConnectionError">

/** The classes an answer with a status other than 2xx can have. */
export type APIStatusFailure =
  | Exactly<APIStatusError, "APIStatusError">
  | BadRequestError
  | AuthenticationError
  | InsufficientCreditsError
  | PermissionDeniedError
  | NotFoundError
  | ConflictError
  | RateLimitError
  | EndpointNotReadyError

/** Everything a call whose answer is read as a whole can fail with. */
export type CallFailure =
  | InvalidArgumentError
  | APIConnectionFailure
  | APITimeoutError
  | APIStatusFailure
  | APIResponseValidationError

/** Everything a chat stream can fail with. */
export type StreamFailure = CallFailure | APIStreamError

/** Everything a deployment can fail with. */
export type DeployFailure = CallFailure | DeployError

/** Everything that waiting for an eval run can fail with. */
export type WaitFailure = CallFailure | EvalTimeoutError

/** Every failure of the library. */
export type ParetaFailure = StreamFailure | DeployError | EvalTimeoutError

/** Makes the connection error that is not a timeout, under the tag its union knows it by. */
export const connectionError = (message: string, options?: ParetaErrorOptions): APIConnectionFailure =>
  new APIConnectionError(message, options) as APIConnectionFailure

const statusClasses: {
  readonly [status: number]: new (message: string, options: APIStatusErrorOptions) => APIStatusFailure
} = {
  400: BadRequestError,
  401: AuthenticationError,
  402: InsufficientCreditsError,
  403: PermissionDeniedError,
  404: NotFoundError,
  409: ConflictError,
  422: BadRequestError,
  429: RateLimitError,
  503: EndpointNotReadyError
}

/** Makes the error of the class that belongs to a status (contract §1.8). */
export const statusError = (message: string, options: APIStatusErrorOptions): APIStatusFailure => {
  const Class = statusClasses[options.status]
  return Class === undefined
    ? (new APIStatusError(message, options) as Exactly<APIStatusError, "APIStatusError">)
    : new Class(message, options)
}

const hasBrand = (u: unknown, brand: symbol): boolean => typeof u === "object" && u !== null && brand in u

/** Whether a value is an error of this library, also one made by another copy of the package. */
export const isParetaError = (u: unknown): u is ParetaError => hasBrand(u, ParetaErrorTypeId)

/** Whether a value is an {@link APIStatusError} or one of its subclasses, also of another copy of the package. */
export const isAPIStatusError = (u: unknown): u is APIStatusError => hasBrand(u, APIStatusErrorTypeId)

/** Whether a value is an {@link APIConnectionError} or an {@link APITimeoutError}, also of another copy of the package. */
export const isAPIConnectionError = (u: unknown): u is APIConnectionError => hasBrand(u, APIConnectionErrorTypeId)
