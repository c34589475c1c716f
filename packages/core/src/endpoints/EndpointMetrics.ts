/** `endpoints.metrics(id)`: the five dimensions of an endpoint's metrics. */
import type * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import type { Api } from "../http/Api.ts"
import type { QueryParams } from "../http/call/RequestHead.ts"
import type { CallFailure } from "../ParetaError.ts"
import { type Decoder, unexpected } from "../wire/Decoder.ts"
import { isJsonObject } from "../wire/JsonObject.ts"
import { type EndpointId, endpointPath } from "./Endpoint.ts"

/** One dimension of the metrics, as the server's JSON. It may have more keys. */
export interface MetricsReport {
  readonly [key: string]: unknown
}

/** Spending and savings, in micro-USD. */
export interface CostReport extends MetricsReport {
  readonly total_micro_usd?: number
  readonly frontier_baseline_micro_usd?: number
  readonly savings_micro_usd?: number
}

/** The judged quality of the completions. */
export interface QualityReport extends MetricsReport {
  /** Between 0 and 1. */
  readonly quality_mean?: number | null
}

/**
 * The metrics of an endpoint: `GET /v1/endpoints/{id}/{dimension}`. Not billed.
 *
 * Query parameters such as `{ window: "7d" }` are sent unchanged.
 */
export interface EndpointMetrics {
  /** Returns the latency (p50, p95, p99). */
  readonly performance: (params?: QueryParams) => Effect.Effect<MetricsReport, CallFailure>
  /** Returns the availability. */
  readonly uptime: (params?: QueryParams) => Effect.Effect<MetricsReport, CallFailure>
  /** Returns the spending, and the savings against a frontier model, in micro-USD. */
  readonly cost: (params?: QueryParams) => Effect.Effect<CostReport, CallFailure>
  /** Returns the judged quality of the completions. */
  readonly quality: (params?: QueryParams) => Effect.Effect<QualityReport, CallFailure>
  /** Returns the usage. */
  readonly activity: (params?: QueryParams) => Effect.Effect<MetricsReport, CallFailure>
}

/** Creates the operations on the metrics of an endpoint. The id is checked when one of them runs. */
export const metrics = (api: Api, id: EndpointId): EndpointMetrics => {
  const dimension =
    <Report extends MetricsReport>(name: string) =>
    (params?: QueryParams): Effect.Effect<Report, CallFailure> =>
      api.json(
        `endpoints.metrics.${name}`,
        () => ({ method: "GET", path: `${endpointPath(id)}/${name}`, query: params }),
        report as Decoder<Report>
      )
  return {
    performance: dimension("performance"),
    uptime: dimension("uptime"),
    cost: dimension<CostReport>("cost"),
    quality: dimension<QualityReport>("quality"),
    activity: dimension("activity")
  }
}

const report: Decoder<MetricsReport> = (value) =>
  isJsonObject(value) ? Result.succeed(value) : Result.fail(unexpected("must be an object"))
