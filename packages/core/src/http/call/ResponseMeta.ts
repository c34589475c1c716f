/** The metadata of a call: attempts, receipts, rate limits, timings. */
import type { ParetaError, RateLimit } from "../../ParetaError.ts"
import type { ResponseHeaders } from "../transport/ReceivedResponse.ts"
import { rateLimitOf, receiptOf, requestIdOf, type SecretSettings } from "./ResponseHead.ts"

/** How a stream ended, as far as its events show. */
export interface StreamVerdict {
  /** Whether the terminator arrived: `[DONE]`, or the `complete` or `error` event of a deployment. */
  readonly terminated: boolean
  /** The finish reason of each choice of a chat stream, by index; `null` for one that did not finish. */
  readonly finishReasons: ReadonlyArray<string | null>
  /** The token counts, if the stream had them. */
  readonly usage: { readonly [key: string]: unknown } | null
}

/** The metadata of a call. */
export class ResponseMeta {
  /** The public method, e.g. `chat.completions.create`. */
  readonly operation: string
  /** The status of the response to the last attempt; `null` if none arrived. */
  readonly status: number | null
  /** How many attempts were made. */
  readonly attempts: number
  /** The `x-request-id` of that response; `null` if there is none. */
  readonly requestId: string | null
  /**
   * Micro-USD billed for this call (`X-Pareta-Billed`); 0 if an earlier attempt with its idempotency key was billed.
   */
  readonly billedMicroUsd: number | null
  /** Micro-USD that one frontier call would have cost (`X-Pareta-Frontier-Would-Have-Cost`). */
  readonly frontierWouldHaveCostMicroUsd: number | null
  readonly rateLimit: RateLimit | null
  /** Milliseconds from the start of the call, including earlier attempts and their back-off. */
  readonly timings: {
    /** To the response headers of the last attempt; `null` if none arrived. */
    readonly head: number | null
    /** To the first event of a stream; `null` if there was none. */
    readonly firstEvent: number | null
    /** To the result, the failure or the end of the stream. */
    readonly total: number
  }
  /** How a stream ended; `null` for a buffered call, and for a stream whose response headers were not accepted. */
  readonly verdict: StreamVerdict | null
  /** The failure of the call; `null` if it succeeded. */
  readonly error: ParetaError | null

  /** @internal */
  constructor(facts: ResponseMetaFacts) {
    const { headers } = facts
    const receipt = headers === null ? undefined : receiptOf(headers)
    this.operation = facts.operation
    this.status = facts.status
    this.attempts = facts.attempts
    this.requestId = headers === null ? null : requestIdOf(headers, facts.secrets)
    this.billedMicroUsd = facts.billedMicroUsd ?? receipt?.billedMicroUsd ?? null
    this.frontierWouldHaveCostMicroUsd =
      facts.frontierWouldHaveCostMicroUsd ?? receipt?.frontierWouldHaveCostMicroUsd ?? null
    this.rateLimit = headers === null ? null : rateLimitOf(headers)
    this.timings = facts.timings
    this.verdict = facts.verdict
    this.error = facts.error
  }
}

/** The values that a {@link ResponseMeta} is made from. */
export interface ResponseMetaFacts
  extends Pick<ResponseMeta, "operation" | "status" | "attempts" | "timings" | "verdict" | "error"> {
  readonly headers: ResponseHeaders | null
  /** From the comments of a chat stream, which has no receipt headers. */
  readonly billedMicroUsd: number | null
  readonly frontierWouldHaveCostMicroUsd: number | null
  /** To remove them from the request id, in case the server quotes them there. */
  readonly secrets: SecretSettings
}

/** Returns the metadata of the call that returned this object; `undefined` for any other value. */
export const responseMeta = (result: unknown): ResponseMeta | undefined => {
  const facts = typeof result === "object" && result !== null ? kept.get(result) : undefined
  return facts === undefined ? undefined : new ResponseMeta(facts)
}

/** Keeps the metadata of a call for as long as its result lives. It is parsed only when `responseMeta` is called. */
export const keepMeta = (result: unknown, facts: ResponseMetaFacts): void => {
  if (typeof result === "object" && result !== null) kept.set(result, facts)
}

// By identity: two results with the same content come from two calls.
const kept = new WeakMap<object, ResponseMetaFacts>()
