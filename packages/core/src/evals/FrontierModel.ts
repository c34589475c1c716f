import { array, checkOf, maybe, struct, text } from "#WireSchema"
import { BaseModel } from "../BaseModel.ts"
import { decoderOf } from "../http/Decoder.ts"

/** The wire's frontier model (contract R14). */
export interface FrontierModelWire {
  readonly id: string
  readonly vendor?: string | null
  readonly vision?: boolean | null
  readonly benchmarked?: boolean | null
  readonly [key: string]: unknown
}

/** A vendor's model that open ones are measured against. */
export class FrontierModel extends BaseModel<FrontierModelWire> {
  readonly id: string
  readonly vendor: string | null
  readonly vision: boolean
  /** Whether its score at the task asked for is known; `false` when no task was given. */
  readonly benchmarked: boolean

  constructor(wire?: FrontierModelWire | null) {
    super(wire)
    this.id = wire?.id ?? ""
    this.vendor = wire?.vendor ?? null
    this.vision = Boolean(wire?.vision)
    this.benchmarked = Boolean(wire?.benchmarked)
  }
}

const rosterProblem = /*#__PURE__*/ checkOf(
  /*#__PURE__*/ struct({
    frontier_models: /*#__PURE__*/ maybe(
      /*#__PURE__*/ array(/*#__PURE__*/ struct({ id: text, vendor: /*#__PURE__*/ maybe(text) }))
    )
  })
)

export const decodeRoster = /*#__PURE__*/ decoderOf(
  rosterProblem,
  (wire: { readonly frontier_models?: ReadonlyArray<FrontierModelWire> | null }) =>
    (wire.frontier_models ?? []).map((model) => new FrontierModel(model))
)
