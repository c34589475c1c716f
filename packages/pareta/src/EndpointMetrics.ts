/** `pareta.endpoints.metrics(id)`: the five dimensions of an endpoint's metrics. */
import {
  type CostReport,
  type MetricsReport,
  makeEndpointMetrics,
  type QualityReport,
  type QueryParams
} from "@pareta/core/internal"
import type { RequestOptions } from "./RequestOptions.ts"
import { bindMethods, type Runtime, run } from "./run.ts"

/**
 * The metrics of an endpoint: `GET /v1/endpoints/{id}/{dimension}`. Not billed. Each method returns the server's JSON.
 *
 * Query parameters such as `{ window: "7d" }` are sent unchanged.
 */
export class EndpointMetrics {
  readonly #runtime: Runtime
  readonly #metrics: ReturnType<typeof makeEndpointMetrics>

  /** Called only by `endpoints.metrics`. */
  constructor(runtime: Runtime, id: string | null | undefined) {
    this.#runtime = runtime
    this.#metrics = makeEndpointMetrics(runtime.api, id ?? "")
    bindMethods(this)
  }

  /** Returns the latency (p50, p95, p99). */
  performance(params?: QueryParams, options?: RequestOptions): Promise<MetricsReport> {
    return run(this.#runtime, this.#metrics.performance(params), options)
  }

  /** Returns the availability. */
  uptime(params?: QueryParams, options?: RequestOptions): Promise<MetricsReport> {
    return run(this.#runtime, this.#metrics.uptime(params), options)
  }

  /** Returns the spending, and the savings against a frontier model, in micro-USD. */
  cost(params?: QueryParams, options?: RequestOptions): Promise<CostReport> {
    return run(this.#runtime, this.#metrics.cost(params), options)
  }

  /** Returns the judged quality of the completions. */
  quality(params?: QueryParams, options?: RequestOptions): Promise<QualityReport> {
    return run(this.#runtime, this.#metrics.quality(params), options)
  }

  /** Returns the usage. */
  activity(params?: QueryParams, options?: RequestOptions): Promise<MetricsReport> {
    return run(this.#runtime, this.#metrics.activity(params), options)
  }
}
