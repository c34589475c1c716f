/** The options for waiting for an eval run or an endpoint, in seconds. */
import { checked, InvalidArgumentError, type WaitOptions } from "@pareta/core/internal"
import type { RequestOptions } from "./RequestOptions.ts"

/** The options for waiting for a run. Times are in seconds. */
export interface EvalRunWaitOptions extends Omit<RequestOptions, "timeout"> {
  /** Seconds between polls; 0 for no pause. @default 3 */
  readonly pollInterval?: number | undefined
  /** How many seconds to wait; 0 polls once. @default 900 */
  readonly timeout?: number | undefined
}

/** The options for waiting as the core takes them. A wrong one is a failure of the call. */
export const inMilliseconds = (operation: string, options: Seconds | null | undefined) =>
  checked(operation, () => milliseconds(options ?? {}))

type Seconds = Pick<EvalRunWaitOptions, "pollInterval" | "timeout">

/** Converts the options of waiting. Throws `InvalidArgumentError`. */
export const milliseconds = ({ pollInterval, timeout }: Seconds): WaitOptions => ({
  pollInterval: thousandfold(pollInterval, "pollInterval"),
  timeout: thousandfold(timeout, "timeout")
})

const thousandfold = (seconds: number | undefined, name: string): number | undefined => {
  if (seconds === undefined || seconds === null) return undefined
  if (typeof seconds !== "number") throw new InvalidArgumentError(`${name} must be a number of seconds`)
  return seconds * 1000
}
