import type { ParetaError, RateLimit, ResponseFacts } from "../ParetaError.ts"
import { withoutQuery } from "./Url.ts"

/** How a stream ended, as far as its events told. */
export interface StreamVerdict {
  /** Whether the terminator arrived: `[DONE]`, or a deployment's `complete` or `error`. */
  readonly terminated: boolean
  /** The finish reason of each choice seen, by index; `null` for one that did not finish. */
  readonly finishReasons: ReadonlyArray<string | null>
  /** Token counts, when the stream carried them. */
  readonly usage: { readonly [key: string]: unknown } | null
}

/** What is known of a logical call beside its result. */
export class ResponseMeta {
  /** The public method, e.g. `chat.completions.create`. */
  readonly operation: string
  /** The status of the last response; `null` when none arrived. */
  readonly status: number | null
  /** How many times the request was sent. */
  readonly attempts: number
  /** The `x-request-id` of the last response. */
  readonly requestId: string | null
  /** Micro-USD debited by this call (`X-Pareta-Billed`); 0 when an earlier attempt with the same key was billed. */
  readonly billedMicroUsd: number | null
  /** Micro-USD that one frontier call would have cost (`X-Pareta-Frontier-Would-Have-Cost`). */
  readonly frontierWouldHaveCostMicroUsd: number | null
  readonly rateLimit: RateLimit | null
  /** Milliseconds from the start of the call, first attempt and back-off included. */
  readonly timings: {
    /** To the accepted head of the response; `null` when there was none. */
    readonly head: number | null
    /** To the first event of a stream. */
    readonly firstEvent: number | null
    /** To the result, the failure or the end of the stream. */
    readonly total: number
  }
  /** How a stream ended; `null` for a buffered call. */
  readonly verdict: StreamVerdict | null
  /** What the call failed with; `null` when it succeeded. */
  readonly error: ParetaError | null

  constructor(facts: ResponseMetaFacts) {
    const headers = facts.headers
    this.operation = facts.operation
    this.status = facts.status
    this.attempts = facts.attempts
    this.requestId = facts.requestId
    this.billedMicroUsd = facts.billedMicroUsd ?? wholeNumber(headers?.get("x-pareta-billed"))
    this.frontierWouldHaveCostMicroUsd =
      facts.frontierWouldHaveCostMicroUsd ?? wholeNumber(headers?.get("x-pareta-frontier-would-have-cost"))
    this.rateLimit = headers == null ? null : rateLimitOf(headers)
    this.timings = facts.timings
    this.verdict = facts.verdict
    this.error = facts.error
  }
}

export interface ResponseMetaFacts
  extends Pick<ResponseMeta, "operation" | "status" | "attempts" | "requestId" | "timings" | "verdict" | "error"> {
  readonly headers: Headers | null
  /** From the comments of a stream, which has no receipt headers. */
  readonly billedMicroUsd?: number | null
  readonly frontierWouldHaveCostMicroUsd?: number | null
}

// Results are told apart by identity, and what is known of one lives as long as the result does.
const metas = new WeakMap<object, () => ResponseMeta>()

/** What is known of the call that made this result; `undefined` for anything that is not an object result of a call. */
export const responseMeta = (result: unknown): ResponseMeta | undefined =>
  typeof result === "object" && result !== null ? metas.get(result)?.() : undefined

/** Keeps, for a result, how to tell of its call. */
export const keepMeta = (result: unknown, meta: () => ResponseMeta): void => {
  if (typeof result === "object" && result !== null) metas.set(result, meta)
}

const wholeNumber = (text: string | null | undefined): number | null => {
  const value = text == null || text.trim() === "" ? Number.NaN : Number(text)
  return Number.isFinite(value) ? Math.trunc(value) : null
}

/** The rate limit told by `RateLimit-*`, `X-RateLimit-*` or OpenAI's `X-RateLimit-*-Requests`; `null` when there is none. */
export const rateLimitOf = (headers: Headers): RateLimit | null => {
  const read = (field: string) =>
    [`ratelimit-${field}`, `x-ratelimit-${field}`, `x-ratelimit-${field}-requests`]
      .map((name) => headers.get(name))
      .find((value) => value !== null)
  const limit = wholeNumber(read("limit"))
  const remaining = wholeNumber(read("remaining"))
  const reset = seconds(read("reset"))
  return limit === null && remaining === null && reset === null ? null : { limit, remaining, reset }
}

/** `12`, `1.5s`, `6m0s`, `250ms`: the spellings in use for a reset. */
const seconds = (text: string | null | undefined): number | null => {
  if (text == null || text.trim() === "") return null
  const plain = Number(text)
  if (Number.isFinite(plain)) return plain
  const parts = [...text.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h|d)/g)]
  if (parts.length === 0 || parts.map((part) => part[0]).join("") !== text.trim()) return null
  const unit: { readonly [name: string]: number } = { ms: 0.001, s: 1, m: 60, h: 3600, d: 86_400 }
  return parts.reduce((sum, [, amount, name]) => sum + Number(amount) * (unit[name as string] as number), 0)
}

// What may appear in a log: never cookies, and nothing the platform has not documented.
const shown = /^(content-type|date|retry-after|retry-after-ms|x-request-id|x-pareta-.+|(x-)?ratelimit-.+)$/

/** The facts of a response that an error may carry. */
export const responseFacts = (response: Response, url: string): ResponseFacts => {
  const headers: Record<string, string> = {}
  response.headers.forEach((value, name) => {
    if (shown.test(name)) headers[name] = value
  })
  return { status: response.status, statusText: response.statusText, url: withoutQuery(url), headers }
}
