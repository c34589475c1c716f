/** The options of one call. */
import {
  argumentError,
  checked,
  type FieldNames,
  fieldsOf,
  InvalidArgumentError,
  type ResponseMeta
} from "@pareta/core/internal"
import type * as Effect from "effect/Effect"

/** The time limits of a call, in milliseconds; `Infinity` means no limit. */
export interface TimeoutOptions {
  /** One attempt of a buffered call, including its body. Retried. Default: 60 000; 600 000 where answers take minutes. */
  readonly request?: number | undefined
  /** One attempt of a stream, until its response headers are accepted. Retried. Default: 60 000; 600 000 for `auto`. */
  readonly handshake?: number | undefined
  /** From the accepted response headers of a stream to its first event. Default: 600 000 for chat, none for deploy. */
  readonly firstEvent?: number | undefined
  /** Silence on the wire after the first event. Default: 60 000 for chat, 600 000 for deploy. */
  readonly idle?: number | undefined
  /** Bytes but no event (pings only) after the first event. Default: 600 000 for chat, none for deploy. */
  readonly event?: number | undefined
  /**
   * The whole call, with its attempts and back-off, to its result or to the response headers of a stream. In a method
   * that makes several calls, it limits each of them. Default: none.
   */
  readonly total?: number | undefined
}

/** The options of one call: the last argument of every method that sends a request. Default: the client's. */
export interface RequestOptions {
  /** Aborts the call and its HTTP request. The call rejects with `APIAbortError`, whose `cause` is `signal.reason`. */
  readonly signal?: AbortSignal | null | undefined
  /** Milliseconds. A single number sets `request`, `handshake` and `idle` (`idle` to at least 60 000). */
  readonly timeout?: number | TimeoutOptions | undefined
  /** How many times the call is retried. Fractions are truncated, and negative numbers count as 0. */
  readonly maxRetries?: number | undefined
  /** Added to the headers of the client; `null` removes a header. */
  readonly headers?: { readonly [name: string]: string | null } | undefined
  /**
   * The key of the POST that this call makes, or a function that returns a key for each. Default: a new key per POST.
   */
  readonly idempotencyKey?:
    | string
    | ((request: { readonly operation: string; readonly method: string; readonly path: string }) => string)
    | undefined
  /**
   * Called once when a call ends: on success, on failure, and when a stream closes. For a method that makes several
   * calls, such as `evals.runs.wait`, it is called for each.
   */
  readonly onResponse?: ((meta: ResponseMeta) => void) | undefined
  /**
   * Called with each stage of a streamed chat with `model: "auto"`, before its text: `planning`, `executing` and
   * `answering`; others are possible.
   */
  readonly onProgress?: ((stage: string) => void) | undefined
  /**
   * The conversation that a turn of the agent lane belongs to. The turns of a session go to the same model, until it has
   * been idle for about 30 minutes. Default: the platform derives it from the system prompt and the tools.
   */
  readonly session?: string | null | undefined
}

/** The names of the options, for the check that there are no others. */
export const requestOptions: FieldNames<RequestOptions> = {
  signal: true,
  timeout: true,
  maxRetries: true,
  headers: true,
  idempotencyKey: true,
  onResponse: true,
  onProgress: true,
  session: true
}

/** The names of the options of a method that are not those of every call. */
export type OwnNames = { readonly [name: string]: true }

/** The options of a call as core takes them, and its signal. */
export interface CallOptions {
  readonly signal?: AbortSignal
  readonly settings?: Omit<RequestOptions, "signal">
}

/** Reads the options of a call once. Throws `InvalidArgumentError`. */
export const callOptions = (given: RequestOptions | null | undefined, own?: OwnNames): CallOptions => {
  if (given === undefined || given === null) return {}
  try {
    const names = { ...requestOptions, ...own }
    const fields = fieldsOf<RequestOptions>(given, names, "request option")
    const { signal, maxRetries, headers, idempotencyKey, onResponse, session } = fields
    // The progress of an upload is another one.
    const onProgress = own?.["onProgress"] === true ? undefined : fields.onProgress
    // Waiting has its own timeout, in seconds.
    const timeout = own?.["timeout"] === true ? undefined : fields.timeout
    checkTimeout(timeout)
    const settings = { timeout, maxRetries, headers, idempotencyKey, onResponse, onProgress, session }
    checkSignal(signal)
    return signal ? { signal, settings } : { settings }
  } catch (cause) {
    throw argumentError(undefined, cause)
  }
}

/** Throws if the value is not an AbortSignal, and so cannot abort anything. */
export const checkSignal = (signal: AbortSignal | null | undefined): void => {
  if (signal !== undefined && signal !== null && typeof signal.addEventListener !== "function") {
    throw new InvalidArgumentError("signal must be an AbortSignal")
  }
}

/** Throws for the other forms of durations that core accepts. Here, times are numbers of milliseconds. */
export const checkTimeout = (timeout: unknown): void => {
  if (timeout !== undefined && typeof timeout !== "number" && (typeof timeout !== "object" || Array.isArray(timeout))) {
    throw new InvalidArgumentError("timeout must be a number of milliseconds, or an object of such limits")
  }
}

/** Reads the options of a method that are not those of every call. */
export const ownOptions = <Own extends object>(
  operation: string,
  given: Own | null | undefined,
  names: FieldNames<Own>
): Effect.Effect<Partial<Own>, InvalidArgumentError> =>
  checked(operation, () => {
    const own: Partial<Own> = {}
    for (const name of Object.keys(names) as Array<keyof Own & string>) own[name] = given?.[name]
    return own
  })
