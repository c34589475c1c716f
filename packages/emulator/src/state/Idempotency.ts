/** Answers remembered by `Idempotency-Key`, so that a repeated POST is done and billed once (contract §1.7). */
import * as Option from "effect/Option"
import { Problem } from "../wire/Problem.ts"
import type { Reply } from "../wire/Reply.ts"
import type { ReceivedRequest } from "../wire/WireRequest.ts"

/** The key of a request, when it is a POST that has one. */
export const keyOf = (request: ReceivedRequest): string | null =>
  request.method === "POST" ? (request.headers["idempotency-key"] ?? null) : null

/** Successful answers by key; failures are not remembered, so a retry may succeed. */
export class IdempotencyStore {
  readonly #answers = new Map<string, Remembered>()

  /** The first answer to this key, or a 422 if the key came with another body. */
  recall(request: ReceivedRequest): Option.Option<Reply | Problem> {
    const key = keyOf(request)
    const remembered = key === null ? undefined : this.#answers.get(slotOf(request, key))
    if (remembered === undefined) return Option.none()
    if (remembered.fingerprint !== request.fingerprint) {
      return Option.some(
        new Problem({ status: 422, detail: `Idempotency-Key '${key}' was already used with a different request body` })
      )
    }
    const reply = remembered.reply.replay?.() ?? remembered.reply
    return Option.some({ ...reply, headers: { ...reply.headers, "x-pareta-billed": "0" } })
  }

  /** Keeps a successful answer for the request's key, if it has one. */
  remember(request: ReceivedRequest, reply: Reply): void {
    const key = keyOf(request)
    if (key === null || reply.status >= 300) return
    this.#answers.set(slotOf(request, key), { fingerprint: request.fingerprint, reply })
    if (this.#answers.size > rememberedAnswers) {
      const oldest = this.#answers.keys().next()
      if (!oldest.done) this.#answers.delete(oldest.value)
    }
  }
}

interface Remembered {
  readonly fingerprint: string
  readonly reply: Reply
}

// A key counts per bearer key and route: two organizations, or two routes, may use the same one.
const slotOf = (request: ReceivedRequest, key: string): string =>
  JSON.stringify([request.headers["authorization"], request.path, key])

// Enough for any test; a server that runs for weeks must not remember every answer for ever.
const rememberedAnswers = 10_000
