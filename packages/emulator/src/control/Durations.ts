/** Reads durations that may be wrong. A wrong one in a script is refused before a request meets it. */
import * as Duration from "effect/Duration"
import * as Option from "effect/Option"

/** The milliseconds of a duration; `undefined` for what is no duration of 0 or more. */
export const millisecondsOf = (given: Duration.Input): number | undefined => {
  // Effect takes it for a duration of 0.
  if (Number.isNaN(given)) return undefined
  const milliseconds = Option.map(Duration.fromInput(given), Duration.toMillis)
  return Option.getOrUndefined(Option.filter(milliseconds, (value) => value >= 0))
}

/** Throws a `RangeError` for what is neither absent nor a duration of 0 or more. */
export const checkDuration = (given: Duration.Input | undefined, name: string): void => {
  if (given !== undefined && millisecondsOf(given) === undefined) throw new RangeError(`${name} must be a duration`)
}
