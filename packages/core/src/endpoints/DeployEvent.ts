import type { LiteralUnion } from "../wire/LiteralUnion.ts"
import type { Endpoint } from "./Endpoint.ts"

/** How far a deployment is. Stage names are open-ended, and data that is no JSON arrives as text (contract §8.1). */
export interface DeployProgress {
  readonly stage?: LiteralUnion<"pulling weights" | "booting" | "warming-up">
  readonly label?: string
  readonly pct?: number
  readonly [key: string]: unknown
}

/** What the end of a successful deployment carries. */
export interface DeployComplete {
  readonly endpoint: Endpoint
  readonly [key: string]: unknown
}

/** Why a deployment failed. */
export interface DeployProblem {
  readonly message: string
  readonly [key: string]: unknown
}

/**
 * An event of a deployment: any number of `progress`, then one `complete` or `error` (contract §3.3).
 *
 * Should the platform send events of other names, they are delivered too; read them as `SSEEvent`.
 */
export type DeployEvent =
  | { readonly event: "progress"; readonly data: DeployProgress }
  | { readonly event: "complete"; readonly data: DeployComplete }
  | { readonly event: "error"; readonly data: DeployProblem }
