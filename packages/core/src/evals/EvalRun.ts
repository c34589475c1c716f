import { array, checkOf, maybe, number, struct, text } from "#WireSchema"
import { BaseModel } from "../BaseModel.ts"
import { decoderOf } from "../http/Decoder.ts"
import { dollars } from "./Dollars.ts"

/** The wire's result of one row (contract R24). */
export interface EvalItemResultWire {
  readonly idx?: number | null
  readonly score?: number | null
  readonly prediction?: string | null
  readonly error?: string | null
  readonly [key: string]: unknown
}

/** The wire's result of one model (contract R24). */
export interface EvalResultWire {
  readonly model_id?: string | null
  readonly kind?: string | null
  readonly quality_mean?: number | null
  readonly quality_ci_low?: number | null
  readonly quality_ci_high?: number | null
  readonly mean_cost_micro_usd?: number | null
  readonly n_succeeded?: number | null
  readonly error_count?: number | null
  readonly per_item?: ReadonlyArray<EvalItemResultWire> | null
  readonly [key: string]: unknown
}

/** The wire's run with its results (contract R24). */
export interface EvalRunWire {
  readonly run?: {
    readonly id: string
    readonly eval_set_id?: string | null
    readonly status?: string | null
    readonly candidate_model_ids?: ReadonlyArray<string> | null
    readonly total_cost_micro_usd?: number | null
    readonly error_detail?: string | null
    readonly [key: string]: unknown
  } | null
  readonly results?: ReadonlyArray<EvalResultWire> | null
  readonly [key: string]: unknown
}

/** How a model did on one row. */
export class EvalItemResult extends BaseModel<EvalItemResultWire> {
  /** The row's number, from 0. */
  readonly idx: number | null
  readonly score: number | null
  /** What the model answered; the server may have cut it. */
  readonly prediction: string | null
  readonly error: string | null

  constructor(wire?: EvalItemResultWire | null) {
    super(wire)
    this.idx = wire?.idx ?? null
    this.score = wire?.score ?? null
    this.prediction = wire?.prediction ?? null
    this.error = wire?.error ?? null
  }
}

/** How a model did on the set. */
export class EvalResult extends BaseModel<EvalResultWire> {
  /** An alias, or a vendor's id. */
  readonly modelId: string | null
  /** `open` or `frontier`. */
  readonly kind: string | null
  /** Between 0 and 1, as the bounds of its 95 % confidence interval. */
  readonly qualityMean: number | null
  readonly qualityCiLow: number | null
  readonly qualityCiHigh: number | null
  /** Per row; never floored. */
  readonly meanCostMicroUsd: number | null
  readonly nSucceeded: number | null
  readonly errorCount: number | null
  readonly perItem: Array<EvalItemResult>

  constructor(wire?: EvalResultWire | null) {
    super(wire)
    this.modelId = wire?.model_id ?? null
    this.kind = wire?.kind ?? null
    this.qualityMean = wire?.quality_mean ?? null
    this.qualityCiLow = wire?.quality_ci_low ?? null
    this.qualityCiHigh = wire?.quality_ci_high ?? null
    this.meanCostMicroUsd = wire?.mean_cost_micro_usd ?? null
    this.nSucceeded = wire?.n_succeeded ?? null
    this.errorCount = wire?.error_count ?? null
    this.perItem = (wire?.per_item ?? []).map((item) => new EvalItemResult(item))
  }
}

/** An evaluation of several models on one set. A failed run is a run, not an error: see `status` and `errorDetail`. */
export class EvalRun extends BaseModel<EvalRunWire> {
  readonly id: string
  readonly evalSetId: string | null
  /** `queued`, `running`, `evaluating`, `completed`, `failed`; others may come, and are not the end. */
  readonly status: string | null
  readonly candidateModels: Array<string>
  /** What the run cost so far; 0 when the server has not said. */
  readonly costMicroUsd: number
  readonly errorDetail: string | null
  /** Filled when the run is over. */
  readonly results: Array<EvalResult>

  constructor(wire?: EvalRunWire | null) {
    super(wire)
    const run = wire?.run
    this.id = run?.id ?? ""
    this.evalSetId = run?.eval_set_id ?? null
    this.status = run?.status ?? null
    this.candidateModels = [...(run?.candidate_model_ids ?? [])]
    this.costMicroUsd = run?.total_cost_micro_usd ?? 0
    this.errorDetail = run?.error_detail ?? null
    this.results = (wire?.results ?? []).map((result) => new EvalResult(result))
  }

  /** Whether the run is over: completed or failed. */
  get isTerminal(): boolean {
    return this.status === "completed" || this.status === "failed"
  }

  /** `costMicroUsd` as dollars with two decimals, floored to whole cents (contract §4.5). */
  get cost(): string {
    return dollars(this.costMicroUsd)
  }
}

const optionalText = /*#__PURE__*/ maybe(text)
const optionalNumber = /*#__PURE__*/ maybe(number)

const item = /*#__PURE__*/ struct({
  idx: optionalNumber,
  score: optionalNumber,
  prediction: optionalText,
  error: optionalText
})

const result = /*#__PURE__*/ struct({
  model_id: optionalText,
  kind: optionalText,
  quality_mean: optionalNumber,
  quality_ci_low: optionalNumber,
  quality_ci_high: optionalNumber,
  mean_cost_micro_usd: optionalNumber,
  n_succeeded: optionalNumber,
  error_count: optionalNumber,
  per_item: /*#__PURE__*/ maybe(/*#__PURE__*/ array(item))
})

const run = /*#__PURE__*/ struct({
  id: text,
  eval_set_id: optionalText,
  status: optionalText,
  candidate_model_ids: /*#__PURE__*/ maybe(/*#__PURE__*/ array(text)),
  total_cost_micro_usd: optionalNumber,
  error_detail: optionalText
})

export const decodeEvalRun = /*#__PURE__*/ decoderOf(
  /*#__PURE__*/ checkOf(/*#__PURE__*/ struct({ run, results: /*#__PURE__*/ maybe(/*#__PURE__*/ array(result)) })),
  (wire: EvalRunWire) => new EvalRun(wire)
)

/** The answer to a run's creation: its id, without which nobody could follow it (contract R23). */
export const decodeCreatedRun = /*#__PURE__*/ decoderOf(
  /*#__PURE__*/ checkOf(/*#__PURE__*/ struct({ run_id: text, status: optionalText })),
  ({ run_id, status }: { readonly run_id: string; readonly status?: string | null }) =>
    new EvalRun({ run: { id: run_id, status: status ?? null } })
)
