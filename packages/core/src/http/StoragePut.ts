import * as Effect from "effect/Effect"
import { type APIStatusErrorOptions, type CallFailure, isAPIStatusError, statusError } from "../ParetaError.ts"
import { attempts, type PreparedCall } from "./Attempt.ts"
import { readText } from "./Body.ts"
import type { HttpTransportRequest, NetworkFailure } from "./HttpTransport.ts"
import { responseFacts } from "./ResponseMeta.ts"

/** A document on its way to storage. */
export interface StoragePut {
  /** Signed: its query is a secret. */
  readonly url: string
  readonly blob: Blob
  readonly contentType: string
  readonly tell: (loaded: number) => void
}

/** Milliseconds that storage has for one attempt, whatever the client's own limits (contract §1.5). */
export const storageLimit = 600_000

/** What storage is sent: the bytes and their type, and nothing that is meant for the API (contract §6.4). */
export const storageRequest = ({ url, blob, contentType, tell }: StoragePut): HttpTransportRequest => {
  const counted = canStreamUploads()
  if (!counted) tell(0)
  let attempt = 0
  // A body may still be read when its attempt is over.
  const tellOf = (mine: number) => (loaded: number) => {
    if (mine === attempt) tell(loaded)
  }
  return {
    method: "PUT",
    url,
    // A stream has no length of its own, and storage refuses a body of unknown length.
    headers: counted
      ? { "Content-Type": contentType, "Content-Length": String(blob.size) }
      : { "Content-Type": contentType },
    body: counted ? () => counting(blob, tellOf(++attempt)) : blob
  }
}

/** Puts the document; anything but 200 and 201 is a failure. */
export const putDocument = (call: PreparedCall, { blob, tell }: StoragePut): Effect.Effect<void, CallFailure> => {
  const { send } = call.transport
  const transport = { send: (request: HttpTransportRequest) => answeringRedirects(send(request)) }
  const put = attempts({ ...call, transport }, "request", (response) => Effect.as(readText(response), response))
  return put.pipe(
    Effect.flatMap((response): Effect.Effect<void, CallFailure> => {
      if (response.status === 200 || response.status === 201) return Effect.sync(() => tell(blob.size))
      return Effect.fail(notStored({ status: response.status, response: responseFacts(response, call.request.url) }))
    }),
    // A new error: the stack of the old one begins with its message, which is whatever storage wrote.
    Effect.mapError((failure) => (isAPIStatusError(failure) ? notStored(failure) : failure))
  )
}

const notStored = (facts: APIStatusErrorOptions): CallFailure =>
  statusError(`blob upload PUT failed: ${facts.status || "storage redirects"}`, facts)

/** A fetch that may have no redirect fails with one, which is an answer all the same, if of unknown status: no retry helps. */
const answeringRedirects = (sent: Effect.Effect<Response, NetworkFailure>): Effect.Effect<Response, NetworkFailure> =>
  Effect.catchIf(
    sent,
    (failure) => failure.message.endsWith("unexpected redirect"),
    () => Effect.succeed(Response.error())
  )

/**
 * Whether a stream of a told length is sent as it is: Node does; others send it in chunks, which storage refuses, or not at
 * all. Some of them call themselves Node too.
 */
const canStreamUploads = (): boolean => {
  const { process, navigator } = globalThis as {
    readonly process?: { readonly versions?: { readonly [name: string]: string | undefined } }
    readonly navigator?: { readonly userAgent?: string }
  }
  const { node, bun, deno } = process?.versions ?? {}
  const isWorker = navigator?.userAgent === "Cloudflare-Workers"
  return node !== undefined && bun === undefined && deno === undefined && !isWorker
}

/** How much is sent between two reports of the progress, in bytes. */
const pieceSize = 64 * 1024

/** The bytes in pieces: a Blob in memory would come as one, and its progress be nothing but a beginning and an end. */
const counting = (blob: Blob, tell: (loaded: number) => void): ReadableStream<Uint8Array> => {
  const reader = blob.stream().getReader()
  let rest = new Uint8Array(0)
  let loaded = 0
  tell(loaded)
  return new ReadableStream<Uint8Array>(
    {
      pull: async (controller) => {
        if (rest.byteLength === 0) {
          const next = await reader.read()
          if (next.done) {
            controller.close()
            return
          }
          rest = next.value
        }
        const piece = rest.subarray(0, pieceSize)
        rest = rest.subarray(pieceSize)
        loaded += piece.byteLength
        tell(loaded)
        controller.enqueue(piece)
      },
      cancel: (reason) => reader.cancel(reason)
    },
    // Nothing is read from the disk before the socket asks for it.
    { highWaterMark: 0 }
  )
}
