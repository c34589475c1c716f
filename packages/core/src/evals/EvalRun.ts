/** A run of an evaluation and its results: `GET /v1/eval-runs/{id}`. */
import { BaseModel } from "../wire/BaseModel.ts"
import { decoderOf } from "../wire/Decoder.ts"
import { modelsOf, numberOf, objectOf, textOf, textsOf } from "../wire/Fields.ts"
import type { LiteralUnion } from "../wire/LiteralUnion.ts"
import { array, maybe, optionalNumber, optionalText, type Shape, struct, text } from "../wire/Shape.ts"
import { dollars } from "./Dollars.ts"

/** The id of a run. An empty id is refused before sending. */
export type EvalRunId = string

/** A result of one row as sent on the wire: an element of `per_item` in a result of `GET /v1/eval-runs/{id}`. */
export interface EvalItemResultWire {
  readonly idx?: number | null
  readonly score?: number | null
  readonly prediction?: string | null
  readonly error?: string | null
  readonly [key: string]: unknown
}

/** A result of one model as sent on the wire: an element of `results` in `GET /v1/eval-runs/{id}`. */
export interface EvalResultWire {
  readonly model_id?: string | null
  readonly kind?: LiteralUnion<"open" | "frontier"> | null
  readonly quality_mean?: number | null
  readonly quality_ci_low?: number | null
  readonly quality_ci_high?: number | null
  readonly mean_cost_micro_usd?: number | null
  readonly n_succeeded?: number | null
  readonly error_count?: number | null
  readonly exact_match?: number | null
  readonly per_item?: ReadonlyArray<EvalItemResultWire> | null
  readonly [key: string]: unknown
}

/** A record of a run as sent on the wire: `run` in `GET /v1/eval-runs/{id}`. */
export interface EvalRunRecordWire {
  readonly id: string
  readonly eval_set_id?: string | null
  readonly status?: LiteralUnion<"queued" | "running" | "evaluating" | "completed" | "failed"> | null
  readonly candidate_model_ids?: ReadonlyArray<string> | null
  readonly total_cost_micro_usd?: number | null
  readonly error_detail?: string | null
  readonly [key: string]: unknown
}

/** A run with its results as sent on the wire: `GET /v1/eval-runs/{id}`. */
export interface EvalRunWire {
  readonly run: EvalRunRecordWire
  readonly results?: ReadonlyArray<EvalResultWire> | null
  readonly [key: string]: unknown
}

/** The result of a model on one row. */
export class EvalItemResult extends BaseModel<EvalItemResultWire> {
  /** The row's number, from 0; `null` if the server omits it. */
  readonly idx: number | null
  /** Between 0 and 1; `null` when the row could not be scored. */
  readonly score: number | null
  /** The model's output, which the server may have shortened; `null` when there is none. */
  readonly prediction: string | null
  /** Why the row failed; `null` when it did not. */
  readonly error: string | null

  constructor(wire?: EvalItemResultWire | null) {
    super(wire)
    this.idx = numberOf(wire?.idx)
    this.score = numberOf(wire?.score)
    this.prediction = textOf(wire?.prediction)
    this.error = textOf(wire?.error)
  }
}

/** The result of a model on the entire set. */
export class EvalResult extends BaseModel<EvalResultWire> {
  /** An alias, a vendor's id, or `auto`; `null` if the server omits it. */
  readonly modelId: string | null
  /** `open` for an open-weights model, `frontier` for a vendor's; `null` for `auto`, or if the server omits it. */
  readonly kind: LiteralUnion<"open" | "frontier"> | null
  /** The mean score, between 0 and 1; `null` when nothing was scored. */
  readonly qualityMean: number | null
  /** The lower bound of its 95 % confidence interval, between 0 and 1; `null` when nothing was scored. */
  readonly qualityCiLow: number | null
  /** The upper bound of its 95 % confidence interval, between 0 and 1; `null` when nothing was scored. */
  readonly qualityCiHigh: number | null
  /** The mean cost of a row in micro-USD, not rounded; `null` if the server omits it. */
  readonly meanCostMicroUsd: number | null
  /** The number of rows that succeeded; `null` if the server omits it. */
  readonly nSucceeded: number | null
  /** The number of rows that failed; `null` if the server omits it. */
  readonly errorCount: number | null
  /**
   * The percentage of rows that were answered exactly, from 0 to 100; `null` if the task is not scored as a
   * classification, or the server omits it.
   */
  readonly exactMatch: number | null
  /** The result of each row; `[]` if the server omits it. */
  readonly perItem: Array<EvalItemResult>

