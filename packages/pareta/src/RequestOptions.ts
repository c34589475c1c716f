/** The settings of one call. */
import type { ResponseMeta } from "@pareta/core/internal"

/** The time limits of a call, in milliseconds; `Infinity` means no limit. */
export interface TimeoutOptions {
  /** One attempt of a buffered call, including its body. Retried. @default 60_000 */
  readonly request?: number
  /** One attempt of a stream, until its head is accepted. Retried. @default 60_000 */
  readonly handshake?: number
  /** From the accepted head of a stream to its first event. Default: 600 000 for chat, none for deploy. */
  readonly firstEvent?: number
  /** Silence on the wire after the first event. Default: 60 000 for chat, 600 000 for deploy. */
  readonly idle?: number
  /** Bytes but no event (pings only) after the first event. Default: 600 000 for chat, none for deploy. */
  readonly event?: number
  /**
   * The whole call, with its attempts and back-off, to its result or to the head of a stream. In a method that makes
   * several calls, it limits each of them. Default: none.
   */
  readonly total?: number
}

/** The settings of one call: the last argument of every method that sends a request. Default: the client's. */
export interface RequestOptions {
  /** Aborts the call, also on the wire. The call rejects with `APIAbortError`, whose `cause` is `signal.reason`. */
  readonly signal?: AbortSignal | null | undefined
  /** Milliseconds. A plain number sets `request`, `handshake` and `idle` (`idle` to at least 60 000). */
  readonly timeout?: number | TimeoutOptions | undefined
  /** How many times the call is retried. Fractions are cut off, and negative numbers count as 0. */
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
}
