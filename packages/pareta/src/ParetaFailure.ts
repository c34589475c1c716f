/** Every failure of the library as one union, and its type guard. */
import {
  type APIAbortError,
  type ParetaFailure as Core,
  type FailureFacts,
  isParetaError as isError
} from "@pareta/core/internal"

/**
 * Every failure of the library. That of a chat stream may have `partial`: the completion so far.
 *
 * ```ts
 * if (isParetaError(error) && error._tag === "APIConnectionError") {
 *   console.log(error.partial?.choices[0]?.message.content)
 * }
 * ```
 */
export type ParetaFailure = Core | (APIAbortError & FailureFacts)

/** Whether a value is an error of this library, including one made by another copy of the package. */
export const isParetaError = (u: unknown): u is ParetaFailure => isError(u)
