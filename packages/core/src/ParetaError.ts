/** The errors of the library: one hierarchy, each leaf with a literal `_tag`. */

/**
 * The part of an HTTP response that an error keeps: enough to find the call in a log, and nothing secret.
 * The URL has no query.
 */
export interface ResponseFacts {
  readonly status: number
  readonly statusText: string
  readonly url: string
  /**
   * Only `content-type`, `date`, `retry-after`, `retry-after-ms`, `x-request-id`, `x-pareta-*` and rate-limit headers.
   */
  readonly headers: Readonly<Record<string, string>>
}

/** The server's rate limit (`RateLimit-*` or `X-RateLimit-*` headers); `null` where a header is absent. */
export interface RateLimit {
  /** Calls allowed in the window. */
  readonly limit: number | null
  /** Calls left in the window. */
  readonly remaining: number | null
  /** Seconds until the window ends. */
  readonly reset: number | null
}

/** One item of the `detail` of a 422. */
export interface ValidationErrorItem {
  /** Where the error is, such as `["body", "model"]`. */
  readonly loc?: ReadonlyArray<string | number>
  /** What is wrong, in words. */
  readonly msg?: string
  /** The kind of error, such as `missing`. */
  readonly type?: string
}

/** The `detail` of an error response: usually a string; for 422, a list of items. */
export type ErrorDetail =
  | string
  | ReadonlyArray<ValidationErrorItem>
  | { readonly [key: string]: unknown }
  | null
  | undefined

/** The values that an error is made from, apart from its message. */
export interface ParetaErrorOptions {
  readonly cause?: unknown
  readonly hint?: string | undefined
  readonly operation?: string
  readonly attempts?: number
  readonly requestId?: string | null
  readonly response?: ResponseFacts
  /** Values that only some failures have, such as `partial` and `runId`. Each becomes a property of the error. */
  readonly facts?: { readonly [name: string]: unknown } | undefined
}

const ParetaErrorTypeId: unique symbol = Symbol.for("@pareta/core/ParetaError")
const APIConnectionErrorTypeId: unique symbol = Symbol.for("@pareta/core/APIConnectionError")
const APIStatusErrorTypeId: unique symbol = Symbol.for("@pareta/core/APIStatusError")

/** Sets how many frames a stack has, and returns how many it had; `undefined` if the runtime has no such limit. */
const limitFrames = (limit: number): number | undefined => {
  const { stackTraceLimit } = Error
  if (stackTraceLimit === undefined) return undefined
  try {
    Error.stackTraceLimit = limit
    return stackTraceLimit
  } catch {
    // The intrinsics are frozen.
    return undefined
  }
}

/** Defines a property that is neither printed nor part of the JSON of an error. */
export const hide = (error: ParetaError, name: string, value: unknown): void => {
  Object.defineProperty(error, name, { value, writable: true, configurable: true, enumerable: false })
}

/** The longest `detail` that is printed with an error, in characters of its JSON. */
const longestPrintedDetail = 1000

/**
 * Sets the `detail` of an error. A long one is not printed: it would hide the message, which already has the beginning.
 */
const setDetail = (error: ParetaError, detail: unknown): void => {
  hide(error, "detail", detail)
  if (jsonLength(detail) <= longestPrintedDetail) Object.defineProperty(error, "detail", { enumerable: true })
}

const jsonLength = (value: unknown): number => {
  if (typeof value === "string") return value.length
  try {
    return JSON.stringify(value)?.length ?? 0
  } catch {
    return Number.POSITIVE_INFINITY
  }
}

/**
 * The base class of every error of this library.
 *
 * `_tag` and `name` are the class name, which a minifier cannot change. `instanceof` also recognizes an error that was
 * made by another copy of the package, such as the CommonJS one.
 */
export class ParetaError extends Error {
  /** @internal */
  static override [Symbol.hasInstance](value: unknown): boolean {
    // biome-ignore lint/complexity/noThisInStatic: each subclass inherits this method.
    return isInstance(this, value)
  }

  /** What to do about the failure, if the message does not say it. For people; the words may change. */
  declare readonly hint?: string
  /**
   * The public method that failed, e.g. `chat.completions.create`. If a method calls another one, this is the inner
   * one: `evals.runs.retrieve` for a failed poll of `evals.runs.wait`.
   */
  declare readonly operation?: string
  /** How many attempts were made. */
  declare readonly attempts?: number
  /** The `x-request-id` of the response, if there was one. Quote it to support. */
  declare readonly requestId?: string | null
  /** The response, if there was one. */
  declare readonly response?: ResponseFacts

