/** Uploads a document to storage with a signed URL: see `docs/wire.md#document-uploads`. */
import * as Effect from "effect/Effect"
import { type CallFailure, statusError } from "../ParetaError.ts"
import { type Consume, type Refuse, runAttempts, wholeBody } from "./call/Attempt.ts"
import type { Call } from "./call/Call.ts"
import { statusOptions } from "./call/CallErrors.ts"
import { uploadPieceSize } from "./call/Limits.ts"
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

/** Creates the request to storage: the bytes and their type, without any header of the API. */
export const storageRequest = ({ url, blob, contentType, onProgress }: SignedUpload): HttpTransportRequest => {
  const streamed = canStreamUploads()
  if (!streamed) onProgress(0)
  let attempt = 0
  // The body of an earlier attempt may still be read, and must not report progress.
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

/** Sends the document. Fails for every status other than 200 and 201. */
export const putDocument = (call: Call, { blob, onProgress }: SignedUpload): Effect.Effect<void, CallFailure> =>
  Effect.andThen(
    runAttempts(call, "request", stored, notStored),
    Effect.sync(() => onProgress(blob.size))
  )

/**
 * The transport for storage. If `fetch` refuses a redirect, it returns an error response of unknown status, which is
 * not retried: a retry would be redirected too.
 */
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

// The body that storage returns is in `detail` and not in the message: it is XML or HTML.
const notStored: Refuse = (call, response, body) =>
  statusError(
    `blob upload PUT failed: ${response.status || "storage sent a redirect"}`,
    statusOptions(call, response, body)
  )

/**
 * Whether the runtime sends a stream of known length with that length. Node does. The other runtimes send it in chunks,
 * which storage refuses, or cannot send a stream. Some of them have a `process.versions.node` too.
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

/** Streams the bytes in pieces, so that there is progress to report: a Blob in memory would be a single piece. */
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
