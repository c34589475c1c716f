/** The errors and their guards, in a separate file, so that a program that uses only these bundles nothing else. */
import type { APIAbortError, ParetaFailure as Core, FailureFacts } from "@pareta/core/internal"
import { isParetaError as isError } from "@pareta/core/internal/errors"

export * from "@pareta/core/internal/errors"

/**
 * Every failure of the library. The failure of a chat stream may have `partial`: the completion so far.
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
