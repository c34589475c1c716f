/** Every failure of the library as one union, and its type guard. */
import type { ChatCompletion } from "./chat/ChatCompletion.ts"
import {
  type APIStreamError,
  type CallFailure,
  type DeployError,
  type EvalTimeoutError,
  isParetaError as isError
} from "./ParetaError.ts"

/** Every failure of the library. Some have more properties: see {@link FailureFacts}. */
export type ParetaFailure = ((CallFailure | APIStreamError) & FailureFacts) | DeployError | EvalTimeoutError

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
