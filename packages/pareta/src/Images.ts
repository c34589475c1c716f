/** `pareta.images`: images from a prompt, and edits of an image. */
import {
  editOptions,
  generateOptions,
  type ImageEditOptions,
  type ImageGenerateOptions,
  type ImageGeneration,
  type MediaInput,
  makeImages
} from "@pareta/core/internal"
import * as Effect from "effect/Effect"
import { ownOptions, type RequestOptions } from "./RequestOptions.ts"
import { bindMethods, type Runtime, run } from "./run.ts"

/** `pareta.images` */
export class Images {
  readonly #runtime: Runtime
  readonly #images: ReturnType<typeof makeImages>

  /** Called only by the client. */
  constructor(runtime: Runtime) {
    this.#runtime = runtime
    this.#images = makeImages(runtime.api)
    bindMethods(this)
  }

  /**
   * Draws an image, a PNG: `POST /v1/images/generations`. Billed by image, whatever its size.
   *
   * ```ts
   * const drawn = await pareta.images.generate("a lighthouse at dusk", { size: "2560x1440" })
   * await drawn.save("lighthouse.png")
   * ```
   */
  generate(prompt: string, options?: ImageGenerateOptions & RequestOptions): Promise<ImageGeneration> {
    const own = ownOptions("images.generate", options, generateOptions)
    const drawn = Effect.flatMap(own, (given) => this.#images.generate(prompt, given))
    return run(this.#runtime, drawn, options, generateOptions)
  }

  /**
   * Edits an image (PNG or JPEG, at most 25 MB) as a prompt says, and keeps its aspect ratio: `POST /v1/images/edits`.
   * Billed by image. The image is a path (Node only), a Blob, a File, bytes, or `{ base64 }`.
   *
   * ```ts
   * const edited = await pareta.images.edit("lighthouse.png", "make it winter")
   * ```
   */
  edit(image: MediaInput, prompt: string, options?: ImageEditOptions & RequestOptions): Promise<ImageGeneration> {
    const own = ownOptions("images.edit", options, editOptions)
    const edited = Effect.flatMap(own, (given) => this.#images.edit(image, prompt, given))
    return run(this.#runtime, edited, options, editOptions)
  }
}
