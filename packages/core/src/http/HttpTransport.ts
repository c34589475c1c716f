import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { type APIConnectionFailure, connectionError } from "../ParetaError.ts"

export type HttpMethod = "GET" | "POST" | "PUT" | "PATCH" | "DELETE"

/** One request as it goes on the wire. */
export interface HttpTransportRequest {
  readonly method: HttpMethod
  readonly url: string
  readonly headers: Record<string, string>
  readonly body: string | FormData | Blob | ReadableStream<Uint8Array> | null
}

/** What {@link HttpTransport.layerFetch} calls: the global `fetch`, or anything that behaves like it for these arguments. */
export type Fetch = (url: string, init: FetchInit) => Promise<Response>

/** The second argument of {@link Fetch}. Redirects are not followed: the client decides (and keeps the key from leaking). */
export interface FetchInit {
  readonly method: HttpMethod
  readonly headers: Record<string, string>
  readonly body: string | FormData | Blob | ReadableStream<Uint8Array> | null
  readonly signal: AbortSignal
  readonly redirect: "manual"
  readonly duplex?: "half"
}

/**
 * The seam to the network: one request in, one web `Response` out, whatever its status.
 *
 * An implementation sends exactly once and does not follow redirects. Interruption before the head aborts the request;
 * afterwards the caller owns the body and cancels it. Deadlines are the caller's, so they hold over any implementation.
 *
 * Provide {@link HttpTransport.layerFetch}, the layer of `@pareta/core/HttpClientTransport`, or your own in a test:
 *
 * ```ts
 * const canned = Layer.succeed(HttpTransport, { send: () => Effect.succeed(Response.json({ data: [] })) })
 * ```
 */
export class HttpTransport extends /*#__PURE__*/ Context.Service<
  HttpTransport,
  { readonly send: (request: HttpTransportRequest) => Effect.Effect<Response, APIConnectionFailure> }
>()("@pareta/core/HttpTransport") {
  /** The transport over `fetch`: the given one, or at each call the global one of that moment. */
  static readonly layerFetch = (options?: { readonly fetch?: Fetch }): Layer.Layer<HttpTransport> =>
    Layer.succeed(HttpTransport, fetchTransport(options?.fetch))
}

/** The service of {@link HttpTransport.layerFetch}. */
export const fetchTransport = (fetch?: Fetch): HttpTransport["Service"] => ({
  send: (request) =>
    Effect.callback((resume) => {
      const controller = new AbortController()
      let interrupted = false
      // Called without a receiver: a browser's `fetch` refuses any other, and users pass it unbound.
      const call: Fetch = fetch ?? globalThis.fetch
      const init: FetchInit = {
        method: request.method,
        headers: request.headers,
        body: request.body,
        signal: controller.signal,
        redirect: "manual",
        ...(request.body instanceof ReadableStream ? { duplex: "half" } : undefined)
      }
      const failed = (cause: unknown) => resume(Effect.fail(connectionError(describe(cause), { cause })))
      try {
        call(request.url, init).then((response) => {
          // A fetch that ignores its signal may still answer; nobody will read that body.
          if (interrupted) response.body?.cancel().catch(() => {})
          else resume(Effect.succeed(response))
        }, failed)
      } catch (cause) {
        failed(cause)
      }
      return Effect.sync(() => {
        interrupted = true
        controller.abort()
      })
    })
})

/** `fetch failed: connect ECONNREFUSED 127.0.0.1:80`: fetch itself hides the reason one cause down. */
export const describe = (cause: unknown): string => {
  if (!(cause instanceof Error)) return "connection error"
  const inner = cause.cause
  const reason = inner instanceof Error ? inner.message || (inner as { readonly code?: string }).code : undefined
  return [cause.message || "connection error", reason].filter(Boolean).join(": ")
}
