import * as Result from "effect/Result"
import type { Check } from "#WireSchema"

/** Makes a model of an answer, or says what is wrong with it. */
export type Decoder<A> = (value: unknown) => Result.Result<A, string>

/** Decodes by a check and a constructor that takes the value as it arrived. */
export const decoderOf =
  <Wire, A>(check: Check, make: (wire: Wire) => A): Decoder<A> =>
  (value) => {
    const problem = check(value)
    return problem === undefined ? Result.succeed(make(value as Wire)) : Result.fail(unexpected(problem))
  }

/** How a failed check is told. */
export const unexpected = (problem: string): string => `the answer is not as expected: ${problem}`
