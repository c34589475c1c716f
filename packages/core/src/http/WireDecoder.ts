import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import type { Decoder } from "./Call.ts"

/** A field that may be absent or null: the wire tolerates both everywhere but for the few fields that are required. */
export const maybe = <S extends Schema.Top>(schema: S) =>
  /*#__PURE__*/ Schema.optional(/*#__PURE__*/ Schema.NullOr(schema))

/** What is wrong with a value, or `undefined`. The text names places and expectations, never what was found there. */
export type Check = (value: unknown) => string | undefined

/** A check by a schema. It only checks: what a schema puts out has lost the fields it does not know. */
export const checkOf = (schema: Schema.Decoder<unknown>): Check => {
  // Compiled at the first use: an import should not pay for calls that are never made.
  let decode: ((value: unknown) => Result.Result<unknown, Schema.SchemaError>) | undefined
  return (value) => {
    decode ??= Schema.decodeUnknownResult(schema)
    const checked = decode(value)
    return Result.isFailure(checked) ? checked.failure.message : undefined
  }
}

/** Decodes by a check and a constructor that takes the value as it arrived. */
export const decoderOf =
  <Wire, A>(check: Check, make: (wire: Wire) => A): Decoder<A> =>
  (value) => {
    const problem = check(value)
    return problem === undefined
      ? Result.succeed(make(value as Wire))
      : Result.fail(`the answer is not as expected: ${problem}`)
  }
