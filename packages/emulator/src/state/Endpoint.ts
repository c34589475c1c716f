/** One endpoint: what it serves, what it costs, and its state as a function of time. */
import type { Candidate, CatalogueTask } from "../catalogue/CatalogueTask.ts"

/** What an endpoint may be doing. */
export type EndpointStatus = "starting" | "live" | "stopped"

/** From `at` (Unix time, milliseconds) on, the endpoint has this status. */
export interface StatusChange {
  readonly at: number
  readonly status: EndpointStatus
}

/** Fields a deploy may set beside task, model and name. */
export interface EndpointSettings {
  readonly costPerRequestMicroUsd?: number
  readonly frontierCostPerRequestMicroUsd?: number
  /** Accepted and given back as they came: `region`, `run_mode`, `taskDisplay`, … */
  readonly echoed?: { readonly [name: string]: unknown }
}

/** Status is read off a list of changes, some of them in the future: nothing has to run for an endpoint to go live. */
export class Endpoint {
  readonly id: string
  readonly task: CatalogueTask
  readonly candidate: Candidate
  readonly createdAt: number
  /** When its deployment is over. */
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

  /** The status at a point of Unix time, milliseconds. */
  statusAt(now: number): EndpointStatus {
    return this.#changes.findLast((change) => change.at <= now)?.status ?? "starting"
  }

  /** Every change so far. */
  historyUntil(now: number): ReadonlyArray<StatusChange> {
    return this.#changes.filter((change) => change.at <= now)
  }

  /** Goes to `starting`, and live after `startMilliseconds`; does nothing unless stopped. */
  start(now: number, startMilliseconds: number): void {
    if (this.statusAt(now) !== "stopped") return
    this.#changes.push({ at: now, status: "starting" }, { at: now + startMilliseconds, status: "live" })
  }

  /** Stops at once; a start under way is called off. */
  stop(now: number): void {
    if (this.statusAt(now) === "stopped") return
    this.#changes = [...this.historyUntil(now), { at: now, status: "stopped" }]
  }

  /** The wire record of lists (`taskName`) and of single endpoints (`task` beside it). */
  toRecord(now: number, detail: boolean): { readonly [name: string]: unknown } {
    const status = this.statusAt(now)
    return {
      id: this.id,
      name: this.id,
      model: this.candidate.alias,
      status,
      taskName: this.task.id,
      ...(detail ? { task: this.task.id } : {}),
      url: status === "live" ? `https://api.pareta.ai/v1/endpoints/${this.id}` : null,
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
