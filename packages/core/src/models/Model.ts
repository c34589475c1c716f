import { array, checkOf, maybe, number, struct, text } from "#WireSchema"
import { BaseModel } from "../BaseModel.ts"
import { decoderOf } from "../http/Decoder.ts"

/** The wire's model (contract R2). */
export interface ModelWire {
  readonly id: string
  readonly object?: string | null
  readonly owned_by?: string | null
  readonly created?: number | null
  readonly [key: string]: unknown
}

/** The wire's list of models. */
export interface ModelListWire {
  readonly object?: string | null
  readonly data?: ReadonlyArray<ModelWire> | null
  readonly [key: string]: unknown
}

/** Something that can be called by `chat.completions.create`. */
export class Model extends BaseModel<ModelWire> {
  readonly id: string
  readonly ownedBy: string | null
  /** Unix seconds. */
  readonly created: number | null

  constructor(wire?: ModelWire | null) {
    super(wire)
    this.id = wire?.id ?? ""
    this.ownedBy = wire?.owned_by ?? null
    this.created = wire?.created ?? null
  }
}

/** What `models.list` answers: iterable, with a `length`, and as an array under `data`. */
export class ModelList extends BaseModel<ModelListWire> {
  readonly data: Array<Model>

  constructor(wire?: ModelListWire | null) {
    super(wire)
    this.data = (wire?.data ?? []).map((model) => new Model(model))
  }

  get length(): number {
    return this.data.length
  }

  [Symbol.iterator](): IterableIterator<Model> {
    return this.data[Symbol.iterator]()
  }
}

const model = /*#__PURE__*/ struct({
  id: text,
  owned_by: /*#__PURE__*/ maybe(text),
  created: /*#__PURE__*/ maybe(number)
})

export const decodeModelList = /*#__PURE__*/ decoderOf(
  /*#__PURE__*/ checkOf(/*#__PURE__*/ struct({ data: /*#__PURE__*/ maybe(/*#__PURE__*/ array(model)) })),
  (wire: ModelListWire) => new ModelList(wire)
)
