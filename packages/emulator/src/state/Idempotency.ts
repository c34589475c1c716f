/**
 * Remembers replies by `Idempotency-Key`, so that a repeated POST is executed and billed once. See
 * `docs/wire.md#idempotency`.
 */
import * as Option from "effect/Option"
import { Problem } from "../wire/Problem.ts"
import type { Reply } from "../wire/Reply.ts"
import type { ReceivedRequest } from "../wire/WireRequest.ts"

/** The idempotency key of a request. Only a POST has one. */
export const keyOf = (request: ReceivedRequest): string | null =>
  request.method === "POST" ? (request.headers["idempotency-key"] ?? null) : null

/** Successful replies by key. Failures are not remembered, so a retry may succeed. */
export class IdempotencyStore {
  readonly #replies = new Map<string, Remembered>()

  /** The first reply to this key, or a 422 if the key was used with another body. */
  recall(request: ReceivedRequest): Option.Option<Reply | Problem> {
    const key = keyOf(request)
    const remembered = key === null ? undefined : this.#replies.get(slotOf(request, key))
    if (remembered === undefined) return Option.none()
    if (remembered.fingerprint !== request.fingerprint) {
      return Option.some(
        new Problem({ status: 422, detail: `Idempotency-Key '${key}' was already used with a different request body` })
      )
    }
    const reply = remembered.reply.replay?.() ?? remembered.reply
    return Option.some({ ...reply, headers: { ...reply.headers, "x-pareta-billed": "0" } })
  }

  /** Remembers a successful reply, if the request has a key. */
  remember(request: ReceivedRequest, reply: Reply): void {
    const key = keyOf(request)
    if (key === null || reply.status >= 300) return
    this.#replies.set(slotOf(request, key), { fingerprint: request.fingerprint, reply })
    if (this.#replies.size > rememberedReplies) {
      const oldest = this.#replies.keys().next()
      if (!oldest.done) this.#replies.delete(oldest.value)
    }
  }
}

interface Remembered {
  readonly fingerprint: string
  readonly reply: Reply
}

// The same key may be used by another organization, or on another route.
const slotOf = (request: ReceivedRequest, key: string): string =>
  JSON.stringify([request.headers["authorization"], request.path, key])

// More than any test needs. A server that runs for weeks must not remember every reply.
const rememberedReplies = 10_000
