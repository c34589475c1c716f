/** One endpoint: its task and model, its price, and its status as a function of time. */
import type { Candidate, CatalogueTask } from "../catalogue/CatalogueTask.ts"

/** The status of an endpoint. */
export type EndpointStatus = "starting" | "live" | "stopped"

/** The endpoint has this status from `at` on. `at` is a Unix time in milliseconds. */
export interface StatusChange {
  readonly at: number
  readonly status: EndpointStatus
}

/** Optional settings of a deploy. */
export interface EndpointSettings {
  readonly costPerRequestMicroUsd?: number
  readonly frontierCostPerRequestMicroUsd?: number
  /** Fields that are accepted and returned unchanged: `region`, `run_mode`, `taskDisplay`, … */
  readonly echoed?: { readonly [name: string]: unknown }
}

/** An endpoint keeps a list of status changes, some of them in the future. It goes live without a timer or a fiber. */
export class Endpoint {
  readonly id: string
  readonly task: CatalogueTask
  readonly candidate: Candidate
  readonly createdAt: number
  /** When its deploy ends, as Unix time in milliseconds. */
  readonly deployedAt: number
  readonly settings: EndpointSettings
  #changes: Array<StatusChange>

  constructor(
    id: string,
    task: CatalogueTask,
    candidate: Candidate,
    createdAt: number,
    deployedAt: number,
    settings: EndpointSettings = {}
  ) {
    this.id = id
    this.task = task
    this.candidate = candidate
    this.createdAt = createdAt
    this.deployedAt = deployedAt
    this.settings = settings
    this.#changes = [
      { at: createdAt, status: "starting" },
      { at: deployedAt, status: "live" }
    ]
  }

  /** The status at a Unix time in milliseconds. */
  statusAt(now: number): EndpointStatus {
    return this.#changes.findLast((change) => change.at <= now)?.status ?? "starting"
  }

  /** All changes up to a Unix time in milliseconds. */
  historyUntil(now: number): ReadonlyArray<StatusChange> {
    return this.#changes.filter((change) => change.at <= now)
  }

  /** Changes to `starting`, and to `live` after `startMilliseconds`. Does nothing unless the endpoint is stopped. */
  start(now: number, startMilliseconds: number): void {
    if (this.statusAt(now) !== "stopped") return
    this.#changes.push({ at: now, status: "starting" }, { at: now + startMilliseconds, status: "live" })
    // The first change is when it was created.
    if (this.#changes.length > keptChanges) this.#changes.splice(1, this.#changes.length - keptChanges)
  }

  /** Stops at once. A start in progress is cancelled. */
  stop(now: number): void {
    if (this.statusAt(now) === "stopped") return
    this.#changes = [...this.historyUntil(now), { at: now, status: "stopped" }]
  }

  /**
   * The wire record. A single endpoint has `task` in addition to the `taskName` of a list. `apiUrl` is the URL of the
   * API as the client reaches it.
   */
  toRecord(now: number, detail: boolean, apiUrl: string): { readonly [name: string]: unknown } {
    const status = this.statusAt(now)
    return {
      id: this.id,
      name: this.id,
      model: this.candidate.alias,
      status,
      taskName: this.task.id,
      ...(detail ? { task: this.task.id } : {}),
      url: status === "live" ? `${apiUrl}/v1` : null,
      created: Math.floor(this.createdAt / 1000),
      recommendedSystemPrompt: this.task.recommendedSystemPrompt ?? null,
      promptScaffold: this.task.promptScaffold ?? null,
      ...(this.settings.costPerRequestMicroUsd === undefined
        ? {}
        : { cost_per_request_micro_usd: this.settings.costPerRequestMicroUsd }),
      ...(this.settings.frontierCostPerRequestMicroUsd === undefined
        ? {}
        : { frontier_cost_per_request_micro_usd: this.settings.frontierCostPerRequestMicroUsd }),
      ...this.settings.echoed
    }
  }
}

// Enough for any chart of uptime. A client may start and stop an endpoint without end.
const keptChanges = 1_000
