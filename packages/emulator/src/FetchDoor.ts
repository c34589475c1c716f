/** The emulator as a `fetch` function: no socket, the same answers. */
import * as Cause from "effect/Cause"
import type * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Stream from "effect/Stream"
import { handle, type Planned, type Platform } from "./Platform.ts"
import * as Playback from "./Playback.ts"
import { splitTarget, type WireRequest } from "./WireRequest.ts"

/** A function that can stand in for `globalThis.fetch`. */
export type FetchFunction = (input: string | URL | Request, init?: RequestInit) => Promise<Response>

const maxRedirects = 20

// What undici's fetch rejects with when the other side closes, and what a broken body fails with.
const resetError = (message: "fetch failed" | "terminated"): TypeError =>
  new TypeError(message, { cause: Object.assign(new Error("other side closed"), { code: "UND_ERR_SOCKET" }) })

const headersOf = (headers: Headers): Record<string, string> => {
  const record: Record<string, string> = {}
  headers.forEach((value, name) => {
    record[name] = value
  })
  return record
}

interface Call {
  readonly url: URL
  readonly request: WireRequest
  readonly signal: AbortSignal | null
  readonly redirect: RequestRedirect
}

const toCall = (
  url: URL,
  method: string,
  headers: Headers,
  body: string,
  from: Pick<Call, "signal" | "redirect">
): Call => ({
  url,
  request: {
    method: method.toUpperCase(),
    ...splitTarget(url.pathname + url.search),
    headers: headersOf(headers),
    body
  },
  ...from
})

// A text body (what JSON clients send) is taken as it is, so that the request is handled in the same tick: a test that
// calls fetch and then moves its clock needs no turn of the event loop in between. Other bodies need a Request to read.
const readCall = (input: string | URL | Request, init: RequestInit | undefined): Call | Promise<Call> => {
  const body = init?.body
  if (!(input instanceof Request) && (body === undefined || body === null || typeof body === "string")) {
    const headers = new Headers(init?.headers)
    if (typeof body === "string" && !headers.has("content-type"))
      headers.set("content-type", "text/plain;charset=UTF-8")
    const from = { signal: init?.signal ?? null, redirect: init?.redirect ?? "follow" }
    return toCall(new URL(input), init?.method ?? "GET", headers, body ?? "", from)
  }
  const request = new Request(input, init)
  return request.text().then((text) => toCall(new URL(request.url), request.method, request.headers, text, request))
}

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

const noBodyStatuses = new Set([204, 205, 304])

const toResponse = (planned: Planned, call: Call, context: Context.Context<never>): Response => {
  const { status, headers } = planned.transmission
  const body = noBodyStatuses.has(status) ? null : toBody(planned, call, context)
  const response = new Response(body, { status, headers })
  Object.defineProperty(response, "url", { value: call.url.href })
  return response
}

const redirected = (call: Call, status: number, location: string): Call => {
  const url = new URL(location, call.url)
  const asGet = status === 303 || ((status === 301 || status === 302) && call.request.method === "POST")
  return {
    ...call,
    url,
    request: {
      ...call.request,
      ...splitTarget(url.pathname + url.search),
      ...(asGet ? { method: "GET", body: "" } : {})
    }
  }
}

/** Makes the fetch function of a platform; fibers run in the given context. */
export const make = (platform: Platform, context: Context.Context<never>): FetchFunction => {
  const run = Effect.runCallbackWith(context)

  const exchange = Effect.fnUntraced(function* (first: Call) {
    let call = first
    for (let redirects = 0; redirects <= maxRedirects; redirects++) {
      const planned = yield* handle(platform, call.request)
      yield* Playback.head(planned)
      const { status, headers } = planned.transmission
      const location = status >= 300 && status < 400 ? headers.location : undefined
      if (location === undefined || call.redirect === "manual") return toResponse(planned, call, context)
      if (call.redirect === "error") break
      call = redirected(call, status, location)
    }
    return yield* Effect.fail(new TypeError("fetch failed", { cause: new Error("redirect not followed") }))
  })

  const send = (call: Call): Promise<Response> => {
    const { signal } = call
    if (signal?.aborted) return Promise.reject(signal.reason)
    return new Promise((resolve, reject) => {
      run(exchange(call), {
        ...(signal === null ? {} : { signal }),
        onExit: (exit) => {
          if (Exit.isSuccess(exit)) return resolve(exit.value)
          const failure = Cause.squash(exit.cause)
          if (signal?.aborted && Cause.hasInterruptsOnly(exit.cause)) reject(signal.reason)
          else reject(failure instanceof Playback.ConnectionReset ? resetError("fetch failed") : failure)
        }
      })
    })
  }

  return (input, init) => {
    try {
      const call = readCall(input, init)
      return call instanceof Promise ? call.then(send) : send(call)
    } catch (cause) {
      return Promise.reject(cause)
    }
  }
}
