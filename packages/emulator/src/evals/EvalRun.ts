/** One eval run, as a function of time. It progresses without a timer or a fiber. */
import type { Model } from "../answers/Model.ts"
import { outOfCredit } from "../wire/Problem.ts"
import { type ItemOutcome, rowAnswerer } from "./EvalItem.ts"
import type { EvalModel } from "./EvalModel.ts"
import type { EvalSet } from "./EvalSet.ts"
import { resultRecord } from "./RunResults.ts"
import type { ScriptedRun } from "./RunScript.ts"
import { scorerOf } from "./Scoring.ts"

/** The status of a run. */
export type RunStatus = "queued" | "running" | "evaluating" | "completed" | "failed"

/** The request for a run, with its timing and its script. */
export interface RunPlan {
  readonly set: EvalSet
  /** The ids as they were requested. */
  readonly candidateIds: ReadonlyArray<string>
  /** The candidates behind them, without duplicates. */
  readonly models: ReadonlyArray<EvalModel>
  /** The id of the request that created the run. Its debits carry this id and the idempotency key. */
  readonly requestId: string
  readonly idempotencyKey: string | null
  /** Predicts the answers to the rows. */
  readonly predict: Model["predict"]
  readonly seed: number
  readonly durationMilliseconds: number
  /** Each poll of the run advances it by one status. */
  readonly movesWhenPolled: boolean
  readonly scripted: ScriptedRun
}

/** What one item costs. `at` is the Unix time in milliseconds at which it was answered. */
export interface ItemCharge {
  readonly at: number
  readonly model: string
  readonly microUsd: number
}

/** A run and its items so far. */
export class EvalRun {
  readonly id: string
  readonly plan: RunPlan
  readonly createdAt: number
  readonly #answerRow: ReturnType<typeof rowAnswerer>
  readonly #items: Array<ItemOutcome> = []
  #aheadMilliseconds = 0
  #unbilled: Array<ItemCharge> = []
  #totalMicroUsd = 0
  #movedAt: number
  #failure: Failure | undefined

