/** The traffic of endpoints and of `auto`, from which their metrics are computed. */

/** One chat request to an endpoint, or to `auto`. */
export interface TrafficSample {
  /** Unix time in milliseconds. */
  readonly at: number
  readonly endpointId: string
  readonly status: number
  readonly latencyMilliseconds: number
  readonly promptTokens: number
  readonly completionTokens: number
  readonly billedMicroUsd: number
  readonly frontierMicroUsd: number
}
