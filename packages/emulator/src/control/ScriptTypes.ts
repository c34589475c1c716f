/** Checks the types of scripts. They may come as JSON, from a program without types. */
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"

/** How many requests an entry of a script is for: a whole number of at least 1, or `Infinity`. */
export const Times = Schema.optional(
  Schema.Union([
    Schema.Int.check(Schema.isGreaterThanOrEqualTo(1)),
    Schema.declare((times): times is number => times === Number.POSITIVE_INFINITY, { expected: "Infinity" })
  ])
)

/** A whole number of at least 0. */
export const Count = Schema.Int.check(Schema.isGreaterThanOrEqualTo(0))

/** Returns a function that throws a `RangeError`, beginning with `what`, for a value that the Schema does not accept. */
export const typeCheck = (schema: Schema.Decoder<unknown>): ((value: unknown, what: string) => void) => {
  const decode = Schema.decodeUnknownResult(schema)
  return (value, what) => {
    const decoded = decode(value)
    if (Result.isFailure(decoded)) throw new RangeError(`${what}: ${decoded.failure.message.replace(/\s+/g, " ")}`)
  }
}
