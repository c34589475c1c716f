/** `auto`: what `model: "auto"` did and cost, and the same prompt on a frontier model. */
import type * as Effect from "effect/Effect"
import { type FieldNames, fieldsOf, requiredText } from "../Arguments.ts"
import { checkMessages } from "../chat/ChatCompletions.ts"
import type { ChatMessage } from "../chat/ChatMessage.ts"
import type { Api } from "../http/Api.ts"
import type { CallFailure } from "../ParetaError.ts"
import { decoderOf } from "../wire/Decoder.ts"
import type { LiteralUnion } from "../wire/LiteralUnion.ts"
import { array, jsonObject, maybe, optionalNumber, optionalText, type Shape, struct } from "../wire/Shape.ts"

/** The result of `auto.metrics`, as sent on the wire. Any field may be absent. Amounts are in micro-USD. */
export interface AutoMetrics {
  readonly requests_30d?: number | null
  readonly requests_today?: number | null
  /** Between 0 and 1; `null` without traffic. */
  readonly success_rate_30d?: number | null
  readonly billed_micro_usd_30d?: number | null
  readonly billed_micro_usd_today?: number | null
  readonly cost_to_serve_micro_usd_30d?: number | null
  /** Projected; `null` without traffic. */
  readonly savings_vs_frontier_micro_usd_30d?: number | null
  /** Projected; `null` without traffic. */
  readonly savings_multiple_30d?: number | null
  /** One entry for each hour with traffic: `hour`, `requests`, `error_rate`, `p50_ms`, `p95_ms`. */
  readonly performance_hourly_7d?: ReadonlyArray<{ readonly [key: string]: unknown }> | null
  /** One entry for each day with traffic, today last: `day`, `n`, `ok`, `success_rate`. */
  readonly days_30d?: ReadonlyArray<{ readonly [key: string]: unknown }> | null
  /** `created_at`, `status_code`, `duration_ms` and the costs of the newest request; `null` if there was none. */
  readonly last_request?: { readonly [key: string]: unknown } | null
  readonly [key: string]: unknown
}

/** The parameters of `auto.compareFrontier`. */
export interface CompareFrontierParams {
  /** The vendor model to ask. Others than these are refused by the server. */
  readonly model: LiteralUnion<"gpt-5.5" | "gemini-3-5-flash" | "gemini-3-1-pro" | "claude-sonnet-4-6">
  /** 1 to 40 messages. */
  readonly messages: ReadonlyArray<ChatMessage>
}

/** The result of `auto.compareFrontier`, as sent on the wire. */
export interface FrontierComparison {
  readonly model?: string | null
  /** What the model answered. */
  readonly content?: string | null
  /** What it cost, which is what was billed, in micro-USD. */
  readonly cost_micro_usd?: number | null
  readonly latency_ms?: number | null
  readonly [key: string]: unknown
}

/** `client.auto` */
export interface Auto {
  /** Returns how `model: "auto"` was used in the last 30 days: `GET /v1/auto/metrics`. Not billed. */
  readonly metrics: () => Effect.Effect<AutoMetrics, CallFailure>
  /** Sends messages to a frontier model, to compare its answer: `POST /v1/playground/frontier`. Billed. */
  readonly compareFrontier: (params: CompareFrontierParams) => Effect.Effect<FrontierComparison, CallFailure>
}

/** Creates the operations of the namespace. */
export const make = (api: Api): Auto => ({
  metrics: () => api.json("auto.metrics", () => ({ method: "GET", path: "/v1/auto/metrics" }), decodeAutoMetrics),
  compareFrontier: (params) =>
    api.json(
      "auto.compareFrontier",
      () => {
        const { model, messages } = fieldsOf(params, compareParams, "parameter")
        requiredText(model, "model")
        checkMessages(messages)
        return { method: "POST", path: "/v1/playground/frontier", json: { model, messages }, isSlow: true }
      },
      decodeFrontierComparison
    )
})

const compareParams: FieldNames<CompareFrontierParams> = { model: true, messages: true }

const autoMetricsShape: Shape<AutoMetrics> = /*#__PURE__*/ struct<AutoMetrics>({
  requests_30d: optionalNumber,
  requests_today: optionalNumber,
  success_rate_30d: optionalNumber,
  billed_micro_usd_30d: optionalNumber,
  billed_micro_usd_today: optionalNumber,
  cost_to_serve_micro_usd_30d: optionalNumber,
  savings_vs_frontier_micro_usd_30d: optionalNumber,
  savings_multiple_30d: optionalNumber,
  performance_hourly_7d: /*#__PURE__*/ maybe(/*#__PURE__*/ array(jsonObject)),
  days_30d: /*#__PURE__*/ maybe(/*#__PURE__*/ array(jsonObject)),
  last_request: /*#__PURE__*/ maybe(jsonObject)
})

const frontierComparisonShape: Shape<FrontierComparison> = /*#__PURE__*/ struct<FrontierComparison>({
  model: optionalText,
  content: optionalText,
  cost_micro_usd: optionalNumber,
  latency_ms: optionalNumber
})

const decodeAutoMetrics = /*#__PURE__*/ decoderOf(autoMetricsShape, undefined, (wire) => wire)
const decodeFrontierComparison = /*#__PURE__*/ decoderOf(frontierComparisonShape, undefined, (wire) => wire)
