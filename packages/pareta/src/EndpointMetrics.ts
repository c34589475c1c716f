import type { CostReport, MetricsReport, QualityReport, QueryParams } from "@pareta/core"
import { metrics } from "@pareta/core/src/endpoints/EndpointMetrics.ts"
import type { RequestOptions } from "./RequestOptions.ts"
import { type Runtime, run } from "./run.ts"

/** Asks the platform for one dimension. */
export type AskMetrics = (
  dimension: "performance" | "uptime" | "cost" | "quality" | "activity",
  params?: QueryParams,
  options?: RequestOptions
) => Promise<MetricsReport>

/**
 * The five dimensions of an endpoint's metrics. Parameters such as `{ window: "7d" }` go to the platform as they are; the
 * answer is its own JSON (contract §8.5). Free.
 */
export class EndpointMetrics {
  readonly #ask: AskMetrics

  /** Made by `endpoints.metrics`. */
  constructor(ask: AskMetrics) {
    this.#ask = ask
  }

  /** Latency: p50, p95, p99. */
  performance(params?: QueryParams, options?: RequestOptions): Promise<MetricsReport> {
    return this.#ask("performance", params, options)
  }

  /** Availability. */
  uptime(params?: QueryParams, options?: RequestOptions): Promise<MetricsReport> {
    return this.#ask("uptime", params, options)
  }

  /** Spend and savings against the frontier, in micro-USD. */
  cost(params?: QueryParams, options?: RequestOptions): Promise<CostReport> {
    return this.#ask("cost", params, options)
  }

  /** How good the answers were judged. */
  quality(params?: QueryParams, options?: RequestOptions): Promise<QualityReport> {
    return this.#ask("quality", params, options)
  }

  /** Usage. */
  activity(params?: QueryParams, options?: RequestOptions): Promise<MetricsReport> {
    return this.#ask("activity", params, options)
  }
}

/** Asks through the core's handle on an endpoint. */
export const metricsOf = (runtime: Runtime, id: string | null | undefined): AskMetrics => {
  const dimensions = metrics(runtime.call, id)
  return (dimension, params, options) => run(runtime, dimensions[dimension](params), options)
}
