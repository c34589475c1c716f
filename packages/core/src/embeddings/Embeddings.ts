/** `embeddings`: texts as vectors, near for texts of a similar meaning. */
import type * as Effect from "effect/Effect"
import { type FieldNames, fieldsOf } from "../Arguments.ts"
import type { Api } from "../http/Api.ts"
import { type CallFailure, InvalidArgumentError } from "../ParetaError.ts"
import { BaseModel } from "../wire/BaseModel.ts"
import { decoderOf } from "../wire/Decoder.ts"
import { numberOf, objectOf, objectsOf, textOf } from "../wire/Fields.ts"
import { array, maybe, number, optionalNumber, optionalText, type Shape, struct } from "../wire/Shape.ts"

/** An embedding as sent on the wire: an element of `data` in the response of `POST /v1/embeddings`. */
export interface EmbeddingWire {
  readonly index?: number | null
  readonly embedding?: ReadonlyArray<number> | null
  readonly [key: string]: unknown
}

/** The token counts of embeddings as sent on the wire. */
export interface EmbeddingsUsageWire {
  readonly prompt_tokens?: number | null
  readonly total_tokens?: number | null
  readonly [key: string]: unknown
}

/** The response of `POST /v1/embeddings` as sent on the wire. */
export interface EmbeddingsWire {
  readonly data?: ReadonlyArray<EmbeddingWire> | null
  readonly model?: string | null
  readonly usage?: EmbeddingsUsageWire | null
  readonly [key: string]: unknown
}

/** The result of `embeddings`. */
export class Embeddings extends BaseModel<EmbeddingsWire> {
  /** One vector for each text, in the order of the texts; `[]` in place of one that the server omits. */
  readonly vectors: Array<Array<number>>
  /** The model that made them; `null` if the server omits it. */
  readonly model: string | null
  /** The tokens of all texts, which are what is billed; `null` if the server omits them. */
  readonly promptTokens: number | null

  constructor(wire?: EmbeddingsWire | null) {
    super(wire)
    const inOrder = objectsOf(wire?.data).sort((one, other) => positionOf(one) - positionOf(other))
    this.vectors = inOrder.map(({ embedding }) => (Array.isArray(embedding) ? embedding : []))
    this.model = textOf(wire?.model)
    this.promptTokens = numberOf(objectOf(wire?.usage)?.prompt_tokens)
  }

  /** The number of vectors. */
  get length(): number {
    return this.vectors.length
  }
}

const positionOf = ({ index }: EmbeddingWire): number => numberOf(index) ?? 0

/** The options of `embeddings`. */
export interface EmbeddingsOptions {
  /** Whether the texts are searched for, or are what is searched. @default "document" */
  readonly inputType?: "query" | "document" | undefined
}

/** The names of the options of `embeddings`. */
export const embeddingsOptions: FieldNames<EmbeddingsOptions> = { inputType: true }

/**
 * Turns texts into vectors of 1 024 numbers and length 1: `POST /v1/embeddings`. Billed by token. At most 512 texts; of
 * each, the first 512 tokens count.
 */
export type EmbeddingsCall = (
  input: string | ReadonlyArray<string>,
  options?: EmbeddingsOptions
) => Effect.Effect<Embeddings, CallFailure>

/** Creates the operation. */
export const make =
  (api: Api): EmbeddingsCall =>
  (input, options) =>
    api.json(
      "embeddings",
      () => {
        const texts: unknown = typeof input === "string" ? [input] : input
        if (!Array.isArray(texts) || texts.length === 0 || !texts.every(isText)) {
          throw new InvalidArgumentError("input must be a non-empty string or array of non-empty strings")
        }
        const { inputType } = fieldsOf(options, embeddingsOptions, "option")
        if (inputType !== undefined && inputType !== "query" && inputType !== "document") {
          throw new InvalidArgumentError('inputType must be "query" or "document"')
        }
        return {
          method: "POST",
          path: "/v1/embeddings",
          json: { input: texts, ...(inputType ? { input_type: inputType } : undefined) },
          isSlow: true
        }
      },
      decodeEmbeddings
    )

const isText = (text: unknown): boolean => typeof text === "string" && text.trim() !== ""

/** The shape of an {@link EmbeddingWire}. */
export const embeddingShape: Shape<EmbeddingWire> = /*#__PURE__*/ struct<EmbeddingWire>({
  index: optionalNumber,
  embedding: /*#__PURE__*/ maybe(/*#__PURE__*/ array(number))
})

/** The shape of an {@link EmbeddingsUsageWire}. */
export const embeddingsUsageShape: Shape<EmbeddingsUsageWire> = /*#__PURE__*/ struct<EmbeddingsUsageWire>({
  prompt_tokens: optionalNumber,
  total_tokens: optionalNumber
})

/** The shape of an {@link EmbeddingsWire}. */
export const embeddingsShape: Shape<EmbeddingsWire> = /*#__PURE__*/ struct<EmbeddingsWire>({
  data: /*#__PURE__*/ maybe(/*#__PURE__*/ array(embeddingShape)),
  model: optionalText,
  usage: /*#__PURE__*/ maybe(embeddingsUsageShape)
})

/** Decodes the response of `POST /v1/embeddings`. */
export const decodeEmbeddings = /*#__PURE__*/ decoderOf(embeddingsShape, ["data"], (wire) => new Embeddings(wire))
