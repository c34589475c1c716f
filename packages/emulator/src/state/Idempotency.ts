/**
 * Remembers replies by `Idempotency-Key`, so that a repeated POST is executed and billed once. See
 * `docs/wire.md#idempotency`.
 */
import * as Option from "effect/Option"
import { type IdempotencyOptions, type ResolvedIdempotency, resolveIdempotency } from "../control/IdempotencyOptions.ts"
import { Newest } from "../control/Newest.ts"
import { Problem } from "../wire/Problem.ts"
import type { Reply } from "../wire/Reply.ts"
import type { ReceivedRequest } from "../wire/WireRequest.ts"

/** The idempotency key of a request. Only a POST has one. */
export const keyOf = (request: ReceivedRequest): string | null =>
  request.method === "POST" ? (request.headers["idempotency-key"] ?? null) : null

/** The idempotency keys of an emulator. */
export interface Idempotency {
  /** Changes how keys are treated from now on. Throws a `RangeError` for an option that does not exist or is invalid. */
  readonly set: (options: IdempotencyOptions) => void
  /** Forgets all keys, so that a repeated request is executed and billed again. */
  readonly clear: () => void
}

/** Successful replies by key. Failures are not remembered, so a retry may succeed. The oldest are forgotten first. */
export class IdempotencyStore implements Idempotency {
  readonly #replies = new Map<string, Remembered>()
  readonly #slots: Newest<string>
  readonly #inProgress = new Map<string, number>()
  #options: ResolvedIdempotency

  constructor(options: ResolvedIdempotency, rememberedBytes: number) {
    this.#options = options
    this.#slots = new Newest(options.maxKeys, rememberedBytes, (slot) => this.#replies.delete(slot))
  }

  /** How many replies were forgotten, because there was no space for them. */
  get dropped(): number {
    return this.#slots.dropped
  }

  /** How many keys are remembered. */
  get size(): number {
    return this.#replies.size
  }

  get options(): ResolvedIdempotency {
    return this.#options
  }

  set(options: IdempotencyOptions): void {
    const { maxKeys, lifetimeMilliseconds: lifetime, whileInProgress } = this.#options
    this.#options = resolveIdempotency({ maxKeys, lifetime, whileInProgress, ...options })
    this.#slots.limitTo(this.#options.maxKeys)
  }

  clear(): void {
    this.#replies.clear()
    this.#slots.clear()
  }

  /**
   * The first reply to this key. Or a problem: 422 if the key was used with another body, and 409, if that is wanted,
   * while the first request is still being answered.
   */
  recall(request: ReceivedRequest, now: number): Option.Option<Reply | Problem> {
    const key = keyOf(request)
    if (key === null) return Option.none()
    const slot = slotOf(request, key)
    const remembered = this.#live(slot, now)
    if (remembered !== undefined && remembered.fingerprint !== request.fingerprint) {
      return Option.some(
        new Problem({ status: 422, detail: `Idempotency-Key '${key}' was already used with a different request body` })
      )
    }
    if (this.#options.whileInProgress === "conflict" && this.#inProgress.has(slot)) {
      return Option.some(
        new Problem({ status: 409, detail: `a request with Idempotency-Key '${key}' is still in progress` })
      )
    }
    if (remembered === undefined) return Option.none()
    const { reply } = remembered
    return Option.some({ ...reply, headers: { ...reply.headers, "x-pareta-billed": "0" } })
  }

  /** Marks the key of a request as being in progress. Returns a function that ends this. */
  begin(request: ReceivedRequest): () => void {
    const key = keyOf(request)
    if (key === null) return () => {}
    const slot = slotOf(request, key)
    this.#inProgress.set(slot, (this.#inProgress.get(slot) ?? 0) + 1)
    return () => {
      const others = (this.#inProgress.get(slot) ?? 1) - 1
      if (others > 0) this.#inProgress.set(slot, others)
      else this.#inProgress.delete(slot)
    }
  }

  /** Remembers a successful reply, if the request has a key. Of the request, only a digest is kept. */
  remember(request: ReceivedRequest, reply: Reply, now: number): void {
    const key = keyOf(request)
    if (key === null || reply.status >= 300) return
    const slot = slotOf(request, key)
    if (this.#live(slot, now) !== undefined) return
    const replayed = asText(reply.replay?.() ?? reply)
    this.#replies.set(slot, { fingerprint: request.fingerprint, reply: replayed, at: now })
    this.#slots.push(slot, slot.length + sizeOf(replayed))
  }

  // Forgets the key when its time is over.
  #live(slot: string, now: number): Remembered | undefined {
    const remembered = this.#replies.get(slot)
    if (remembered === undefined || now - remembered.at < this.#options.lifetimeMilliseconds) return remembered
    this.#replies.delete(slot)
    this.#slots.remove(slot)
    return undefined
  }
}

interface Remembered {
  /** When the request was handled, as Unix time in milliseconds. */
  readonly at: number
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