  constructor(id: string, plan: RunPlan, createdAt: number) {
    this.id = id
    this.plan = plan
    this.createdAt = createdAt
    this.#answerRow = rowAnswerer(plan.set, plan.predict, plan.seed, plan.scripted.itemErrors ?? {})
    const { failsWith, at = "running" } = plan.scripted
    this.#movedAt = createdAt
    if (failsWith !== undefined) {
      const { time, items } = failurePoints[at]
      const afterItems = Math.floor(items * this.#itemCount)
      this.#failure = { afterMilliseconds: this.#after(time), afterItems, detail: failsWith }
    }
  }

  /** When the next item is due, as Unix time in milliseconds; `Infinity` when none is left. */
  get nextItemAt(): number {
    if (this.#items.length >= (this.#failure?.afterItems ?? this.#itemCount)) return Number.POSITIVE_INFINITY
    const share = runningFrom + ((evaluatingFrom - runningFrom) * (this.#items.length + 1)) / this.#itemCount
    return this.createdAt + this.#after(share) - this.#aheadMilliseconds
  }

  /** What the items so far cost, until they are billed. */
  get unbilledMicroUsd(): number {
    return this.#unbilled.length === 0 ? 0 : this.#totalMicroUsd
  }

  /** Returns what is to be billed: all items once the run has completed, and nothing before, again, or if it failed. */
  takeCharges(now: number): ReadonlyArray<ItemCharge> {
    const status = this.statusAt(now)
    if (status !== "completed" && status !== "failed") return []
    const charges = this.#unbilled
    this.#unbilled = []
    return status === "completed" ? charges : []
  }

  /** Answers the next item. If `creditMicroUsd` is used up, the run fails instead. */
  takeItem(creditMicroUsd: number): void {
    const at = this.nextItemAt
    if (creditMicroUsd <= 0) {
      this.fail(at, String(outOfCredit().detail))
      return
    }
    const rowCount = this.plan.set.content.rows.length
    const model = this.plan.models[Math.floor(this.#items.length / rowCount)]
    if (model === undefined) return
    const item = this.#answerRow(model, this.#items.length % rowCount)
    this.#items.push(item)
    if (item._tag === "Failed") return
    this.#totalMicroUsd += item.costMicroUsd
    this.#unbilled.push({ at: Math.max(at, this.#movedAt), model: model.id, microUsd: item.costMicroUsd })
  }

  /** Ends the run as failed at a Unix time in milliseconds. Items so far are kept. */
  fail(at: number, detail: string): void {
    this.#failure = { afterMilliseconds: this.#elapsedAt(at), afterItems: this.#items.length, detail }
    this.#unbilled = []
  }

  /** The status at a Unix time in milliseconds. */
  statusAt(now: number): RunStatus {
    const elapsed = this.#elapsedAt(now)
    if (this.#failure !== undefined && this.#failure.afterMilliseconds <= elapsed) return "failed"
    if (elapsed >= this.#after(1)) return "completed"
    if (elapsed >= this.#after(evaluatingFrom)) return "evaluating"
    return elapsed >= this.#after(runningFrom) ? "running" : "queued"
  }

  /** Called after each poll. Advances the run by one status, if `movesWhenPolled` is set. */
  polled(now: number): void {
    if (!this.plan.movesWhenPolled) return
    const elapsed = this.#elapsedAt(now)
    const ends = [runningFrom, evaluatingFrom, 1].map((share) => this.#after(share))
    const next = [...ends, this.#failure?.afterMilliseconds ?? Number.POSITIVE_INFINITY].filter((end) => end > elapsed)
    if (next.length === 0) return
    this.#aheadMilliseconds += Math.min(...next) - elapsed
    this.#movedAt = now
  }

  /** The wire record. Results are included once the run has ended. */
  toRecord(now: number): { readonly [name: string]: unknown } {
    const status = this.statusAt(now)
    const isOver = status === "completed" || status === "failed"
    return {
      run: {
        id: this.id,
        eval_set_id: this.plan.set.id,
        status,
        candidate_model_ids: this.plan.candidateIds,
        // A failed run is not billed.
        total_cost_micro_usd: status === "failed" ? 0 : this.#totalMicroUsd,
        error_detail: status === "failed" ? (this.#failure?.detail ?? null) : null,
        created: Math.floor(this.createdAt / 1000)
      },
      results: isOver ? this.plan.models.map((model, position) => this.#resultsOf(model, position)) : []
    }
  }

  #resultsOf(model: EvalModel, position: number): { readonly [name: string]: unknown } {
    const { rows, task } = this.plan.set.content
    const done = this.#items.slice(position * rows.length, (position + 1) * rows.length)
    const left = rows.slice(done.length).map(
      (_, offset): ItemOutcome => ({
        _tag: "Failed",
        index: done.length + offset,
        error: `not run: ${this.#failure?.detail ?? "the run ended"}`
      })
    )
    return resultRecord(model, [...done, ...left], scorerOf(task.defaultScorer))
  }

  #after(share: number): number {
    return Math.round(share * this.plan.durationMilliseconds)
  }

  #elapsedAt(now: number): number {
    return now - this.createdAt + this.#aheadMilliseconds
  }

  get #itemCount(): number {
    return this.plan.models.length * this.plan.set.content.rows.length
  }
}

interface Failure {
  readonly afterMilliseconds: number
  readonly afterItems: number
  readonly detail: string
}

// The shares of the run's time at which the statuses `running` and `evaluating` begin. Items are answered between them.
const runningFrom = 0.1
const evaluatingFrom = 0.8

// When a scripted failure happens, as shares of the run's time and of its items.
const failurePoints = {
  queued: { time: runningFrom, items: 0 },
  running: { time: (runningFrom + evaluatingFrom) / 2, items: 0.5 },
  evaluating: { time: 1, items: 1 }
}
