import * as Result from "effect/Result"
import * as Schema from "effect/Schema"

/**
 * The vocabulary in which the wire's shapes are written, over Effect's Schema.
 *
 * `WireCheck.ts` has the same names without Schema. It stands in for this module where the condition `@pareta/light` is
 * set: in the bundle of `pareta`, of which Schema would be a third. A property test holds the two to the same verdicts.
 */
export type Shape = Schema.Decoder<unknown>

export const text: Shape = Schema.String

export const number: Shape = Schema.Finite

/** The wire tolerates absence and null everywhere but for the few fields that are required. */
export const maybe = (shape: Shape): Shape => /*#__PURE__*/ Schema.optional(/*#__PURE__*/ Schema.NullOr(shape))

export const array = (item: Shape): Shape => /*#__PURE__*/ Schema.Array(item)

/** An object with at least these fields; others are none of the check's business. */
export const struct = (fields: { readonly [name: string]: Shape }): Shape =>
  Object.keys(fields).length === 0
    ? // A Struct without fields takes whatever is not null, as `{}` does in TypeScript.
      /*#__PURE__*/ Schema.Record(Schema.String, Schema.Unknown)
    : /*#__PURE__*/ Schema.Struct(fields)

/** What is wrong with a value, or `undefined`. The text names places and expectations, never what was found there. */
export type Check = (value: unknown) => string | undefined

/** A check by a shape. It only checks: what a schema puts out has lost the fields it does not know. */
export const checkOf = (shape: Shape): Check => {
  // Compiled at the first use: an import should not pay for calls that are never made.
  let decode: ((value: unknown) => Result.Result<unknown, Schema.SchemaError>) | undefined
  return (value) => {
    decode ??= Schema.decodeUnknownResult(shape)
    const checked = decode(value)
    return Result.isFailure(checked) ? checked.failure.message : undefined
  }
}
