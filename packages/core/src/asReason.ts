/** Failures with a reason, for `Effect.catchReason`. */
import type { ParetaError } from "./ParetaError.ts"

/** An error with the tag `ParetaError` and a failure of the library as its reason: see {@link asReason}. */
export interface ParetaReason<E extends ParetaError> extends Error {
  readonly _tag: "ParetaError"
  /** The failure itself. */
  readonly reason: E
}

/**
 * Wraps a failure of the library, as the `reason`, in an error with the tag `ParetaError`.
 *
 * The tags of the failures are common words, and other libraries use them too. In a program where tags collide, catch
 * the failures of this library by their reason.
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
