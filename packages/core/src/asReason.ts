/** Failures with a reason, for `Effect.catchReason`. */
import type { ParetaError } from "./ParetaError.ts"

/** A failure of the library as the reason of one tag: see {@link asReason}. */
export interface ParetaReason<E extends ParetaError> extends Error {
  readonly _tag: "ParetaError"
  /** The failure itself. */
  readonly reason: E
}

/**
 * Puts a failure of the library under the one tag `ParetaError`, as its `reason`.
 *
 * The tags of the failures are common words, and other libraries use them too. Where several of them meet in one
 * program, catch these by their reason.
 *
 * ```ts
 * client.models.list().pipe(
 *   Effect.mapError(asReason),
 *   Effect.catchReason("ParetaError", "RateLimitError", (reason) => Effect.succeed(reason.retryAfter))
 * )
 * ```
 */
export const asReason = <E extends ParetaError>(failure: E): ParetaReason<E> =>
  Object.assign(new Error(failure.message, { cause: failure }), {
    name: "ParetaError",
    _tag: "ParetaError",
    reason: failure
  } as const)
