/** Recordings and images that are sent in base64. */
import * as Effect from "effect/Effect"
import { argumentError, checked } from "../Arguments.ts"
import { InvalidArgumentError } from "../ParetaError.ts"
import { base64Of } from "../wire/Base64.ts"
import { isJsonObject } from "../wire/JsonObject.ts"
import { type FileInput, fileSource } from "./FileSource.ts"

/** A recording or an image: a path (Node, Bun and Deno only), a Blob, a File, bytes, or what is in base64 already. */
export type MediaInput = FileInput | { readonly base64: string }

/** Reads an input, and returns it in base64. `name` is that of the argument. */
export const mediaBase64 = (
  operation: string,
  input: MediaInput,
  name: string
): Effect.Effect<string, InvalidArgumentError> => {
  const given = inBase64(input)
  if (given !== undefined) {
    return checked(operation, () => {
      if (typeof given !== "string") throw new InvalidArgumentError(`${name}.base64 must be a string`)
      if (given.trim() === "") throw new InvalidArgumentError(`${name}.base64 is empty`)
      return given
    })
  }
  return Effect.flatMap(fileSource(operation, input as FileInput, undefined, name), ({ blob }) =>
    Effect.tryPromise({
      try: async () => {
        if (blob.size === 0) throw new InvalidArgumentError(`${name} is empty`)
        return base64Of(new Uint8Array(await blob.arrayBuffer()))
      },
      catch: (cause) => argumentError(operation, cause)
    })
  )
}

const inBase64 = (input: unknown): unknown => (isJsonObject(input) && "base64" in input ? input["base64"] : undefined)
