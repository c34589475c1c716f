import { array, checkOf, maybe, number, struct, text } from "#WireSchema"
import { BaseModel } from "../BaseModel.ts"
import { decoderOf } from "../http/Decoder.ts"

/** The wire's entry (contract §7.4). */
export interface LeaderboardEntryWire {
  readonly name?: string | null
  readonly kind?: string | null
  readonly quality?: number | null
  readonly cost_per_request_micro_usd?: number | null
  readonly context_k?: number | null
  readonly run_mode?: string | null
  readonly [key: string]: unknown
}

/** The wire's leaderboard (contract §7.4). */
export interface LeaderboardWire {
  readonly task_id?: string | null
  readonly metric?: string | null
  readonly cost_unit?: string | null
  readonly recommended?: string | null
  readonly models?: ReadonlyArray<LeaderboardEntryWire> | null
  readonly frontier?: LeaderboardEntryWire | null
  readonly [key: string]: unknown
}

/** How one model does at a task. */
export class LeaderboardEntry extends BaseModel<LeaderboardEntryWire> {
  /** A per-task alias, or a vendor's id. */
  readonly name: string | null
  /** `open` or `frontier`. */
  readonly kind: string | null
  /** Between 0 and 1. */
  readonly quality: number | null
  readonly costPerRequestMicroUsd: number | null
  /** Thousands of tokens. */
  readonly contextK: number | null
  readonly runMode: string | null

  constructor(wire?: LeaderboardEntryWire | null) {
    super(wire)
    this.name = wire?.name ?? null
    this.kind = wire?.kind ?? null
    this.quality = wire?.quality ?? null
    this.costPerRequestMicroUsd = wire?.cost_per_request_micro_usd ?? null
    this.contextK = wire?.context_k ?? null
    this.runMode = wire?.run_mode ?? null
  }
}

/** The models of a task, best first; frontier models may be among them (contract §7.4). */
export class Leaderboard extends BaseModel<LeaderboardWire> {
  readonly taskId: string | null
  readonly metric: string | null
  readonly costUnit: string | null
  /** The alias that `endpoints.deploy` takes for `"recommended"`. */
  readonly recommended: string | null
  readonly models: Array<LeaderboardEntry>
  /** The baseline. */
  readonly frontier: LeaderboardEntry | null

  constructor(wire?: LeaderboardWire | null) {
    super(wire)
    this.taskId = wire?.task_id ?? null
    this.metric = wire?.metric ?? null
    this.costUnit = wire?.cost_unit ?? null
    this.recommended = wire?.recommended ?? null
    this.models = (wire?.models ?? []).map((entry) => new LeaderboardEntry(entry))
    this.frontier = wire?.frontier ? new LeaderboardEntry(wire.frontier) : null
  }
}

const optionalText = /*#__PURE__*/ maybe(text)
const optionalNumber = /*#__PURE__*/ maybe(number)

const entry = /*#__PURE__*/ struct({
  name: optionalText,
  kind: optionalText,
  quality: optionalNumber,
  cost_per_request_micro_usd: optionalNumber,
  context_k: optionalNumber,
  run_mode: optionalText
})

const leaderboardProblem = /*#__PURE__*/ checkOf(
  /*#__PURE__*/ struct({
    task_id: optionalText,
    metric: optionalText,
    cost_unit: optionalText,
    recommended: optionalText,
    models: /*#__PURE__*/ maybe(/*#__PURE__*/ array(entry)),
    frontier: /*#__PURE__*/ maybe(entry)
  })
)

export const decodeLeaderboard = /*#__PURE__*/ decoderOf(
  leaderboardProblem,
  (wire: LeaderboardWire) => new Leaderboard(wire)
)
