import { array, checkOf, maybe, number, struct, text } from "#WireSchema"
import { BaseModel } from "../BaseModel.ts"
import { type Decoder, decoderOf } from "../http/Decoder.ts"

/** The wire's candidate (contract §7.1). */
export interface TaskMatchCandidateWire {
  readonly task_id: string
  readonly score?: number | null
  readonly confidence?: string | null
  readonly [key: string]: unknown
}

/** The wire's capability (contract §7.1). */
export interface CapabilityWire {
  readonly id?: string | null
  readonly label?: string | null
  readonly category?: string | null
  readonly category_id?: string | null
  readonly desc?: string | null
  readonly [key: string]: unknown
}

/** The wire's answer to a match (contract §7.1). */
export interface TaskMatchWire {
  readonly query?: string | null
  readonly type?: string | null
  readonly matched?: boolean | null
  readonly matcher?: string | null
  readonly ambiguous?: boolean | null
  readonly reasoning?: string | null
  readonly confidence?: string | null
  readonly chosen?: TaskMatchCandidateWire | null
  readonly capability?: CapabilityWire | null
  readonly candidates?: ReadonlyArray<TaskMatchCandidateWire> | null
  readonly [key: string]: unknown
}

/** A task that a query may mean. */
export class TaskMatchCandidate extends BaseModel<TaskMatchCandidateWire> {
  readonly taskId: string
  /** Between 0 and 1; `null` from the reason matcher. */
  readonly score: number | null
  /** `high`, `medium`, `low`. */
  readonly confidence: string | null

  constructor(wire?: TaskMatchCandidateWire | null) {
    super(wire)
    this.taskId = wire?.task_id ?? ""
    this.score = wire?.score ?? null
    this.confidence = wire?.confidence ?? null
  }
}

/** A lane of general models, such as chat or coding, that a query means in place of a task (contract §7.3). */
export class Capability extends BaseModel<CapabilityWire> {
  readonly id: string | null
  readonly label: string | null
  readonly category: string | null
  readonly categoryId: string | null
  readonly desc: string | null

  constructor(wire?: CapabilityWire | null) {
    super(wire)
    this.id = wire?.id ?? null
    this.label = wire?.label ?? null
    this.category = wire?.category ?? null
    this.categoryId = wire?.category_id ?? null
    this.desc = wire?.desc ?? null
  }
}

/** What every outcome of a match has. */
export interface TaskMatchFields extends BaseModel<TaskMatchWire> {
  readonly query: string | null
  /** `reason` (a model) or `keyword` (words). */
  readonly matcher: string | null
  /** Whether the two best candidates are close. */
  readonly ambiguous: boolean
  /** Why, in one to three sentences; from the reason matcher. */
  readonly reasoning: string | null
  /** `high`, `medium`, `low`; from the reason matcher. */
  readonly confidence: string | null
  /** Best first. */
  readonly candidates: Array<TaskMatchCandidate>
}

/** A task was found: `chosen`. */
export interface MatchedTask extends TaskMatchFields {
  readonly matched: true
  readonly type: "task"
  readonly chosen: TaskMatchCandidate
  readonly capability: null
}

/** The query means a lane of general models, not a task. */
export interface MatchedCapability extends TaskMatchFields {
  readonly matched: false
  readonly type: "capability"
  readonly chosen: null
  readonly capability: Capability
}

/** The platform cannot do it (`unsupported`), or nothing fits with confidence (`none`). Both are right answers. */
export interface UnmatchedTask extends TaskMatchFields {
  readonly matched: false
  readonly type: "unsupported" | "none"
  readonly chosen: null
  readonly capability: null
}

/**
 * What a query means (contract §7). `matched` says whether there is a `chosen` task; the wire's own flag, which is true for
 * a capability too, stays in `raw`.
 *
 * ```ts
 * const match = await pareta.tasks.match("pull the parties out of contracts")
 * if (match.matched) console.log(match.chosen.taskId)
 * else if (match.type === "capability") console.log(match.capability.label)
 * ```
 */
export type TaskMatch = MatchedTask | MatchedCapability | UnmatchedTask

const TaskMatchModel = class TaskMatch extends BaseModel<TaskMatchWire> {
  readonly query: string | null
  readonly type: string
  readonly matched: boolean
  readonly matcher: string | null
  readonly ambiguous: boolean
  readonly reasoning: string | null
  readonly confidence: string | null
  readonly chosen: TaskMatchCandidate | null
  readonly capability: Capability | null
  readonly candidates: Array<TaskMatchCandidate>

  constructor(wire?: TaskMatchWire | null) {
    super(wire)
    this.query = wire?.query ?? null
    this.chosen = wire?.chosen ? new TaskMatchCandidate(wire.chosen) : null
    this.capability = this.chosen === null && wire?.capability ? new Capability(wire.capability) : null
    this.matched = this.chosen !== null
    this.type = typeOf(wire, this.matched, this.capability !== null)
    this.matcher = wire?.matcher ?? null
    this.ambiguous = Boolean(wire?.ambiguous)
    this.reasoning = wire?.reasoning ?? null
    this.confidence = wire?.confidence ?? null
    this.candidates = (wire?.candidates ?? []).map((candidate) => new TaskMatchCandidate(candidate))
  }
}

/** The class of {@link TaskMatch}. */
export const TaskMatch = TaskMatchModel as unknown as new (wire?: TaskMatchWire | null) => TaskMatch

/** By what was found, so that a reply of the older shape, which has no `type`, falls into place (contract §7.2). */
const typeOf = (wire: TaskMatchWire | null | undefined, matched: boolean, capability: boolean): TaskMatch["type"] => {
  if (matched) return "task"
  if (capability) return "capability"
  return wire?.type === "unsupported" ? "unsupported" : "none"
}

const optionalText = /*#__PURE__*/ maybe(text)

const candidate = /*#__PURE__*/ struct({
  task_id: text,
  score: /*#__PURE__*/ maybe(number),
  confidence: optionalText
})

const capability = /*#__PURE__*/ struct({
  id: optionalText,
  label: optionalText,
  category: optionalText,
  category_id: optionalText,
  desc: optionalText
})

const taskMatchProblem = /*#__PURE__*/ checkOf(
  /*#__PURE__*/ struct({
    query: optionalText,
    type: optionalText,
    matcher: optionalText,
    reasoning: optionalText,
    confidence: optionalText,
    chosen: /*#__PURE__*/ maybe(candidate),
    capability: /*#__PURE__*/ maybe(capability),
    candidates: /*#__PURE__*/ maybe(/*#__PURE__*/ array(candidate))
  })
)

export const decodeTaskMatch: Decoder<TaskMatch> = /*#__PURE__*/ decoderOf(
  taskMatchProblem,
  (wire: TaskMatchWire) => new TaskMatch(wire)
)
