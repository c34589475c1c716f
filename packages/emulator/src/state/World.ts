/** The state of the platform: one organization with its endpoints, eval sets and runs, credit and traffic. */
import type { Model } from "../answers/Model.ts"
import { findCandidate, findTask, isDeployable } from "../catalogue/Catalogue.ts"
import { AnswerScript } from "../control/AnswerScript.ts"
import type { ResolvedOptions } from "../control/EmulatorOptions.ts"
import { Newest } from "../control/Newest.ts"
import { drawHex } from "../control/Seed.ts"
import { reportStack } from "../control/StackReport.ts"
import type { VirtualClock } from "../control/VirtualClock.ts"
import { BlobStorage } from "../evals/BlobStorage.ts"
import type { EvalRun } from "../evals/EvalRun.ts"
import type { AttachedDocument, EvalSet } from "../evals/EvalSet.ts"
import { ProposalScript } from "../evals/ProposalScript.ts"
import { RunScript } from "../evals/RunScript.ts"
import { MatchScript } from "../match/MatchScript.ts"
import { Endpoint } from "./Endpoint.ts"
import { IdempotencyStore } from "./Idempotency.ts"
import { Ledger } from "./Ledger.ts"
import { Space } from "./Space.ts"
import type { TrafficSample } from "./Traffic.ts"

/** Everything that requests read and change. */
export class World {
  readonly options: ResolvedOptions
  readonly clock: VirtualClock
  /** Answers chat requests and predicts eval rows. */
  readonly model: Model
  readonly endpoints = new Map<string, Endpoint>()
  readonly ledger: Ledger
  readonly traffic: Newest<TrafficSample>
  readonly idempotency: IdempotencyStore
  readonly answers = new AnswerScript()
  readonly matches = new MatchScript()
  readonly proposals = new ProposalScript()
  readonly evalSets = new Map<string, EvalSet>()
  readonly evalRuns = new Map<string, EvalRun>()
  /** The space of eval sets, by id. */
  readonly evalSpace: Space
  /** How many eval runs were dropped, because newer ones needed the space. */
  droppedRuns = 0
  readonly storage: BlobStorage
  readonly runs = new RunScript()
  readonly #runSpace: Space
  readonly #counters = new Map<string, number>()

  constructor(options: ResolvedOptions, clock: VirtualClock, model: Model) {
    this.options = options
    this.clock = clock
    this.model = model
    const { limits } = options
    this.ledger = new Ledger(options.balanceMicroUsd, limits.ledgerEntries)
    this.traffic = new Newest(limits.trafficSamples)
    this.idempotency = new IdempotencyStore(options.idempotency, limits.rememberedBytes)
    this.storage = new BlobStorage(limits.uploadUrls)
    this.evalSpace = new Space(limits.evalBytes)
    this.#runSpace = new Space(limits.evalBytes)
    const now = this.now()
    for (const seed of options.endpoints) {
      const task = findTask(seed.task, options.surface)
      const alias = seed.model ?? "recommended"
      const candidate = task && findCandidate(task, alias)
      if (task === undefined || !isDeployable(task) || candidate === undefined) {
        throw new RangeError(`endpoint '${seed.id}': no deployable task '${seed.task}' with model '${alias}'`)
      }
      const endpoint = new Endpoint(seed.id, task, candidate, now, now)
      if (seed.status === "stopped") endpoint.stop(now)
      this.endpoints.set(seed.id, endpoint)
    }
  }

  /** Every document attached to a row of an existing eval set, in the order of sets and rows. */
  get documents(): ReadonlyArray<AttachedDocument> {
    return [...this.evalSets.values()].flatMap((set) => set.documents)
  }

  /** Unix time on the emulator's clock, in milliseconds. Throws what a user's own clock throws. */
  now(): number {
    const now = this.clock.currentTimeMillisUnsafe()
    if (this.clock.failure !== undefined) throw this.clock.failure.cause
    return now
  }

  /**
   * Adds a run that takes about this many bytes. To make room, the oldest runs that have ended are dropped. Returns
   * `false`, and adds nothing, if that is not enough.
   */
  addRun(run: EvalRun, bytes: number): boolean {
    const now = this.now()
    const ended = [...this.evalRuns.values()].filter((other) => {
      const status = other.statusAt(now)
      return status === "completed" || status === "failed"
    })
    const space = ended.reduce((sum, { id }) => sum + this.#runSpace.of(id), this.#runSpace.left)
    if (bytes > space) return false
    for (const { id } of ended) {
      if (this.#runSpace.fits(bytes)) break
      this.evalRuns.delete(id)
      this.#runSpace.free(id)
      this.droppedRuns += 1
    }
    this.#runSpace.take(run.id, bytes)
    this.evalRuns.set(run.id, run)
    return true
  }

  /**
   * Runs every eval item that is due by now, in order of due time, and bills the runs that have completed. A run whose
   * item throws fails: every request calls this, so the error must not stop other runs.
   */
  settle(): void {
    const now = this.now()
    const dueFirst = () =>
      [...this.evalRuns.values()].reduce<EvalRun | undefined>((first, run) => {
        const at = run.nextItemAt
        return at > now || (first !== undefined && first.nextItemAt <= at) ? first : run
      }, undefined)
    let unbilled = [...this.evalRuns.values()].reduce((sum, run) => sum + run.unbilledMicroUsd, 0)
    for (let run = dueFirst(); run !== undefined; run = dueFirst()) {
      const before = run.unbilledMicroUsd
      this.#takeItem(run, this.ledger.balanceMicroUsd - unbilled)
      unbilled += run.unbilledMicroUsd - before
    }
    for (const run of this.evalRuns.values()) {
      const { requestId, idempotencyKey } = run.plan
      for (const charge of run.takeCharges(now)) {
        this.ledger.debit({ ...charge, requestId, idempotencyKey, route: "evals.runs" })
      }
    }
  }

  #takeItem(run: EvalRun, creditMicroUsd: number): void {
    const at = run.nextItemAt
    try {
      run.takeItem(creditMicroUsd)
    } catch (error) {
      const rows = JSON.stringify(run.plan.set.content)
      reportStack(this.options.console, `pareta-emulator: eval run ${run.id} failed`, error, rows)
      run.fail(at, "Internal Server Error")
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