  constructor(wire?: EvalResultWire | null) {
    super(wire)
    this.modelId = textOf(wire?.model_id)
    this.kind = textOf(wire?.kind)
    this.qualityMean = numberOf(wire?.quality_mean)
    this.qualityCiLow = numberOf(wire?.quality_ci_low)
    this.qualityCiHigh = numberOf(wire?.quality_ci_high)
    this.meanCostMicroUsd = numberOf(wire?.mean_cost_micro_usd)
    this.nSucceeded = numberOf(wire?.n_succeeded)
    this.errorCount = numberOf(wire?.error_count)
    this.exactMatch = numberOf(wire?.exact_match)
    this.perItem = modelsOf(wire?.per_item, EvalItemResult)
  }
}

/**
 * An evaluation of several models on one set. A failed run is a result, not an error: see `status` and `errorDetail`.
 */
export class EvalRun extends BaseModel<EvalRunWire> {
  /** The id to pass to `evals.runs.retrieve` and `wait`. */
  readonly id: string
  /** The set it runs on; `null` if the server omits it. */
  readonly evalSetId: string | null
  /**
   * Its state; `null` if the server omits it. Values that are not listed here are possible; with those, the run is not over.
   */
  readonly status: LiteralUnion<"queued" | "running" | "evaluating" | "completed" | "failed"> | null
  /** The ids of the models that are compared; `[]` if the server omits it. */
  readonly candidateModels: Array<string>
  /** The cost of the run so far, in micro-USD; 0 if the server omits it. */
  readonly costMicroUsd: number
  /** Why the run failed; `null` when it did not. */
  readonly errorDetail: string | null
  /** One result for each model, once the run is over; `[]` before. */
  readonly results: Array<EvalResult>

  constructor(wire?: EvalRunWire | null) {
    super(wire)
    const run = objectOf(wire?.run)
    this.id = textOf(run?.id) ?? ""
    this.evalSetId = textOf(run?.eval_set_id)
    this.status = textOf(run?.status)
    this.candidateModels = textsOf(run?.candidate_model_ids)
    this.costMicroUsd = numberOf(run?.total_cost_micro_usd) ?? 0
    this.errorDetail = textOf(run?.error_detail)
    this.results = modelsOf(wire?.results, EvalResult)
  }

  /** Whether the run is over: completed or failed. */
  get isTerminal(): boolean {
    return this.status === "completed" || this.status === "failed"
  }

  /** `costMicroUsd` in dollars with two decimals, rounded down to whole cents: 420 715 is `"0.42"`. */
  get cost(): string {
    return dollars(this.costMicroUsd)
  }
}

/** The shape of an {@link EvalItemResultWire}. */
export const evalItemResultShape: Shape<EvalItemResultWire> = /*#__PURE__*/ struct<EvalItemResultWire>({
  idx: optionalNumber,
  score: optionalNumber,
  prediction: optionalText,
  error: optionalText
})

/** The shape of an {@link EvalResultWire}. */
export const evalResultShape: Shape<EvalResultWire> = /*#__PURE__*/ struct<EvalResultWire>({
  model_id: optionalText,
  kind: optionalText,
  quality_mean: optionalNumber,
  quality_ci_low: optionalNumber,
  quality_ci_high: optionalNumber,
  mean_cost_micro_usd: optionalNumber,
  n_succeeded: optionalNumber,
  error_count: optionalNumber,
  exact_match: optionalNumber,
  per_item: /*#__PURE__*/ maybe(/*#__PURE__*/ array(evalItemResultShape))
})

/** The shape of an {@link EvalRunRecordWire}. */
export const evalRunRecordShape: Shape<EvalRunRecordWire> = /*#__PURE__*/ struct<EvalRunRecordWire>({
  id: text,
  eval_set_id: optionalText,
  status: optionalText,
  candidate_model_ids: /*#__PURE__*/ maybe(/*#__PURE__*/ array(text)),
  total_cost_micro_usd: optionalNumber,
  error_detail: optionalText
})

/** The shape of an {@link EvalRunWire}. */
export const evalRunShape: Shape<EvalRunWire> = /*#__PURE__*/ struct<EvalRunWire>({
  run: evalRunRecordShape,
  results: /*#__PURE__*/ maybe(/*#__PURE__*/ array(evalResultShape))
})

/** A response of `POST /v1/eval-runs` as sent on the wire. */
interface CreatedRunWire {
  readonly run_id: string
  readonly status?: EvalRunRecordWire["status"]
}

const createdRunShape = /*#__PURE__*/ struct<CreatedRunWire>({ run_id: text, status: optionalText })

/** Decodes a run with its results. */
export const decodeEvalRun = /*#__PURE__*/ decoderOf(evalRunShape, ["run"], (wire) => new EvalRun(wire))

/** Decodes a run that was just created. The id is required: without it, the run could not be waited for. */
export const decodeCreatedRun = /*#__PURE__*/ decoderOf(
  createdRunShape,
  ["run_id"],
  ({ run_id, status }) => new EvalRun({ run: { id: run_id, status: status ?? null } })
)
