/** A vendor's model to compare with: `GET /v1/eval/frontier-models`. */
import { BaseModel } from "../wire/BaseModel.ts"
import { type Decoder, decoderOf } from "../wire/Decoder.ts"
import { flagOf, modelsOf, textOf } from "../wire/Fields.ts"
import type { LiteralUnion } from "../wire/LiteralUnion.ts"
import { array, maybe, optionalFlag, optionalText, type Shape, struct, text } from "../wire/Shape.ts"

/** A frontier model as sent on the wire: an element of `frontier_models` in `GET /v1/eval/frontier-models`. */
export interface FrontierModelWire {
  readonly id: string
  readonly vendor?: LiteralUnion<"openai" | "anthropic" | "google"> | null
  readonly vision?: boolean | null
  readonly benchmarked?: boolean | null
  readonly [key: string]: unknown
}

/** A vendor's model, to compare open models with. */
export class FrontierModel extends BaseModel<FrontierModelWire> {
  /** The value to pass in `frontier` to `evals.runs.create`. */
  readonly id: string
  /** The vendor; `null` if the server omits it. Values that are not listed here are possible. */
  readonly vendor: LiteralUnion<"openai" | "anthropic" | "google"> | null
  /** Whether it reads images; `false` if the server omits it. */
  readonly vision: boolean
  /** Whether its score on the requested task is known; `false` when no task was given. */
  readonly benchmarked: boolean

  constructor(wire?: FrontierModelWire | null) {
    super(wire)
    this.id = textOf(wire?.id) ?? ""
    this.vendor = textOf(wire?.vendor)
    this.vision = flagOf(wire?.vision)
    this.benchmarked = flagOf(wire?.benchmarked)
  }
}

/** The shape of a {@link FrontierModelWire}. */
export const frontierModelShape: Shape<FrontierModelWire> = /*#__PURE__*/ struct<FrontierModelWire>({
  id: text,
  vendor: optionalText,
  vision: optionalFlag,
  benchmarked: optionalFlag
})

/** A roster as sent on the wire: `GET /v1/eval/frontier-models`. */
interface RosterWire {
  readonly frontier_models?: ReadonlyArray<FrontierModelWire> | null
}

const rosterShape = /*#__PURE__*/ struct<RosterWire>({
  frontier_models: /*#__PURE__*/ maybe(/*#__PURE__*/ array(frontierModelShape))
})

/** Decodes a list of frontier models. */
export const decodeRoster: Decoder<Array<FrontierModel>> = /*#__PURE__*/ decoderOf(
  rosterShape,
  ["frontier_models"],
  ({ frontier_models }) => modelsOf(frontier_models, FrontierModel)
)
