/** Decoders: from the JSON of a response to a model. */
import * as Result from "effect/Result"
import { checkOf } from "./Check.ts"
import type { Shape } from "./Shape.ts"

/** Turns the JSON of a response into a model, or into the message of a failure. */
export type Decoder<A> = (value: unknown) => Result.Result<A, string>

/** Checks a value against a shape, then makes the model from the value as it arrived, unknown fields included. */
export const decoderOf = <W, A>(shape: Shape<W>, make: (wire: W) => A): Decoder<A> => {
  const check = checkOf(shape)
  return (value) => {
    const problem = check(value)
    // The check covers the structure. Optional leaves may have another type, so models read them with `Fields.ts`.
    return problem === undefined ? Result.succeed(make(value as W)) : Result.fail(unexpected(problem))
  }
}

/** The message for a response that has an unexpected shape. */
export const unexpected = (problem: string): string => `unexpected response: ${problem}`
