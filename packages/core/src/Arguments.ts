/** Argument checks. A check throws `InvalidArgumentError`; `checked` turns the throw into a failure of the call. */
import * as Effect from "effect/Effect"
import { InvalidArgumentError } from "./ParetaError.ts"

/** Runs a check as a step of a call. */
export const checked = <A>(operation: string, check: () => A): Effect.Effect<A, InvalidArgumentError> =>
  Effect.try({ try: check, catch: (cause) => argumentError(operation, cause) })

/** Adds the name of the call to the error of a check. Any other thrown value becomes the cause of a new error. */
export const argumentError = (operation: string, cause: unknown): InvalidArgumentError => {
  if (!(cause instanceof InvalidArgumentError)) {
    return new InvalidArgumentError("the arguments cannot be read", { operation, cause })
  }
  return new InvalidArgumentError(
    cause.message,
    cause.cause === undefined ? { operation } : { operation, cause: cause.cause }
  )
}
