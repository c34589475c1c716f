/** Checks durations of scripts. A wrong one is a mistake in the test, and is refused before a request meets it. */
import * as Duration from "effect/Duration"
import * as Option from "effect/Option"

/** Throws a `RangeError` for what is neither absent nor a duration of 0 or more. */
export const checkDuration = (given: Duration.Input | undefined, name: string): void => {
  if (given === undefined) return
  const duration = Duration.fromInput(given)
  if (Option.isNone(duration) || !(Duration.toMillis(duration.value) >= 0)) {
    throw new RangeError(`${name} must be a duration`)
  }
}
