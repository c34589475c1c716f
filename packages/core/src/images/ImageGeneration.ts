/** The result of `images.generate` and `images.edit`. */
import { saveFile } from "../files/FileSource.ts"
import { responseMeta } from "../http/call/ResponseMeta.ts"
import { bytesOfBase64 } from "../wire/Base64.ts"
import { BaseModel } from "../wire/BaseModel.ts"
import { decoderOf } from "../wire/Decoder.ts"
import { numberOf, objectsOf, textOf } from "../wire/Fields.ts"
import { array, maybe, optionalNumber, optionalText, type Shape, struct } from "../wire/Shape.ts"

/** An image as sent on the wire: an element of `data` in the response of `POST /v1/images/generations`. */
export interface ImageWire {
  readonly b64_json?: string | null
  readonly [key: string]: unknown
}

/** The response of `POST /v1/images/generations` and `POST /v1/images/edits` as sent on the wire. */
export interface ImageGenerationWire {
  readonly created?: number | null
  readonly model?: string | null
  readonly data?: ReadonlyArray<ImageWire> | null
  readonly size?: string | null
  readonly [key: string]: unknown
}

/** An image that was generated or edited. */
export class ImageGeneration extends BaseModel<ImageGenerationWire> {
  /** The width and height that were delivered, such as `1024x1024`; `null` if the server omits it. */
  readonly size: string | null
  /** The model that drew it; `null` if the server omits it. */
  readonly model: string | null
  /** The time of its creation, in Unix seconds; `null` if the server omits it. */
  readonly created: number | null

  constructor(wire?: ImageGenerationWire | null) {
    super(wire)
    this.size = textOf(wire?.size)
    this.model = textOf(wire?.model)
    this.created = numberOf(wire?.created)
  }

  /** The file in base64; `""` if the server omits it. */
  get b64Json(): string {
    return textOf(objectsOf(this.raw.data)[0]?.["b64_json"]) ?? ""
  }

  /** The bytes of the PNG; empty if there are none. */
  get image(): Uint8Array<ArrayBuffer> {
    return bytesOfBase64(this.b64Json)
  }

  /** Micro-USD billed for the call that returned it; `null` where that is not known. */
  get billedMicroUsd(): number | null {
    return responseMeta(this)?.billedMicroUsd ?? null
  }

  /** Writes the PNG to a path (Node, Bun and Deno only), and returns the result. */
  async save(path: string): Promise<this> {
    await saveFile(path, this.image)
    return this
  }
}

/** The shape of an {@link ImageGenerationWire}. */
export const imageGenerationShape: Shape<ImageGenerationWire> = /*#__PURE__*/ struct<ImageGenerationWire>({
  created: optionalNumber,
  model: optionalText,
  data: /*#__PURE__*/ maybe(/*#__PURE__*/ array(/*#__PURE__*/ struct<ImageWire>({ b64_json: optionalText }))),
  size: optionalText
})

/** Decodes the response of `POST /v1/images/generations`. */
export const decodeImageGeneration = /*#__PURE__*/ decoderOf(
  imageGenerationShape,
  ["data"],
  (wire) => new ImageGeneration(wire)
)
