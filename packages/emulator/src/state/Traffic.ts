/** What was asked of each endpoint; the metrics are computed from it. */

/** One chat request to an endpoint. */
export interface TrafficSample {
  /** Unix time, milliseconds. */
  readonly at: number
  readonly endpointId: string
  readonly status: number
  readonly latencyMilliseconds: number
  readonly promptTokens: number
  readonly completionTokens: number
  readonly billedMicroUsd: number
  readonly frontierMicroUsd: number
}
