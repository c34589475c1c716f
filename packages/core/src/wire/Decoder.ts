/** Decoders: from the JSON of a response to a model. */
import * as Result from "effect/Result"
import { checkOf } from "./Check.ts"
import type { Shape } from "./Shape.ts"

/** Makes a model of a response's JSON, or says what is wrong with it. */
export type Decoder<A> = (value: unknown) => Result.Result<A, string>

/** Checks by a shape, then makes the model of the value as it arrived, unknown fields included. */
export const decoderOf = <W, A>(shape: Shape<W>, make: (wire: W) => A): Decoder<A> => {
  const check = checkOf(shape)
  return (value) => {
    const problem = check(value)
    // The check vouches for the structure; optional leaves may still be of another type, so models read them by `Fields.ts`.
    return problem === undefined ? Result.succeed(make(value as W)) : Result.fail(unexpected(problem))
  }
}

/** The message of a response that is not what it should be. */
export const unexpected = (problem: string): string => `unexpected response: ${problem}`
