/** Converts the user's durations to milliseconds. */
import * as Duration from "effect/Duration"
import * as Option from "effect/Option"

/** Converts a duration to milliseconds; `NaN` if the value is not a duration. */
export const millisecondsOf = (input: Duration.Input): number => {
  // Effect reads NaN, and any object without a unit of time, as zero.
  const isTime = typeof input === "object" ? isDurationInput(input) && isNumeric(input) : !Number.isNaN(input)
  if (!isTime) return Number.NaN
  return Option.match(Duration.fromInput(input), { onNone: () => Number.NaN, onSome: Duration.toMillis })
}

/** Whether an object is a duration, such as `{ seconds: 5 }`. */
export const isDurationInput = (value: object | null): boolean =>
  value !== null && (Duration.isDuration(value) || Array.isArray(value) || hasOnlyUnits(Object.keys(value)))

const isNumeric = (input: object): boolean =>
  Duration.isDuration(input) || Object.values(input).every((value) => value === undefined || value >= 0 || value < 0)

const hasOnlyUnits = (names: ReadonlyArray<string>): boolean =>
  names.length > 0 && names.every((name) => units.includes(name))

const units = ["weeks", "days", "hours", "minutes", "seconds", "milliseconds", "microseconds", "nanoseconds"]
