/** Argument checks. A check throws `InvalidArgumentError`; `checked` turns the throw into a failure of the call. */
import * as Effect from "effect/Effect"
import { InvalidArgumentError } from "./ParetaError.ts"

/** Runs a check as a step of a call. */
export const checked = <A>(operation: string, check: () => A): Effect.Effect<A, InvalidArgumentError> =>
  Effect.try({ try: check, catch: (cause) => argumentError(operation, cause) })

/** Whether a thrown value is the error of a check. Safe for every value, even a revoked proxy. */
export const isArgumentError = (cause: unknown): cause is InvalidArgumentError => {
  try {
    return cause instanceof InvalidArgumentError
  } catch {
    return false
  }
}

/** Adds the name of the call to the error of a check. Any other thrown value becomes the cause of a new error. */
export const argumentError = (
  operation: string,
  cause: unknown,
  facts?: { readonly [name: string]: unknown }
): InvalidArgumentError => {
  const options = facts === undefined ? { operation } : { operation, facts }
  if (!isArgumentError(cause)) {
    return new InvalidArgumentError("the arguments cannot be read", { ...options, cause })
  }
  return new InvalidArgumentError(
    cause.message,
    cause.cause === undefined ? options : { ...options, cause: cause.cause }
  )
}
