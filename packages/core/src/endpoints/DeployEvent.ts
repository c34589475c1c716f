/** The events of a deployment, as they are delivered. */
import type { LiteralUnion } from "../wire/LiteralUnion.ts"
import type { Endpoint } from "./Endpoint.ts"

/** The progress of a deployment. Data that is not JSON is delivered as a string. */
export interface DeployProgress {
  /** The stage. Values that are not listed here are possible. */
  readonly stage?: LiteralUnion<"pulling weights" | "pulling-weights" | "booting" | "warming-up">
  /** A label of the stage, for display. */
  readonly label?: string
  /** The progress in percent. */
  readonly pct?: number
  readonly [key: string]: unknown
}

/** The end of a successful deployment. */
export interface DeployComplete {
  /** The live endpoint. */
  readonly endpoint: Endpoint
  readonly [key: string]: unknown
}

/** The end of a failed deployment. */
export interface DeployProblem {
  /** The reason. */
  readonly message: string
  readonly [key: string]: unknown
}

/**
 * An event of a deployment: any number of `progress`, then one `complete` or `error`.
 *
 * Events with other names are delivered too. Read them as `SSEEvent`.
 */
export type DeployEvent =
  | { readonly event: "progress"; readonly data: DeployProgress }
  | { readonly event: "complete"; readonly data: DeployComplete }
  | { readonly event: "error"; readonly data: DeployProblem }
