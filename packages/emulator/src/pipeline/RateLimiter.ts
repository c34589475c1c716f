/** Counts requests against a rate limit. */
import { type RateLimit, type ResolvedRateLimit, resolveRateLimit } from "../control/RateLimit.ts"
import { checkMatcher, matches } from "../control/RequestMatcher.ts"
import { Problem } from "../wire/Problem.ts"
import type { WireRequest } from "../wire/WireRequest.ts"

/** The rate limit of an emulator. */
export interface RateLimiting {
  /**
   * Sets the limit, in place of the one before. Counting starts anew. Throws a `RangeError` for a field or a route name
   * that does not exist, and for an invalid value.
   */
  readonly set: (limit: RateLimit) => void
  /** Removes the limit. */
  readonly clear: () => void
}

/** The implementation of `RateLimiting`. The platform calls `take`. */
export class RateLimiter implements RateLimiting {
  #limit: ResolvedRateLimit | undefined
  #given: RateLimit | undefined
  #room = 0
  #countedAt = Number.NEGATIVE_INFINITY
  readonly #routeNames: ReadonlyArray<string>

  constructor(limit: RateLimit | undefined, routeNames: ReadonlyArray<string>) {
    this.#routeNames = routeNames
    this.restore(limit)
  }

  /** The limit as it was set. */
  get limit(): RateLimit | undefined {
    return this.#given
  }

  set(limit: RateLimit): void {
    const resolved = resolveRateLimit(limit)
    checkMatcher(resolved.on, this.#routeNames)
    this.#limit = resolved
    this.#given = limit
    this.#room = capacityOf(resolved)
    this.#countedAt = Number.NEGATIVE_INFINITY
  }

  clear(): void {
    this.#limit = undefined
    this.#given = undefined
  }

  /** Sets the limit of the options, or none. */
  restore(limit: RateLimit | undefined): void {
    if (limit === undefined) this.clear()
    else this.set(limit)
  }

  /**
   * Counts a request at a time in milliseconds, and returns the headers of its reply. A request over the limit is not
   * counted, and gets a 429.
   */
  take(route: string, request: WireRequest, now: number): { readonly [name: string]: string } | Problem {
    const limit = this.#limit
    if (limit === undefined || !matches(limit.on, route, request)) return {}
    this.#makeRoom(limit, now)
    const isAccepted = this.#room >= 1
    if (isAccepted) this.#room -= 1
    const milliseconds = Math.ceil(this.#millisecondsToRoom(limit, now))
    const headers = {
      "ratelimit-limit": String(limit.requests),
      "ratelimit-remaining": String(Math.floor(this.#room)),
      "ratelimit-reset": String(Math.ceil(milliseconds / 1_000))
    }
    if (isAccepted) return headers
    return new Problem({
      status: 429,
      detail: "rate limit exceeded, slow down",
      headers: limit.retryAfter ? { ...headers, "retry-after": String(milliseconds / 1_000) } : headers
    })
  }

  #makeRoom(limit: ResolvedRateLimit, now: number): void {
    const capacity = capacityOf(limit)
    if (limit.algorithm === "fixed-window") {
      const beganAt = windowOf(limit, now)
      if (beganAt > this.#countedAt) this.#room = capacity
      this.#countedAt = beganAt
      return
    }
    const elapsed = Math.max(0, now - this.#countedAt)
    this.#room = Math.min(capacity, this.#room + (elapsed * limit.requests) / limit.periodMilliseconds)
    this.#countedAt = now
  }

  #millisecondsToRoom(limit: ResolvedRateLimit, now: number): number {
    if (this.#room >= 1) return 0
    if (limit.algorithm === "fixed-window") return windowOf(limit, now) + limit.periodMilliseconds - now
    return ((1 - this.#room) * limit.periodMilliseconds) / limit.requests
  }
}

const capacityOf = ({ algorithm, requests, burst }: ResolvedRateLimit): number =>
  algorithm === "token-bucket" ? burst : requests

const windowOf = ({ periodMilliseconds }: ResolvedRateLimit, now: number): number =>
  Math.floor(now / periodMilliseconds) * periodMilliseconds
