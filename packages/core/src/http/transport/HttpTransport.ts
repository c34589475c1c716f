/** The interface to the network: one request in, one web `Response` out. */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { type APIConnectionFailure, APITimeoutError, connectionError } from "../../ParetaError.ts"
import { discard } from "./ReceivedResponse.ts"

/** The methods of the platform's routes. */
export type HttpMethod = "GET" | "POST" | "PUT" | "PATCH" | "DELETE"

/** One request, ready to be sent. */
export interface HttpTransportRequest {
  readonly method: HttpMethod
  readonly url: string
  readonly headers: Record<string, string>
  readonly body: HttpTransportBody
}

/** A body. A function makes a new stream for each attempt; a stream can be sent only once. */
export type HttpTransportBody =
  | string
  | FormData
  | Blob
  | ReadableStream<Uint8Array>
  | (() => ReadableStream<Uint8Array>)
  | null

/** The function that {@link HttpTransport.layerFetch} calls: `fetch`, or a function that behaves like it. */
export type Fetch = (url: string, init: FetchInit) => Promise<Response>

/** The second argument of {@link Fetch}. The client handles redirects, so that no other origin gets the key. */
export interface FetchInit {
  readonly method: HttpMethod
  readonly headers: Record<string, string>
  readonly body: string | FormData | Blob | ReadableStream<Uint8Array> | null
  readonly signal: AbortSignal
  readonly redirect: "manual" | "error"
  readonly duplex?: "half"
  readonly window?: null
}

/** The failures of a transport: no response, one that broke off, or a time limit of the transport that passed. */
export type NetworkFailure = APIConnectionFailure | APITimeoutError

/**
 * The interface to the network: one request in, one web `Response` out, whatever its status.
 *
 * An implementation sends the request exactly once and does not follow redirects. An interruption before the head
 * arrives aborts the request. After that, the caller owns the body and has to cancel it. The caller also sets the time
 * limits, so they hold with every implementation.
 *
 * Provide {@link HttpTransport.layerFetch}, the layer of `@pareta/core/HttpClientTransport`, or your own in a test:
 *
 * ```ts
 * const canned = Layer.succeed(HttpTransport, { send: () => Effect.succeed(Response.json({ data: [] })) })
 * ```
 */
export class HttpTransport extends /*#__PURE__*/ Context.Service<
  HttpTransport,
  { readonly send: (request: HttpTransportRequest) => Effect.Effect<Response, NetworkFailure> }
>()("@pareta/core/HttpTransport") {
  /** Provides the transport over the given `fetch`, or over the global one, which is looked up at each request. */
  static readonly layerFetch = (options?: { readonly fetch?: Fetch }): Layer.Layer<HttpTransport> =>
    Layer.succeed(HttpTransport, fetchTransport(options?.fetch))
}

