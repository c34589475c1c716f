import type * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import type { Call } from "../http/Call.ts"
import type { QueryParams } from "../http/Url.ts"
import type { CallFailure } from "../ParetaError.ts"
import { type Decoder, unexpected } from "../wire/Decoder.ts"
import { type EndpointId, endpointPath } from "./Endpoints.ts"

/** What the platform tells of one dimension: its own JSON, whose keys may grow (contract §8.5). */
export interface MetricsReport {
  readonly [key: string]: unknown
}

/** Spend and savings, in micro-USD (contract §8.5). */
export interface CostReport extends MetricsReport {
  readonly total_micro_usd?: number
  readonly frontier_baseline_micro_usd?: number
  readonly savings_micro_usd?: number
}

/** How good the answers were judged (contract §8.5). */
export interface QualityReport extends MetricsReport {
  /** Between 0 and 1. */
  readonly quality_mean?: number | null
}

/** The five dimensions of an endpoint's metrics (contract R9). Query parameters go to the platform as they are. Free. */
export interface EndpointMetrics {
  readonly performance: (params?: QueryParams) => Effect.Effect<MetricsReport, CallFailure>
  readonly uptime: (params?: QueryParams) => Effect.Effect<MetricsReport, CallFailure>
  readonly cost: (params?: QueryParams) => Effect.Effect<CostReport, CallFailure>
  readonly quality: (params?: QueryParams) => Effect.Effect<QualityReport, CallFailure>
  readonly activity: (params?: QueryParams) => Effect.Effect<MetricsReport, CallFailure>
}

/** A handle on an endpoint's metrics. Nothing is sent, and the id is not looked at, before a dimension is asked for. */
export const metrics = (call: Call, id: EndpointId): EndpointMetrics => {
  const dimension =
    <Report extends MetricsReport>(name: string) =>
    (params?: QueryParams): Effect.Effect<Report, CallFailure> =>
      call.json(
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
  typeof value === "object" && value !== null && !Array.isArray(value)
    ? Result.succeed(value as MetricsReport)
    : Result.fail(unexpected("must be an object"))
