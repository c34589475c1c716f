import type { ResponseMeta } from "@pareta/core"

/** Limits of a call's phases, in milliseconds; `Infinity` for none. */
export interface TimeoutOptions {
  /** One attempt of a buffered call, its body included. Default 60 000; retried. */
  readonly request?: number
  /** One attempt of a stream, to the accepted head. Default 60 000; retried. */
  readonly handshake?: number
  /** From the accepted head of a stream to its first event. Default: chat 600 000, deploy none. */
  readonly firstEvent?: number
  /** Silence on the wire after the first event. Default: chat 60 000, deploy 600 000. */
  readonly idle?: number
  /** Bytes but no event (pings only) after the first event. Default: chat 600 000, deploy none. */
  readonly event?: number
  /** The whole call, attempts and back-off, to its result or to a stream's head. Default none. */
  readonly total?: number
}

/** Settings of one call: the last argument of every method. What is absent comes from the client. */
export interface RequestOptions {
  /** Aborts the call, on the wire too: it rejects with `APIAbortError`, whose `cause` is `signal.reason`. */
  readonly signal?: AbortSignal | null | undefined
  /** Milliseconds. A plain number sets `request`, `handshake` and, not below 60 000, `idle`. */
  readonly timeout?: number | TimeoutOptions | undefined
  /** Attempts after the first; truncated, negatives are 0. */
  readonly maxRetries?: number | undefined
  /** Added to the client's headers; `null` removes one. */
  readonly headers?: { readonly [name: string]: string | null } | undefined
  /** The key of the POST this call makes; a function names each where a call makes several. Default: a fresh key per POST. */
  readonly idempotencyKey?:
    | string
    | ((request: { readonly operation: string; readonly method: string; readonly path: string }) => string)
    | undefined
  /** Told of the call when it is over, a failed one and a stream (at its end) included. */
  readonly onResponse?: ((meta: ResponseMeta) => void) | undefined
}
