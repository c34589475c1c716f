/** `images`: images from a prompt, and edits of an image. */
import * as Effect from "effect/Effect"
import { checked, type FieldNames, fieldsOf, optionalText, requiredProse } from "../Arguments.ts"
import { type MediaInput, mediaBase64 } from "../files/MediaInput.ts"
import type { Api } from "../http/Api.ts"
import { type CallFailure, InvalidArgumentError } from "../ParetaError.ts"
import type { LiteralUnion } from "../wire/LiteralUnion.ts"
import { decodeImageGeneration, type ImageGeneration } from "./ImageGeneration.ts"

/** The options of `images.generate`. */
export interface ImageGenerateOptions {
  /** Width and height. Others than these are refused by the server. @default "1024x1024" */
  readonly size?:
    | LiteralUnion<"1024x1024" | "2048x2048" | "2304x1728" | "1728x2304" | "2560x1440" | "1440x2560">
    | null
    | undefined
  /** The same prompt with the same seed gives the same image. */
  readonly seed?: number | null | undefined
}

/** The options of `images.edit`. */
export interface ImageEditOptions {
  /** The same image and prompt with the same seed give the same result. */
  readonly seed?: number | null | undefined
}

/** The names of the options of `images.generate`. */
export const generateOptions: FieldNames<ImageGenerateOptions> = { size: true, seed: true }

/** The names of the options of `images.edit`. */
export const editOptions: FieldNames<ImageEditOptions> = { seed: true }

/** `client.images` */
export interface Images {
  /** Draws an image, a PNG: `POST /v1/images/generations`. Billed by image, whatever its size. */
  readonly generate: (prompt: string, options?: ImageGenerateOptions) => Effect.Effect<ImageGeneration, CallFailure>
  /**
   * Edits an image (PNG or JPEG, at most 25 MB) as a prompt says, and keeps its aspect ratio: `POST /v1/images/edits`.
   * Billed by image. The image is a path (Node only), a Blob, a File, bytes, or `{ base64 }`.
   */
  readonly edit: (
    image: MediaInput,
    prompt: string,
    options?: ImageEditOptions
  ) => Effect.Effect<ImageGeneration, CallFailure>
}

/** Creates the operations of the namespace. */
export const make = (api: Api): Images => ({
  generate: (prompt, options) =>
    api.json(
      "images.generate",
      () => {
        requiredProse(prompt, "prompt")
        const { size, seed } = fieldsOf(options, generateOptions, "option")
        const given = optionalText(size, "size")
        const json = { prompt, ...(given === undefined ? undefined : { size: given }), ...seedOf(seed) }
        return { method: "POST", path: "/v1/images/generations", json, isSlow: true }
      },
      decodeImageGeneration
    ),
  edit: (image, prompt, options) =>
    Effect.gen(function* () {
      const seed = yield* checked(editOperation, () => {
        requiredProse(prompt, "prompt")
        return seedOf(fieldsOf(options, editOptions, "option").seed)
      })
      const json = { prompt, image: yield* mediaBase64(editOperation, image, "image"), ...seed }
      const build = () => ({ method: "POST", path: "/v1/images/edits", json, isSlow: true }) as const
      return yield* api.json(editOperation, build, decodeImageGeneration)
    })
})

const editOperation = "images.edit"

const seedOf = (seed: unknown): { readonly seed?: number } => {
  if (seed === undefined || seed === null) return {}
  if (typeof seed !== "number" || !Number.isInteger(seed)) throw new InvalidArgumentError("seed must be an integer")
  return { seed }
}
