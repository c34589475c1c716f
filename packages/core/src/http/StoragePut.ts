import * as Effect from "effect/Effect"
import { type CallFailure, isAPIStatusError, statusError } from "../ParetaError.ts"
import { attempts, type PreparedCall } from "./Attempt.ts"
import { readText } from "./Body.ts"
import type { HttpTransportRequest } from "./HttpTransport.ts"
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
  return {
    method: "PUT",
    url,
    // A stream has no length of its own, and storage refuses a body of unknown length.
    headers: counted
      ? { "Content-Type": contentType, "Content-Length": String(blob.size) }
      : { "Content-Type": contentType },
    body: counted ? () => counting(blob, tell) : blob
  }
}

/** Puts the document; anything but 200 and 201 is a failure. */
export const putDocument = (call: PreparedCall, { blob, tell }: StoragePut): Effect.Effect<void, CallFailure> => {
  tell(0)
  const put = attempts(call, "request", (response) => Effect.as(readText(response), response))
  return put.pipe(
    Effect.flatMap((response): Effect.Effect<void, CallFailure> => {
      if (response.status === 200 || response.status === 201) return Effect.sync(() => tell(blob.size))
      const { status } = response
      return Effect.fail(statusError("", { status, response: responseFacts(response, call.request.url) }))
    }),
    Effect.mapError((failure) => {
      if (isAPIStatusError(failure)) failure.message = `blob upload PUT failed: ${failure.status}`
      return failure
    })
  )
}

/** Node sends a stream of a told length as it is; browsers would need HTTP/2, or send it in chunks. */
const canStreamUploads = (): boolean => {
  const { process } = globalThis as { readonly process?: { readonly versions?: { readonly node?: string } } }
  return process?.versions?.node !== undefined
}

const counting = (blob: Blob, tell: (loaded: number) => void): ReadableStream<Uint8Array> => {
  let loaded = 0
  const count = new TransformStream<Uint8Array, Uint8Array>({
    transform: (chunk, controller) => {
      loaded += chunk.byteLength
      tell(loaded)
      controller.enqueue(chunk)
    }
  })
  return blob.stream().pipeThrough(count)
}
