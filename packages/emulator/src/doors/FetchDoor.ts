/** The emulator as a `fetch` function, without a socket. */
import * as Cause from "effect/Cause"
import type * as Context from "effect/Context"
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Stream from "effect/Stream"
import { type Admission, admit, admitUpload } from "../pipeline/Admission.ts"
import type { Planned, Reached } from "../pipeline/Platform.ts"
import type { Platform } from "../pipeline/PlatformState.ts"
import * as GrowingBytes from "../wire/GrowingBytes.ts"
import { bodyTooLarge } from "../wire/Problem.ts"
import { hasNoBody } from "../wire/Reply.ts"
import * as Upload from "../wire/Upload.ts"
import {
  type ReceivedRequest,
  type RequestHead,
  requestHead,
  storageRequest,
  unreadRequest,
  wireRequest
} from "../wire/WireRequest.ts"
import * as Playback from "./Playback.ts"

/** The type of a function that can replace `globalThis.fetch`. */
export type FetchFunction = (input: string | URL | Request, init?: RequestInit) => Promise<Response>

/** Creates the fetch function of a platform. Its fibers run in the given context. */
export const make = (platform: Platform, context: Context.Context<never>): FetchFunction => {
  const run = Effect.runCallbackWith(context)

  const exchange = Effect.fnUntraced(function* (first: Call) {
    let call = first
    for (let redirects = 0; redirects <= maxRedirects; redirects++) {
      const planned = yield* Playback.begin(platform, call.request, reached)
      const { status, headers } = planned.transmission
      const location = status >= 300 && status < 400 ? headers["location"] : undefined
      if (location === undefined || call.redirect === "manual")
        return toResponse(platform, planned, call, context, platform.world.clock.currentTimeMillisUnsafe())
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

// No request leaves the process, so the URL of the API is one that can never exist outside of it.
const reached: Reached = {
  apiUrl: "https://emulator.invalid",
  allowedOrigin: "*",
  storageOrigin: Effect.succeed(fetchStorageOrigin)
}

const toResponse = (
  platform: Platform,
  planned: Planned,
  call: Call,
  context: Context.Context<never>,
  now: number
): Response => {
  const { status, headers } = planned.transmission
  const body = hasNoBody(status) ? null : (Playback.wholeBody(planned, now) ?? toBody(platform, planned, call, context))
  const response = new Response(body, { status, headers })
  Object.defineProperty(response, "url", { value: call.url.href })
  return response
}

const toBody = (
  platform: Platform,
  planned: Planned,
  call: Call,
  context: Context.Context<never>
): ReadableStream<Uint8Array> | null => {
  const { chunks } = planned.transmission
  if (chunks === null) return null
  const { signal } = call
  const bytes = Playback.body(platform, planned, chunks).pipe(
    Stream.mapError(() => resetError("terminated") as unknown)
  )
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
  const head = requestHead(asGet ? "GET" : method, targetOf(url), headers)
  const request = upload === undefined ? wireRequest(head, asGet ? "" : bytes) : storageRequest(head, upload)
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
    const head = requestHead(init?.method ?? "GET", targetOf(url), headersOf(headers))
    const received = isStorage
      ? storageRequest(head, Upload.uploadOf(typeof body === "string" ? encoder.encode(body) : body))
      : fromMemory(platform, head, body)
    return toCall(url, received, init ?? {})
  }
  return readRequest(platform, new Request(input, init), isStorage)
}

const fromMemory = (platform: Platform, head: RequestHead, body: string | Uint8Array): ReceivedRequest => {
  const { maxBytes, refusal } = admit(platform, head)
  if (maxBytes === 0) return unreadRequest(head, body.length > 0, refusal)
  return sizeOf(body, maxBytes) > maxBytes ? unreadRequest(head, true, bodyTooLarge(maxBytes)) : wireRequest(head, body)
}

// In UTF-8, a character of a string takes up to three bytes. Few bodies are so large that they have to be counted.
const sizeOf = (body: string | Uint8Array, maxBytes: number): number =>
  typeof body === "string" && body.length <= maxBytes && body.length * 3 > maxBytes
    ? encoder.encode(body).length
    : body.length

const headersOf = (headers: Headers): { readonly [name: string]: string } => Object.fromEntries(headers)

const toCall = (
  url: URL,
  request: ReceivedRequest,
  { signal, redirect }: { readonly signal?: AbortSignal | null; readonly redirect?: RequestRedirect }
): Call => ({ url, request, signal: signal ?? null, redirect: redirect ?? "follow" })

const encoder = new TextEncoder()

const readRequest = async (platform: Platform, request: Request, isStorage: boolean): Promise<Call> => {
  const url = new URL(request.url)
  const head = requestHead(request.method, targetOf(url), headersOf(request.headers))
  return toCall(url, await (isStorage ? readUpload : readBody)(platform, head, request.body), request)
}

const readBody = async (platform: Platform, head: RequestHead, body: Request["body"]): Promise<ReceivedRequest> => {
  const { maxBytes, refusal } = admit(platform, head)
  const content = GrowingBytes.make()
  if (maxBytes === 0) return unreadRequest(head, body !== null, refusal)
  return (await readWithin(maxBytes, body, content.take))
    ? wireRequest(head, content.finish())
    : unreadRequest(head, true, bodyTooLarge(maxBytes))
}

// Read chunk by chunk and not kept: a document may be too large for memory.
const readUpload = async (platform: Platform, head: RequestHead, body: Request["body"]): Promise<ReceivedRequest> => {
  const { maxBytes } = admitUpload(platform, head)
  const reader = Upload.begin()
  const isWhole = await readWithin(maxBytes, body, reader.take)
  return storageRequest(head, reader.finish(), !isWhole)
}

// Returns `false`, and cancels the body, if it is larger.
const readWithin = async (
  maxBytes: Admission["maxBytes"],
  body: Request["body"],
  take: (bytes: Uint8Array) => unknown
): Promise<boolean> => {
  const reader = body?.getReader()
  let size = 0
  for (let next = await reader?.read(); next !== undefined && !next.done; next = await reader?.read()) {
    size += next.value.length
    if (size > maxBytes) {
      void reader?.cancel().catch(() => {})
      return false
    }
    take(next.value)
  }
  return true
}