/** Creates the service of {@link HttpTransport.layerFetch}. */
export const fetchTransport = (fetch?: Fetch): HttpTransport["Service"] => ({
  send: (request) =>
    Effect.callback((resume) => {
      const controller = new AbortController()
      let interrupted = false
      // Called as a plain function: the `fetch` of a browser fails when it is called as a method of another object.
      const call: Fetch = fetch ?? globalThis.fetch
      const body = typeof request.body === "function" ? request.body() : request.body
      const init: FetchInit = {
        method: request.method,
        headers: request.headers,
        body,
        signal: controller.signal,
        ...redirectOptions(request),
        ...(isReadableStream(body) ? { duplex: "half" } : undefined)
      }
      const form = isForm(body) ? guarded(body) : undefined
      const failed = (cause: unknown) => {
        form?.release()
        // It is the user's mistake, and no attempt after it would end in another way.
        resume(form?.isForeign ? Effect.die(new Error(foreignForm)) : Effect.fail(networkFailure(cause)))
      }
      try {
        // A mock may return the response itself.
        Promise.resolve(call(request.url, init)).then((response) => {
          form?.release()
          // A fetch that ignores its signal may still return a response. Its body is discarded.
          if (interrupted) discard(response)
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

/**
 * Makes a form throw when it is turned into a text. A fetch with a `FormData` class of its own, such as that of the
 * `undici` package, takes every other object for a text, and would send `[object FormData]`.
 */
const guarded = (form: FormData) => {
  const guard = { isForeign: false, release: () => Reflect.deleteProperty(form, "toString") }
  const value = () => {
    guard.isForeign = true
    throw new Error(foreignForm)
  }
  Reflect.defineProperty(form, "toString", { value, configurable: true })
  return guard
}

const foreignForm =
  "this fetch does not know this FormData: use a fetch and a FormData that belong together (undici: install())"

/** Whether a body is a form. Some runtimes have none. */
export const isForm = (body: unknown): body is FormData => typeof FormData === "function" && body instanceof FormData

/** Whether a body is a file. Some runtimes have none. */
export const isBlob = (body: unknown): body is Blob => typeof Blob === "function" && body instanceof Blob

/** Whether a body is a stream. Some runtimes, such as jsdom, have no streams. */
export const isReadableStream = (body: unknown): body is ReadableStream<Uint8Array> =>
  typeof ReadableStream === "function" && body instanceof ReadableStream

/**
 * The fetch options that keep fetch from following redirects.
 *
 * For a streamed document, a redirect is an error, and `window` is null, so that fetch cannot ask for a password.
 * Otherwise undici would keep every byte that it sends until the response arrives, in case it has to send them again.
 */
export const redirectOptions = ({ body }: HttpTransportRequest): Pick<FetchInit, "redirect" | "window"> =>
  typeof body === "function" ? { redirect: "error", window: null } : { redirect: "manual" }

/** Creates the failure of a request or of a body from the thrown value, whatever that is. */
export const networkFailure = (cause: unknown): NetworkFailure => {
  try {
    return describedFailure(cause)
  } catch {
    // Reading the value throws: it has such getters, or it is a revoked proxy.
    return connectionError("connection error", { cause })
  }
}

const describedFailure = (cause: unknown): NetworkFailure => {
  const message = describe(cause)
  const limit = undiciLimits[codeOf(cause) ?? codeOf(causeOf(cause)) ?? ""]
  if (limit !== undefined) {
    const cure = `this is undici's limit, not the client's: raise or disable ${limit} on the dispatcher behind fetch`
    return new APITimeoutError(`request timed out: ${message} (${cure})`, { cause })
  }
  // An injected fetch may have its own time limit. If it was the client that aborted, this error is not used.
  const { name } = (cause ?? {}) as { readonly name?: unknown }
  return name === "TimeoutError" || name === "AbortError"
    ? new APITimeoutError(`request timed out: ${message}`, { cause })
    : connectionError(message, { cause })
}

const undiciLimits: { readonly [code: string]: string } = {
  UND_ERR_CONNECT_TIMEOUT: "connect.timeout",
  UND_ERR_HEADERS_TIMEOUT: "headersTimeout",
  UND_ERR_BODY_TIMEOUT: "bodyTimeout"
}

const causeOf = (error: unknown): unknown => (error instanceof Error ? error.cause : undefined)

const codeOf = (error: unknown): string | undefined => {
  const { code } = (error ?? {}) as { readonly code?: unknown }
  return typeof code === "string" && Object.hasOwn(undiciLimits, code) ? code : undefined
}

/** A message such as `fetch failed: connect ECONNREFUSED 127.0.0.1:80`. Fetch puts the reason into `cause`. */
const describe = (cause: unknown): string => {
  if (!(cause instanceof Error)) return typeof cause === "string" && cause !== "" ? cause : "connection error"
  const inner = causeOf(cause)
  const reason = inner instanceof Error ? inner.message || (inner as { readonly code?: string }).code : undefined
  return [cause.message || "connection error", reason].filter(Boolean).join(": ")
}
