import { array, checkOf, maybe, number, struct, text } from "#WireSchema"
import { BaseModel } from "../BaseModel.ts"
import { decoderOf } from "../http/Decoder.ts"

/** The wire's eval set (contract R15). */
export interface EvalSetWire {
  readonly id: string
  readonly task_id?: string | null
  readonly name?: string | null
  readonly item_count?: number | null
  readonly scoring_strategy?: string | null
  readonly [key: string]: unknown
}

/** Rows of your own that models are evaluated on. */
export class EvalSet extends BaseModel<EvalSetWire> {
  readonly id: string
  readonly taskId: string | null
  readonly name: string | null
  readonly itemCount: number | null
  /** `extraction`, `classification`, …; others may come. */
  readonly scoringStrategy: string | null

  constructor(wire?: EvalSetWire | null) {
    super(wire)
    this.id = wire?.id ?? ""
    this.taskId = wire?.task_id ?? null
    this.name = wire?.name ?? null
    this.itemCount = wire?.item_count ?? null
    this.scoringStrategy = wire?.scoring_strategy ?? null
  }
}

const optionalText = /*#__PURE__*/ maybe(text)

const evalSet = /*#__PURE__*/ struct({
  id: text,
  task_id: optionalText,
  name: optionalText,
  item_count: /*#__PURE__*/ maybe(number),
  scoring_strategy: optionalText
})

export const decodeEvalSet = /*#__PURE__*/ decoderOf(
  /*#__PURE__*/ checkOf(/*#__PURE__*/ struct({ eval_set: evalSet })),
  (wire: { readonly eval_set: EvalSetWire }) => new EvalSet(wire.eval_set)
)

export const decodeEvalSetList = /*#__PURE__*/ decoderOf(
  /*#__PURE__*/ checkOf(/*#__PURE__*/ struct({ eval_sets: /*#__PURE__*/ maybe(/*#__PURE__*/ array(evalSet)) })),
  (wire: { readonly eval_sets?: ReadonlyArray<EvalSetWire> | null }) =>
    (wire.eval_sets ?? []).map((each) => new EvalSet(each))
)
