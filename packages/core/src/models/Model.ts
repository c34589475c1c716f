/** The models that can be called: `GET /v1/models`. */
import { BaseModel } from "../wire/BaseModel.ts"
import { decoderOf } from "../wire/Decoder.ts"
import { modelsOf, numberOf, textOf } from "../wire/Fields.ts"
import type { LiteralUnion } from "../wire/LiteralUnion.ts"
import { array, maybe, optionalNumber, optionalText, type Shape, struct, text } from "../wire/Shape.ts"

/** A model as sent on the wire: an element of `data` in `GET /v1/models`. */
export interface ModelWire {
  readonly id: string
  readonly object?: LiteralUnion<"model"> | null
  readonly owned_by?: string | null
  readonly created?: number | null
  readonly [key: string]: unknown
}

/** A list of models as sent on the wire: `GET /v1/models`. */
export interface ModelListWire {
  readonly object?: LiteralUnion<"list"> | null
  readonly data?: ReadonlyArray<ModelWire> | null
  readonly [key: string]: unknown
}

/** Something that `chat.completions.create` can call. */
export class Model extends BaseModel<ModelWire> {
  /** The value to pass as `model`. */
  readonly id: string
  /** The owner of the model; `null` if the server omits it. */
  readonly ownedBy: string | null
  /** The time of its creation, in Unix seconds; `null` if the server omits it. */
  readonly created: number | null

  constructor(wire?: ModelWire | null) {
    super(wire)
    this.id = textOf(wire?.id) ?? ""
    this.ownedBy = textOf(wire?.owned_by)
    this.created = numberOf(wire?.created)
  }
}

/** The result of `models.list`. It is iterable, has a `length`, and has the array as `data`. */
export class ModelList extends BaseModel<ModelListWire> {
  /** The models, in the server's order. */
  readonly data: Array<Model>

  constructor(wire?: ModelListWire | null) {
    super(wire)
    this.data = modelsOf(wire?.data, Model)
  }

  /** The number of models. */
  get length(): number {
    return this.data.length
  }

  [Symbol.iterator](): IterableIterator<Model> {
    return this.data[Symbol.iterator]()
  }
}

/** The shape of a {@link ModelWire}. */
export const modelShape: Shape<ModelWire> = /*#__PURE__*/ struct<ModelWire>({
  id: text,
  object: optionalText,
  owned_by: optionalText,
  created: optionalNumber
})

/** The shape of a {@link ModelListWire}. */
export const modelListShape: Shape<ModelListWire> = /*#__PURE__*/ struct<ModelListWire>({
  object: optionalText,
  data: /*#__PURE__*/ maybe(/*#__PURE__*/ array(modelShape))
})

/** Decodes a list of models. */
export const decodeModelList = /*#__PURE__*/ decoderOf(modelListShape, ["data"], (wire) => new ModelList(wire))
