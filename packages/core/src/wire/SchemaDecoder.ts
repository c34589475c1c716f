/** Decoders made from the user's own Schema. */
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { type Decoder, unexpected } from "./Decoder.ts"

/** Decodes with a Schema; without one, the value is returned unchanged. */
export const decoderOfSchema = <A>(schema: Schema.Decoder<A> | undefined): Decoder<A> => {
  // Without a schema, A is unknown.
  if (schema === undefined) return (value) => Result.succeed(value as A)
  const decode = Schema.decodeUnknownResult(schema)
  return (value) => Result.mapError(decode(value), (issue) => unexpected(issue.message))
}
