/** Decoders: from the JSON of a response to a model. */
import * as Result from "effect/Result"
import { checkOf } from "./Check.ts"
import type { Shape } from "./Shape.ts"

/** Turns the JSON of a response into a model, or into the message of a failure. */
export interface Decoder<A> {
  (value: unknown): Result.Result<A, string>
  /**
   * The fields that are read from the response: a response without any of them may be an error. Absent if the JSON is
   * returned unchanged.
   */
  readonly reads?: ReadonlyArray<string>
  /** Whether a part of the response, such as a choice, reports an error. Returns that part. */
  readonly failedPart?: (value: unknown) => unknown
}

/**
 * Checks a value against a shape, then creates the result from the original value, unknown fields included. `reads` and
 * `failedPart` are those of the {@link Decoder}; without `reads`, the JSON is the result.
 */
export const decoderOf = <W, A>(
  shape: Shape<W>,
  reads: ReadonlyArray<string> | undefined,
  make: (wire: W) => A,
  failedPart?: (value: unknown) => unknown
): Decoder<A> => {
  const check = checkOf(shape)
  const decode = (value: unknown): Result.Result<A, string> => {
    const problem = check(value)
    // The check covers the structure. Optional leaves may have another type, so models read them with `Fields.ts`.
    return problem === undefined ? Result.succeed(make(value as W)) : Result.fail(unexpected(problem))
  }
  return Object.assign(decode, reads && { reads }, failedPart && { failedPart })
}

/** The decoder that returns the value unchanged. */
export const undecoded: Decoder<unknown> = Result.succeed

/** The message for a response that has an unexpected shape. */
export const unexpected = (problem: string): string => `unexpected response: ${problem}`
