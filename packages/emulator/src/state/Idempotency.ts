/**
 * Remembers replies by `Idempotency-Key`, so that a repeated POST is executed and billed once. See
 * `docs/wire.md#idempotency`.
 */
import * as Option from "effect/Option"
import type { Limits } from "../control/Limits.ts"
import { Newest } from "../control/Newest.ts"
import { Problem } from "../wire/Problem.ts"
import type { Reply } from "../wire/Reply.ts"
import type { ReceivedRequest } from "../wire/WireRequest.ts"

/** The idempotency key of a request. Only a POST has one. */
export const keyOf = (request: ReceivedRequest): string | null =>
  request.method === "POST" ? (request.headers["idempotency-key"] ?? null) : null

/** Successful replies by key. Failures are not remembered, so a retry may succeed. The oldest are forgotten first. */
export class IdempotencyStore {
  readonly #replies = new Map<string, Remembered>()
  readonly #slots: Newest<string>

  constructor({ rememberedReplies, rememberedBytes }: Limits) {
    this.#slots = new Newest(rememberedReplies, rememberedBytes, (slot) => this.#replies.delete(slot))
  }

  /** How many replies were forgotten, because there was no space for them. */
  get dropped(): number {
    return this.#slots.dropped
  }

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
    const { reply } = remembered
    return Option.some({ ...reply, headers: { ...reply.headers, "x-pareta-billed": "0" } })
  }

  /** Remembers a successful reply, if the request has a key. Of the request, only a digest is kept. */
  remember(request: ReceivedRequest, reply: Reply): void {
    const key = keyOf(request)
    if (key === null || reply.status >= 300) return
    const slot = slotOf(request, key)
    if (this.#replies.has(slot)) return
    const replayed = asText(reply.replay?.() ?? reply)
    this.#replies.set(slot, { fingerprint: request.fingerprint, reply: replayed })
    this.#slots.push(slot, slot.length + sizeOf(replayed))
  }
}

interface Remembered {
  readonly fingerprint: string
  readonly reply: Reply
}

// The same key may be used by another organization, or on another route.
const slotOf = (request: ReceivedRequest, key: string): string =>
  JSON.stringify([request.headers["authorization"], request.path, key])

// Without functions and values: they may refer to the request, and then its body would be kept too.
const asText = ({ status, headers, body, headAt }: Reply): Reply => ({
  status,
  headers,
  body: body._tag === "Json" ? { _tag: "Text", text: JSON.stringify(body.value) } : body,
  ...(headAt === undefined ? {} : { headAt })
})

const sizeOf = ({ headers, body }: Reply): number => {
  const ofHeaders = JSON.stringify(headers).length + bytesPerPart
  if (body._tag === "Text") return ofHeaders + body.text.length
  if (body._tag === "Events") return body.events.reduce((sum, each) => sum + each.text.length + bytesPerPart, ofHeaders)
  return ofHeaders
}

// An event, and a reply, take about this much in V8, besides their texts.
const bytesPerPart = 100