  constructor(message: string, options: ParetaErrorOptions = {}) {
    const { hint, operation, attempts, requestId, response, facts } = options
    // For the error of a request, the frames are those of the engine. They are useless, and V8 would retain the request
    // with them.
    const limit = attempts === undefined ? undefined : limitFrames(0)
    super(message, "cause" in options ? { cause: options.cause } : undefined)
    if (limit !== undefined) limitFrames(limit)
    if (hint !== undefined) this.hint = hint
    if (operation !== undefined) this.operation = operation
    if (attempts !== undefined) this.attempts = attempts
    if (requestId !== undefined) this.requestId = requestId
    if (response !== undefined) this.response = response
    if (facts !== undefined) Object.assign(this, facts)
    // An own property, which every runtime prints.
    hide(this, "name", this._tag)
    // The output of a model may be long, and does not belong in logs.
    if ("partial" in this) hide(this, "partial", this.partial)
  }
  get _tag(): string {
    return "ParetaError"
  }
  // For the first line of the stack, which is written before the constructor sets the name.
  override get name(): string {
    return this._tag
  }
  /** Returns what loggers need: the class, the message and the printed properties, without the stack and the cause. */
  toJSON(): { readonly [name: string]: unknown } {
    return { name: this.name, _tag: this._tag, message: this.message, ...(this as object) }
  }
  get [ParetaErrorTypeId](): true {
    return true
  }
}

/** An argument or option is invalid, or a stream is read twice. No request is sent with an invalid argument. */
export class InvalidArgumentError extends ParetaError {
  override get _tag() {
    return "InvalidArgumentError" as const
  }
}

/**
 * The caller aborted the call; `cause` is `signal.reason`. Promise API only: in Effect, a call is interrupted instead.
 */
export class APIAbortError extends ParetaError {
  /** The id of the run, if `evals.runs.create` with `wait` was aborted after it had started one. The run continues. */
  declare readonly runId?: string

  constructor(message = "the call was aborted", options?: ParetaErrorOptions) {
    super(message, options)
  }
  override get _tag() {
    return "APIAbortError" as const
  }
}

/**
 * There was no response, or it broke off while it was read. Retried, unless the response headers of a stream were
 * already accepted.
 */
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

/**
 * A time limit passed: `request`, `handshake`, `firstEvent`, `idle`, `event` or `total` of the client, or a limit of
 * the `fetch` that it uses. The message says which.
 */
export class APITimeoutError extends APIConnectionError {
  constructor(message = "request timed out", options?: ParetaErrorOptions) {
    super(message, options)
  }
  override get _tag() {
    return "APITimeoutError" as const
  }
}

/** The options of an `APIStatusError`. */
export interface APIStatusErrorOptions extends ParetaErrorOptions {
  readonly status: number
  readonly detail?: ErrorDetail
  readonly retryAfter?: number | null
  readonly rateLimit?: RateLimit | null
}

/**
 * The server returned an error status that has no class of its own. Also the base class for the statuses that have one.
 */
export class APIStatusError extends ParetaError {
  /** The HTTP status. */
  readonly status: number
  /** The server's `detail`; if the body has none, its `error`, or the entire body. Printed unless it is long. */
  declare readonly detail: ErrorDetail
  declare readonly requestId: string | null
  /** Seconds to wait, from `retry-after-ms`, or from `Retry-After` as seconds or an HTTP date; `null` without them. */
  readonly retryAfter: number | null
  /** The server's rate limit; `null` if it sent none. */
  readonly rateLimit: RateLimit | null

