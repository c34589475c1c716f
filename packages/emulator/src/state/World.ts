/** The state of the platform: one organization with its endpoints, eval sets and runs, credit and traffic. */
import type { Model } from "../answers/Model.ts"
import { findCandidate, findTask } from "../catalogue/Catalogue.ts"
import type { ResolvedOptions } from "../control/EmulatorOptions.ts"
import { drawHex } from "../control/Seed.ts"
import type { VirtualClock } from "../control/VirtualClock.ts"
import { BlobStorage } from "../evals/BlobStorage.ts"
import type { EvalRun } from "../evals/EvalRun.ts"
import type { EvalSet } from "../evals/EvalSet.ts"
import { RunScript } from "../evals/RunScript.ts"
import { MatchScript } from "../match/MatchScript.ts"
import { Endpoint } from "./Endpoint.ts"
import { IdempotencyStore } from "./Idempotency.ts"
import { Ledger } from "./Ledger.ts"
import type { TrafficSample } from "./Traffic.ts"

/** Everything that requests read and change. */
export class World {
  readonly options: ResolvedOptions
  readonly clock: VirtualClock
  /** Answers chat requests and predicts eval rows. */
  readonly model: Model
  readonly endpoints = new Map<string, Endpoint>()
  readonly ledger: Ledger
  readonly traffic: Array<TrafficSample> = []
  readonly idempotency = new IdempotencyStore()
  readonly matches = new MatchScript()
  readonly evalSets = new Map<string, EvalSet>()
  readonly evalRuns = new Map<string, EvalRun>()
  readonly storage = new BlobStorage()
  readonly runs = new RunScript()
  readonly #counters = new Map<string, number>()

  constructor(options: ResolvedOptions, clock: VirtualClock, model: Model) {
    this.options = options
    this.clock = clock
    this.model = model
    this.ledger = new Ledger(options.balanceMicroUsd)
    const now = this.now()
    for (const seed of options.endpoints) {
      const task = findTask(seed.task)
      const alias = seed.model ?? "recommended"
      const candidate = task && findCandidate(task, alias)
      if (!task?.deployable || candidate === undefined) {
        throw new RangeError(`endpoint '${seed.id}': no deployable task '${seed.task}' with model '${alias}'`)
      }
      const endpoint = new Endpoint(seed.id, task, candidate, now, now)
      if (seed.status === "stopped") endpoint.stop(now)
      this.endpoints.set(seed.id, endpoint)
    }
  }

  /** Unix time on the emulator's clock, in milliseconds. */
  now(): number {
    return this.clock.currentTimeMillisUnsafe()
  }

  /** Runs and bills every eval item that is due by now, in order of due time. */
  settle(): void {
    const now = this.now()
    const dueFirst = () =>
      [...this.evalRuns.values()].reduce<EvalRun | undefined>((first, run) => {
        const at = run.nextItemAt
        return at > now || (first !== undefined && first.nextItemAt <= at) ? first : run
      }, undefined)
    for (let run = dueFirst(); run !== undefined; run = dueFirst()) {
      const charge = run.takeItem(this.ledger.balanceMicroUsd)
      if (charge === undefined) continue
      const { requestId, idempotencyKey } = run.plan
      this.ledger.debit({ ...charge, requestId, idempotencyKey, route: "evals.runs" })
    }
  }

  /**
   * The next id with this prefix, such as `req_…`. It depends on the seed and on how many ids with this prefix came
   * before.
   */
  nextId(prefix: string, digits: number): string {
    const count = (this.#counters.get(prefix) ?? 0) + 1
    this.#counters.set(prefix, count)
    return prefix + drawHex(this.options.seed, `${prefix}${count}`, digits)
  }
}
