/** Failures that are never retried, whatever their class: the server may have executed the request. */
import type { CallFailure } from "../../ParetaError.ts"

/** Exempts a failure from being retried. */
export const notRetried = <Failure extends CallFailure>(failure: Failure): Failure => {
  exempt.add(failure)
  return failure
}

/** Whether a failure is exempt from being retried. */
export const isNotRetried = (failure: CallFailure): boolean => exempt.has(failure)

const exempt = /*#__PURE__*/ new WeakSet<CallFailure>()