  constructor(message: string, options: APIStatusErrorOptions) {
    super(message, { ...options, requestId: options.requestId ?? null })
    this.status = options.status
    setDetail(this, options.detail)
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

/** 400 or 422: the request is not valid; `detail` says which part. */
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

/** 402: the organization is out of credit. Top up, then call again. */
export class InsufficientCreditsError extends APIStatusError {
  override get _tag() {
    return "InsufficientCreditsError" as const
  }
}

/** 403: the key is valid but not allowed to do this. */
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

/** 409: the resource is in the wrong state, or stayed locked longer than the retries lasted. */
export class ConflictError extends APIStatusError {
  override get _tag() {
    return "ConflictError" as const
  }
}

/** 429: too many requests, even after retries. `retryAfter` and `rateLimit` say how long to wait. */
export class RateLimitError extends APIStatusError {
  override get _tag() {
    return "RateLimitError" as const
  }
}

/** 503: the endpoint is stopped or cold, or its provider is down. Start it and wait until it is live. */
export class EndpointNotReadyError extends APIStatusError {
  override get _tag() {
    return "EndpointNotReadyError" as const
  }
}

/** The options of an `APIResponseValidationError`. */
export interface APIResponseValidationErrorOptions extends ParetaErrorOptions {
  readonly body?: unknown
}

/**
 * A successful response cannot be used: it is not JSON, has another shape, or reports an error. Not retried: the
 * request was executed and may have been billed. `body` is what the server sent.
 */
export class APIResponseValidationError extends ParetaError {
  readonly #body: unknown

  constructor(message: string, options?: APIResponseValidationErrorOptions) {
    super(message, options)
    this.#body = options?.body
  }
  /**
   * The decoded JSON of the response; in a stream, of the chunk; the text, if it is not JSON. `undefined` if there was
   * nothing to read. It is not enumerable, so that neither logs nor the JSON of the error show it.
   */
  get body(): unknown {
    return #body in this ? this.#body : undefined
  }
  override get _tag() {
    return "APIResponseValidationError" as const
  }
}

/** The options of an `APIStreamError`. */
export interface APIStreamErrorOptions extends ParetaErrorOptions {
  readonly detail?: unknown
}

/** The server reported an error inside a chat stream, without a status. `detail` is the error as the server sent it. */
export class APIStreamError extends ParetaError {
  /** The server's error, as it arrived. Printed unless it is long. */
  declare readonly detail: unknown

  constructor(message: string, options?: APIStreamErrorOptions) {
    super(message, options)
    setDetail(this, options?.detail)
  }
  override get _tag() {
    return "APIStreamError" as const
  }
}

/** A deployment failed, or its stream ended without a result. */
export class DeployError extends ParetaError {
  override get _tag() {
    return "DeployError" as const
  }
}

/** The options of an `EvalTimeoutError`. */
export interface EvalTimeoutErrorOptions extends ParetaErrorOptions {
  readonly runId: string
  readonly lastStatus: string | null
}

/** A run did not finish within the time allowed. The run continues, and can be waited for again. */
export class EvalTimeoutError extends ParetaError {
  /** The id of the run. */
  readonly runId: string
  /** The status at the last successful poll; `null` if no poll succeeded. */
  readonly lastStatus: string | null

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
 * A base class with its own literal tag, for use in a failure union. With a wider tag in the union, such as `string`,
 * `catchTag` would widen the type of every handler and accept misspelt tags.
 */
type Exactly<E extends ParetaError, Tag extends string> = E & { readonly _tag: Tag }

/** A connection error that is not a timeout. */
export type APIConnectionFailure = Exactly<APIConnectionError, "APIConnectionError">

/** The errors for error statuses. */
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

/** Every failure of a buffered call. */
export type CallFailure =
  | InvalidArgumentError
  | APIConnectionFailure
  | APITimeoutError
  | APIStatusFailure
  | APIResponseValidationError

/** Creates a connection error that is not a timeout, typed with its own tag. */
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

/** Creates the error for a status, of the class listed in `docs/wire.md#errors`. */
export const statusError = (message: string, options: APIStatusErrorOptions): APIStatusFailure => {
  const Class = statusClasses[options.status]
  return Class === undefined
    ? (new APIStatusError(message, options) as Exactly<APIStatusError, "APIStatusError">)
    : new Class(message, options)
}

/**
 * Evaluates a condition, and returns `false` if evaluating it throws. The value can be anything: a revoked proxy throws
 * at every access.
 */
export const holdsFor = (is: () => boolean): boolean => {
  try {
    return is()
  } catch {
    return false
  }
}

const hasBrand = (u: unknown, brand: symbol): boolean =>
  holdsFor(() => typeof u === "object" && u !== null && brand in u)

const isInstance = (Class: { readonly prototype: ParetaError }, value: unknown): boolean =>
  holdsFor(() => {
    const { prototype } = Class
    // Only the classes of the library have a tag of their own. A subclass of yours is recognized by its prototype.
    if (!Object.hasOwn(prototype, "_tag")) return Object.prototype.isPrototypeOf.call(prototype, value as object)
    return isParetaError(value) && tagsOf(value).includes(prototype._tag)
  })

/** The tags of the class of an error and of its base classes. */
const tagsOf = (error: ParetaError): ReadonlyArray<string> => {
  const tags: Array<string> = []
  for (let at = Object.getPrototypeOf(error); at !== null; at = Object.getPrototypeOf(at)) {
    if (Object.hasOwn(at, "_tag")) tags.push(at._tag)
  }
  return tags
}

/** Whether a value is an error of this library, including one made by another copy of the package. */
export const isParetaError = (u: unknown): u is ParetaError => hasBrand(u, ParetaErrorTypeId)

/**
 * Whether a value is an {@link APIStatusError} or a subclass of it, including one made by another copy of the package.
 */
export const isAPIStatusError = (u: unknown): u is APIStatusError => hasBrand(u, APIStatusErrorTypeId)

/**
 * Whether a value is an {@link APIConnectionError} or an {@link APITimeoutError}, including one made by another copy of
 * the package.
 */
export const isAPIConnectionError = (u: unknown): u is APIConnectionError => hasBrand(u, APIConnectionErrorTypeId)
