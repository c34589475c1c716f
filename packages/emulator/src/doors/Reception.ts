/** Reads requests from the socket: the head, and as much of the body as the platform admits. */
import * as Effect from "effect/Effect"
import type * as HttpServerRequest from "effect/http/HttpServerRequest"
import * as Stream from "effect/Stream"
import { admit, admitUpload, hasBody } from "../pipeline/Admission.ts"
import { noteAbandoned } from "../pipeline/Platform.ts"
import type { Platform } from "../pipeline/PlatformState.ts"
import * as GrowingBytes from "../wire/GrowingBytes.ts"
import { bodyTooLarge, Problem } from "../wire/Problem.ts"
import * as Upload from "../wire/Upload.ts"
import { requestHead, storageRequest, unreadRequest, wireRequest } from "../wire/WireRequest.ts"

/**
 * Reads a request to the API: the body of one that has a key, within the limit. Fails if the client leaves before it is
 * complete.
 */
export const receiveBody = Effect.fnUntraced(function* (
  platform: Platform,
  request: HttpServerRequest.HttpServerRequest
) {
  const head = requestHead(request.method, request.url, request.headers)
  const { maxBytes, refusal } = admit(platform, head)
  if (maxBytes === 0) return unreadRequest(head, hasBody(head), refusal)
  const content = GrowingBytes.make()
  const { arrivingBytes } = platform.world.options.limits
  let size = 0
  const take = (bytes: Uint8Array) => {
    size += bytes.length
    platform.arriving += bytes.length
    if (size > maxBytes) return Effect.fail(bodyTooLarge(maxBytes))
    if (platform.arriving > arrivingBytes) return Effect.fail(tooMuchAtOnce)
    return Effect.sync(() => content.take(bytes))
  }
  return yield* Stream.runForEach(request.stream, take).pipe(
    Effect.map(() => wireRequest(head, content.finish())),
    Effect.catchTag("Problem", (problem) => Effect.succeed(unreadRequest(head, true, problem))),
    Effect.onError(() => Effect.sync(() => noteAbandoned(platform, wireRequest(head, "")))),
    Effect.ensuring(
      Effect.sync(() => {
        platform.arriving -= size
      })
    )
  )
})

/** Reads a request to storage. The document is not kept: it may be too large for memory. */
export const receiveUpload = Effect.fnUntraced(function* (
  platform: Platform,
  request: HttpServerRequest.HttpServerRequest
) {
  const head = requestHead(request.method, request.url, request.headers)
  const { maxBytes } = admitUpload(platform, head)
  const reader = Upload.begin()
  let size = 0
  const take = (bytes: Uint8Array) => {
    size += bytes.length
    return size > maxBytes ? Effect.fail(bodyTooLarge(maxBytes)) : Effect.sync(() => reader.take(bytes))
  }
  if (maxBytes === 0) return storageRequest(head, reader.finish(), hasBody(head))
  return yield* Stream.runForEach(request.stream, take).pipe(
    Effect.map(() => storageRequest(head, reader.finish())),
    Effect.catchTag("Problem", () => Effect.succeed(storageRequest(head, reader.finish(), true))),
    Effect.onError(() => Effect.sync(() => noteAbandoned(platform, storageRequest(head, reader.finish()))))
  )
})

const tooMuchAtOnce = new Problem({
  status: 503,
  detail: "the emulator is receiving too much data at once, try again",
  headers: { "retry-after": "1" }
})
