/** Puts a document into storage by a signed URL: see `docs/wire.md#document-uploads`. */
import * as Effect from "effect/Effect"
import { type CallFailure, statusError } from "../ParetaError.ts"
import { attempts, type Consume, type Refuse, wholeBody } from "./call/Attempt.ts"
import type { Call } from "./call/Call.ts"
import { uploadPieceSize } from "./call/Limits.ts"
import { statusOptions } from "./call/ResponseError.ts"
import type { HttpTransport, HttpTransportRequest } from "./transport/HttpTransport.ts"

/** A document on its way to storage. */
export interface SignedUpload {
  /** Signed: its query is a secret. */
  readonly url: string
  readonly blob: Blob
  readonly contentType: string
  /** Called with the number of bytes sent so far. */
  readonly onProgress: (loaded: number) => void
}

/** The request to storage: the bytes and their type, and nothing that is meant for the API. */
export const storageRequest = ({ url, blob, contentType, onProgress }: SignedUpload): HttpTransportRequest => {
  const streamed = canStreamUploads()
  if (!streamed) onProgress(0)
  let attempt = 0
  // The body of an earlier attempt may still be read.
  const progressOf = (mine: number) => (loaded: number) => {
    if (mine === attempt) onProgress(loaded)
  }
  return {
    method: "PUT",
    url,
    // A stream has no length of its own, and storage refuses a body of unknown length.
    headers: streamed
      ? { "Content-Type": contentType, "Content-Length": String(blob.size) }
      : { "Content-Type": contentType },
    body: streamed ? () => counted(blob, progressOf(++attempt)) : blob
  }
}

/** Sends the document. Any status but 200 and 201 is a failure. */
export const putDocument = (call: Call, { blob, onProgress }: SignedUpload): Effect.Effect<void, CallFailure> =>
  Effect.andThen(
    attempts(call, "request", stored, notStored),
    Effect.sync(() => onProgress(blob.size))
  )

/** A transport for storage: a redirect that fetch refuses is an error status, though an unknown one. No retry would help. */
export const withoutRedirects = (transport: HttpTransport["Service"]): HttpTransport["Service"] => ({
  send: (request) =>
    Effect.catchIf(
      transport.send(request),
      (failure) => failure.message.endsWith("unexpected redirect"),
      () => Effect.succeed(Response.error())
    )
})

const stored: Consume<void> = (call, response) =>
  Effect.flatMap(wholeBody(call, response), () =>
    response.status === 200 || response.status === 201 ? Effect.void : Effect.fail(notStored(call, response, ""))
  )

// The words of storage are in `detail` and not in the message: they are XML, or a page.
const notStored: Refuse = (call, response, body) =>
  statusError(`blob upload PUT failed: ${response.status || "storage redirects"}`, statusOptions(call, response, body))

/**
 * Whether a stream of known length is sent with that length. Node does that; other runtimes send it in chunks, which
 * storage refuses, or not at all. Some of those call themselves Node too.
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

/** The bytes in pieces, so that there is progress to report: a Blob in memory would come as one. */
const counted = (blob: Blob, onProgress: (loaded: number) => void): ReadableStream<Uint8Array> => {
  const reader = blob.stream().getReader()
  let rest = new Uint8Array(0)
  let loaded = 0
  onProgress(loaded)
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
        const piece = rest.subarray(0, uploadPieceSize)
        rest = rest.subarray(uploadPieceSize)
        loaded += piece.byteLength
        onProgress(loaded)
        controller.enqueue(piece)
      },
      cancel: (reason) => reader.cancel(reason)
    },
    // Nothing is read from the disk before the socket asks for it.
    { highWaterMark: 0 }
  )
}
