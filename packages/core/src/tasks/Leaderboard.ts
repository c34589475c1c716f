/** The leaderboard of a task: `GET /v1/tasks/{id}/leaderboard`. */
import { BaseModel } from "../wire/BaseModel.ts"
import { decoderOf } from "../wire/Decoder.ts"
import { modelOf, modelsOf, numberOf, textOf } from "../wire/Fields.ts"
import type { LiteralUnion } from "../wire/LiteralUnion.ts"
import { array, maybe, optionalNumber, optionalText, type Shape, struct } from "../wire/Shape.ts"

/** An entry as sent on the wire: an element of `models` in `GET /v1/tasks/{id}/leaderboard`, and its `frontier`. */
export interface LeaderboardEntryWire {
  readonly name?: string | null
  readonly kind?: LiteralUnion<"open" | "frontier"> | null
  readonly quality?: number | null
  readonly cost_per_request_micro_usd?: number | null
  readonly context_k?: number | null
  readonly run_mode?: LiteralUnion<"rte" | "twostage"> | null
  readonly [key: string]: unknown
}

/** A leaderboard as sent on the wire: `GET /v1/tasks/{id}/leaderboard`. */
export interface LeaderboardWire {
  readonly task_id?: string | null
  readonly metric?: LiteralUnion<"F1" | "quality"> | null
  readonly cost_unit?: LiteralUnion<"per_request"> | null
  readonly recommended?: string | null
  readonly models?: ReadonlyArray<LeaderboardEntryWire> | null
  readonly frontier?: LeaderboardEntryWire | null
  readonly [key: string]: unknown
}

/** The quality and cost of one model on a task. */
export class LeaderboardEntry extends BaseModel<LeaderboardEntryWire> {
  /** A per-task alias, or a vendor's id; `null` if the server omits it. */
  readonly name: string | null
  /** `open` for an open-weights model, `frontier` for a vendor's; `null` if the server omits it. */
  readonly kind: LiteralUnion<"open" | "frontier"> | null
  /** Between 0 and 1; `null` when not measured. */
  readonly quality: number | null
  /** Micro-USD per request; `null` when not measured. */
  readonly costPerRequestMicroUsd: number | null
  /** The context window in thousands of tokens; `null` if the server omits it. */
  readonly contextK: number | null
  /** How the model is run; `null` if the server omits it. */
  readonly runMode: LiteralUnion<"rte" | "twostage"> | null

  constructor(wire?: LeaderboardEntryWire | null) {
    super(wire)
    this.name = textOf(wire?.name)
    this.kind = textOf(wire?.kind)
    this.quality = numberOf(wire?.quality)
    this.costPerRequestMicroUsd = numberOf(wire?.cost_per_request_micro_usd)
    this.contextK = numberOf(wire?.context_k)
    this.runMode = textOf(wire?.run_mode)
  }
}

/** The models of a task, best first; frontier models may be among them. */
export class Leaderboard extends BaseModel<LeaderboardWire> {
  /** The task; `null` if the server omits it. */
  readonly taskId: string | null
  /** The metric of `quality`; `null` if the server omits it. */
  readonly metric: LiteralUnion<"F1" | "quality"> | null
  /** The unit of costs, for display; `null` if the server omits it. */
  readonly costUnit: LiteralUnion<"per_request"> | null
  /** The alias that `endpoints.deploy` uses for `"recommended"`; `null` when there is none. */
  readonly recommended: string | null
  /** The entries, best first. */
  readonly models: Array<LeaderboardEntry>
  /** The frontier model to compare with; `null` when there is none. */
  readonly frontier: LeaderboardEntry | null

  constructor(wire?: LeaderboardWire | null) {
    super(wire)
    this.taskId = textOf(wire?.task_id)
    this.metric = textOf(wire?.metric)
    this.costUnit = textOf(wire?.cost_unit)
    this.recommended = textOf(wire?.recommended)
    this.models = modelsOf(wire?.models, LeaderboardEntry)
    this.frontier = modelOf(wire?.frontier, LeaderboardEntry)
  }
}

/** The shape of a {@link LeaderboardEntryWire}. */
export const leaderboardEntryShape: Shape<LeaderboardEntryWire> = /*#__PURE__*/ struct<LeaderboardEntryWire>({
  name: optionalText,
  kind: optionalText,
  quality: optionalNumber,
  cost_per_request_micro_usd: optionalNumber,
  context_k: optionalNumber,
  run_mode: optionalText
})

/** The shape of a {@link LeaderboardWire}. */
export const leaderboardShape: Shape<LeaderboardWire> = /*#__PURE__*/ struct<LeaderboardWire>({
  task_id: optionalText,
  metric: optionalText,
  cost_unit: optionalText,
  recommended: optionalText,
  models: /*#__PURE__*/ maybe(/*#__PURE__*/ array(leaderboardEntryShape)),
  frontier: /*#__PURE__*/ maybe(leaderboardEntryShape)
})

/** Decodes a leaderboard. */
export const decodeLeaderboard = /*#__PURE__*/ decoderOf(
  leaderboardShape,
  ["models", "frontier", "recommended"],
  (wire) => new Leaderboard(wire)
)
