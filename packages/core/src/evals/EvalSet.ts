/** A set of rows to evaluate models on: `GET /v1/eval-sets/{id}`. */
import { pathSegment } from "../http/call/RequestHead.ts"
import { BaseModel } from "../wire/BaseModel.ts"
import { type Decoder, decoderOf } from "../wire/Decoder.ts"
import { modelsOf, numberOf, textOf } from "../wire/Fields.ts"
import type { LiteralUnion } from "../wire/LiteralUnion.ts"
import { array, maybe, optionalNumber, optionalText, type Shape, struct, text } from "../wire/Shape.ts"

/**
 * An eval set as sent on the wire: `eval_set` in `GET /v1/eval-sets/{id}`, and an element of `eval_sets` in
 * `GET /v1/eval-sets`.
 */
export interface EvalSetWire {
  readonly id: string
  readonly task_id?: string | null
  readonly name?: string | null
  readonly item_count?: number | null
  readonly scoring_strategy?: LiteralUnion<"extraction" | "classification" | "macro_f1"> | null
  readonly prompt?: string | null
  readonly [key: string]: unknown
}

/** Your own rows, on which models are evaluated. */
export class EvalSet extends BaseModel<EvalSetWire> {
  /** The value to pass as `evalSet` to `evals.runs.create`. */
  readonly id: string
  /** The task of the rows; `null` if the server omits it. */
  readonly taskId: string | null
  /** Its name; `null` if the server omits it. */
  readonly name: string | null
  /** The number of rows; `null` if the server omits it. */
  readonly itemCount: number | null
  /** How results are scored; `null` if the server omits it. Values that are not listed here are possible. */
  readonly scoringStrategy: LiteralUnion<"extraction" | "classification" | "macro_f1"> | null
  /** What a model should do with each row; `null` if the set was created without a prompt. */
  readonly prompt: string | null

  constructor(wire?: EvalSetWire | null) {
    super(wire)
    this.id = textOf(wire?.id) ?? ""
    this.taskId = textOf(wire?.task_id)
    this.name = textOf(wire?.name)
    this.itemCount = numberOf(wire?.item_count)
    this.scoringStrategy = textOf(wire?.scoring_strategy)
    this.prompt = textOf(wire?.prompt)
  }
}

/** The shape of an {@link EvalSetWire}. */
export const evalSetShape: Shape<EvalSetWire> = /*#__PURE__*/ struct<EvalSetWire>({
  id: text,
  task_id: optionalText,
  name: optionalText,
  item_count: optionalNumber,
  scoring_strategy: optionalText,
  prompt: optionalText
})

/** The id of an eval set. An empty id is refused before sending. */
export type EvalSetId = string

/** An envelope of one set as sent on the wire. */
interface EvalSetEnvelopeWire {
  readonly eval_set: EvalSetWire
}

/** A list as sent on the wire: `GET /v1/eval-sets`. */
interface EvalSetListWire {
  readonly eval_sets?: ReadonlyArray<EvalSetWire> | null
}

const evalSetEnvelopeShape = /*#__PURE__*/ struct<EvalSetEnvelopeWire>({ eval_set: evalSetShape })

const evalSetListShape = /*#__PURE__*/ struct<EvalSetListWire>({
  eval_sets: /*#__PURE__*/ maybe(/*#__PURE__*/ array(evalSetShape))
})

/** Decodes a set from its envelope. */
export const decodeEvalSet = /*#__PURE__*/ decoderOf(
  evalSetEnvelopeShape,
  ["eval_set"],
  ({ eval_set }) => new EvalSet(eval_set)
)

/** Decodes a list of sets. */
export const decodeEvalSetList: Decoder<Array<EvalSet>> = /*#__PURE__*/ decoderOf(
  evalSetListShape,
  ["eval_sets"],
  ({ eval_sets }) => modelsOf(eval_sets, EvalSet)
)

/** Returns the path of a set. Throws `InvalidArgumentError`. */
export const evalSetPath = (id: EvalSetId): string => `/v1/eval-sets/${pathSegment(id, "eval set id")}`
