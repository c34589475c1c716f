/** The emulator as a `fetch` function, without a socket. */
import * as Cause from "effect/Cause"
import type * as Context from "effect/Context"
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Stream from "effect/Stream"
import { handle, type Planned, type Platform } from "../pipeline/Platform.ts"
import * as Upload from "../wire/Upload.ts"
import { type ReceivedRequest, storageRequest, wireRequest } from "../wire/WireRequest.ts"
import * as Playback from "./Playback.ts"

/** The type of a function that can replace `globalThis.fetch`. */
export type FetchFunction = (input: string | URL | Request, init?: RequestInit) => Promise<Response>

/** Makes the fetch function of a platform. Its fibers run in the given context. */
export const make = (platform: Platform, context: Context.Context<never>): FetchFunction => {
  const run = Effect.runCallbackWith(context)

  const exchange = Effect.fnUntraced(function* (first: Call) {
    let call = first
    for (let redirects = 0; redirects <= maxRedirects; redirects++) {
      const planned = yield* handle(platform, call.request, storageOrigin)
      yield* Playback.head(planned)
      const { status, headers } = planned.transmission
      const location = status >= 300 && status < 400 ? headers["location"] : undefined
      if (location === undefined || call.redirect === "manual")
        return toResponse(planned, call, context, platform.world.now())
      if (call.redirect === "error") break
      call = redirected(call, status, location)
    }
    return yield* new UnexpectedRedirect()
  })

  const send = (call: Call): Promise<Response> => {
    const { signal } = call
    if (signal?.aborted) return Promise.reject(signal.reason)
    return new Promise((resolve, reject) => {
      run(exchange(call), {
        ...(signal === null ? {} : { signal }),
        onExit: (exit) => {
          if (Exit.isSuccess(exit)) return resolve(exit.value)
          reject(signal?.aborted && Cause.hasInterruptsOnly(exit.cause) ? signal.reason : toFetchError(exit.cause))
        }
      })
    })
  }

  return (input, init) => {
    try {
      const call = readCall(platform, input, init)
      return call instanceof Promise ? call.then(send) : send(call)
    } catch (cause) {
      return Promise.reject(cause)
    }
  }
}

interface Call {
  readonly url: URL
  readonly request: ReceivedRequest
  readonly signal: AbortSignal | null
  readonly redirect: RequestRedirect
}

const maxRedirects = 20

// The origin of upload URLs that were issued through this door. A server opens another port instead.
const fetchStorageOrigin = "https://storage.pareta-emulator.test"
const storageOrigin = Effect.succeed(fetchStorageOrigin)

const toResponse = (planned: Planned, call: Call, context: Context.Context<never>, now: number): Response => {
  const { status, headers } = planned.transmission
  const body = noBodyStatuses.has(status) ? null : (Playback.wholeBody(planned, now) ?? toBody(planned, call, context))
  const response = new Response(body, { status, headers })
  Object.defineProperty(response, "url", { value: call.url.href })
  return response
}

const noBodyStatuses = new Set([204, 205, 304])

const toBody = (planned: Planned, call: Call, context: Context.Context<never>): ReadableStream<Uint8Array> | null => {
  const { chunks } = planned.transmission
  if (chunks === null) return null
  const { signal } = call
  const bytes = Playback.body(planned, chunks).pipe(Stream.mapError(() => resetError("terminated") as unknown))
  const aborted = (signal: AbortSignal) =>
    Effect.callback<never, unknown>((resume) => {
      const abort = () => resume(Effect.fail(signal.reason))
      if (signal.aborted) return abort()
      signal.addEventListener("abort", abort, { once: true })
      return Effect.sync(() => signal.removeEventListener("abort", abort))
    })
  return Stream.toReadableStreamWith(signal === null ? bytes : Stream.interruptWhen(bytes, aborted(signal)), context)
}

// The errors that undici throws when the server closes the connection: "fetch failed" before the head, "terminated" in
// the body.
const resetError = (message: "fetch failed" | "terminated"): TypeError =>
  new TypeError(message, { cause: Object.assign(new Error("other side closed"), { code: "UND_ERR_SOCKET" }) })

const redirected = (call: Call, status: number, location: string): Call => {
  const url = new URL(location, call.url)
  const asGet = status === 303 || ((status === 301 || status === 302) && call.request.method === "POST")
  const { method, headers, bytes, upload } = call.request
  const [nextMethod, content] = asGet ? ["GET", ""] : [method, bytes]
  const request =
    upload === undefined
      ? wireRequest(nextMethod, targetOf(url), headers, content)
      : storageRequest(nextMethod, targetOf(url), headers, upload)
  return { ...call, url, request }
}

const targetOf = (url: URL): string => url.pathname + url.search

class UnexpectedRedirect extends Data.TaggedError("UnexpectedRedirect") {}

const toFetchError = (cause: Cause.Cause<Playback.ConnectionReset | UnexpectedRedirect>): unknown => {
  const failure = Cause.squash(cause)
  if (failure instanceof Playback.ConnectionReset) return resetError("fetch failed")
  if (failure instanceof UnexpectedRedirect)
    return new TypeError("fetch failed", { cause: new Error("unexpected redirect") })
  return failure
}

// Text and bytes, which JSON clients send, are read synchronously, so that the request is handled in the same tick: a
// test can call fetch and then move its clock, without a turn of the event loop in between. Only a Request can read
// other bodies, and it reads them asynchronously.
const readCall = (
  platform: Platform,
  input: string | URL | Request,
  init: RequestInit | undefined
): Call | Promise<Call> => {
  const url = new URL(input instanceof Request ? input.url : input)
  const isStorage = url.origin === fetchStorageOrigin || platform.storageOrigins.has(url.origin)
  const body = init?.body ?? ""
  if (!(input instanceof Request) && (typeof body === "string" || body instanceof Uint8Array)) {
    const headers = new Headers(init?.headers)
    if (typeof init?.body === "string" && !headers.has("content-type")) {
      headers.set("content-type", "text/plain;charset=UTF-8")
    }
    const [method, target, record] = [init?.method ?? "GET", targetOf(url), headersOf(headers)]
    return toCall(
      url,
      isStorage
        ? storageRequest(
            method,
            target,
            record,
            Upload.uploadOf(typeof body === "string" ? encoder.encode(body) : body)
          )
        : wireRequest(method, target, record, body),
      init ?? {}
    )
  }
  return readRequest(new Request(input, init), isStorage)
}

const headersOf = (headers: Headers): { readonly [name: string]: string } => Object.fromEntries(headers)

const toCall = (
  url: URL,
  request: ReceivedRequest,
  { signal, redirect }: { readonly signal?: AbortSignal | null; readonly redirect?: RequestRedirect }
): Call => ({ url, request, signal: signal ?? null, redirect: redirect ?? "follow" })

const encoder = new TextEncoder()

const readRequest = async (request: Request, isStorage: boolean): Promise<Call> => {
  const url = new URL(request.url)
  const [method, target, headers] = [request.method, targetOf(url), headersOf(request.headers)]
  const received = isStorage
    ? storageRequest(method, target, headers, await readUpload(request.body))
    : wireRequest(method, target, headers, new Uint8Array(await request.arrayBuffer()))
  return toCall(url, received, request)
}

// Read chunk by chunk and not kept: a document may be too large for memory.
const readUpload = async (body: ReadableStream<Uint8Array> | null): Promise<Upload.Upload> => {
  const reader = Upload.begin()
  const chunks = body?.getReader()
  for (let next = await chunks?.read(); next !== undefined && !next.done; next = await chunks?.read()) {
    reader.take(next.value)
  }
  return reader.finish()
}
