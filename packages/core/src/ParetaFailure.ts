/** Every failure of the library as one union, and the type guards. */
import type { ChatCompletion } from "./chat/ChatCompletion.ts"
import type { EvalContractError } from "./evals/EvalContractError.ts"
import {
  type APIConnectionError,
  type APIStatusError,
  type APIStreamError,
  type CallFailure,
  type DeployError,
  type EvalTimeoutError,
  isAPIConnectionError as isConnectionError,
  isParetaError as isError,
  isAPIStatusError as isStatusError
} from "./ParetaError.ts"

/** Every failure of the library. Some have more properties: see {@link FailureFacts}. */
export type ParetaFailure =
  | ((CallFailure | APIStreamError) & FailureFacts)
  | DeployError
  | EvalTimeoutError
  | EvalContractError

/** Properties that only some failures have. */
export interface FailureFacts {
  /** On the failure of a chat stream: the chunks that had arrived, merged into one completion. */
  readonly partial?: ChatCompletion
  /** On the failure of waiting for an eval run: its id. */
  readonly runId?: string
  /** On the failure of waiting for an eval run: its status at the last successful poll; `null` if none succeeded. */
  readonly lastStatus?: string | null
}

/** Whether a value is an error of this library, including one made by another copy of the package. */
export const isParetaError = (u: unknown): u is ParetaFailure => isError(u)

/** Whether a value is an `APIStatusError` or a subclass of it, including one made by another copy of the package. */
export const isAPIStatusError = (u: unknown): u is APIStatusError & FailureFacts => isStatusError(u)

/**
 * Whether a value is an `APIConnectionError` or an `APITimeoutError`, including one made by another copy of the
 * package.
 *
 * ```ts
 * if (isAPIConnectionError(error)) console.log(error.partial?.choices[0]?.message.content)
 * ```
 */
export const isAPIConnectionError = (u: unknown): u is APIConnectionError & FailureFacts => isConnectionError(u)
