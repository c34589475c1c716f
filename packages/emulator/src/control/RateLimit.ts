/** How many requests a platform accepts in a period. */
import type * as Duration from "effect/Duration"
import { millisecondsOf } from "./Durations.ts"
import { checkNames, type Names } from "./KnownNames.ts"
import type { RequestMatcher } from "./RequestMatcher.ts"

/** A limit on how many requests are accepted in a period. Further ones get 429. */
export interface RateLimit {
  /** How many requests are accepted in each period. */
  readonly requests: number
  /** The period. Numbers are milliseconds. Default: 1 second. */
  readonly per?: Duration.Input
  /**
   * `"token-bucket"` makes room for requests evenly over the period. `"fixed-window"` makes room for all of them when a
   * period begins. Default: `"token-bucket"`.
   */
  readonly algorithm?: "token-bucket" | "fixed-window"
  /** How many requests a token bucket accepts at once after a pause. Default: `requests`. */
  readonly burst?: number
  /** Which requests are counted and limited. Default: all that have a key. */
  readonly on?: RequestMatcher
  /** Whether a 429 has a `Retry-After`. Default: `true`. */
  readonly retryAfter?: boolean
}

/** A rate limit with all defaults filled in. */
export interface ResolvedRateLimit extends Required<Omit<RateLimit, "on" | "per">> {
  readonly periodMilliseconds: number
  readonly on: RequestMatcher | undefined
}

/** Fills in the defaults. Throws a `RangeError` for a field that does not exist, and for an invalid value. */
export const resolveRateLimit = (limit: RateLimit): ResolvedRateLimit => {
  checkNames(limit, names, "a rate limit")
  const { requests, per = "1 second", algorithm = "token-bucket", burst = requests, on, retryAfter = true } = limit
  const periodMilliseconds = millisecondsOf(per)
  if (!isCount(requests)) throw new RangeError("a rate limit: requests must be a finite number of at least 1")
  if (!isCount(burst)) throw new RangeError("a rate limit: burst must be a finite number of at least 1")
  if (periodMilliseconds === undefined || periodMilliseconds === 0 || !Number.isFinite(periodMilliseconds)) {
    throw new RangeError("a rate limit: per must be a finite duration above 0")
  }
  if (algorithm !== "token-bucket" && algorithm !== "fixed-window") {
    throw new RangeError('a rate limit: algorithm must be "token-bucket" or "fixed-window"')
  }
  if (typeof retryAfter !== "boolean") throw new RangeError("a rate limit: retryAfter must be a boolean")
  return { requests, periodMilliseconds, algorithm, burst, on, retryAfter }
}

const isCount = (value: unknown): boolean => typeof value === "number" && Number.isFinite(value) && value >= 1

const names: Names<RateLimit> = {
  requests: true,
  per: true,
  algorithm: true,
  burst: true,
  on: true,
  retryAfter: true
}
