/** Reads durations that may be wrong. A wrong one in a script is refused before a request meets it. */
import * as Duration from "effect/Duration"
import * as Option from "effect/Option"

/** The milliseconds of a duration; `undefined` unless it is a duration of 0 or more. */
export const millisecondsOf = (given: Duration.Input): number | undefined => {
  if (!isDuration(given)) return undefined
  const milliseconds = Option.map(Duration.fromInput(given), Duration.toMillis)
  return Option.getOrUndefined(Option.filter(milliseconds, (value) => value >= 0))
}

/** Effect reads NaN, and an object without a unit of time, as a duration of 0. */
const isDuration = (given: unknown): boolean => {
  if (typeof given !== "object" || given === null || Duration.isDuration(given)) return !Number.isNaN(given)
  const isNumeric = Object.values(given).every((value) => typeof value === "number" && !Number.isNaN(value))
  return isNumeric && (Array.isArray(given) ? given.length === 2 : hasOnlyUnits(Object.keys(given)))
}

const hasOnlyUnits = (names: ReadonlyArray<string>): boolean =>
  names.length > 0 && names.every((name) => units.includes(name))

const units = ["weeks", "days", "hours", "minutes", "seconds", "milliseconds", "microseconds", "nanoseconds"]

/** Throws a `RangeError` unless it is absent or a duration of 0 or more. */
export const checkDuration = (given: Duration.Input | undefined, name: string): void => {
  if (given !== undefined && millisecondsOf(given) === undefined) throw new RangeError(`${name} must be a duration`)
}
