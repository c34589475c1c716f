/** The task or capability that a query asks for: `POST /v1/tasks/match`. */
import { BaseModel } from "../wire/BaseModel.ts"
import { type Decoder, decoderOf } from "../wire/Decoder.ts"
import { flagOf, modelOf, modelsOf, numberOf, textOf } from "../wire/Fields.ts"
import type { LiteralUnion } from "../wire/LiteralUnion.ts"
import { array, maybe, optionalFlag, optionalNumber, optionalText, type Shape, struct, text } from "../wire/Shape.ts"

/** A candidate as sent on the wire: `chosen`, and an element of `candidates`, in the response of `POST /v1/tasks/match`. */
export interface TaskMatchCandidateWire {
  readonly task_id: string
  readonly score?: number | null
  readonly confidence?: LiteralUnion<"high" | "medium" | "low"> | null
  readonly [key: string]: unknown
}

type CapabilityId = "chat" | "coding" | "agentic" | "vision" | "asr" | "tts" | "rerank" | "embed" | "image-gen"

/** A capability as sent on the wire: `capability` in the response of `POST /v1/tasks/match`. */
export interface CapabilityWire {
  readonly id?: LiteralUnion<CapabilityId> | null
  readonly label?: string | null
  readonly category?: string | null
  readonly category_id?: string | null
  readonly desc?: string | null
  readonly [key: string]: unknown
}

/** A match as sent on the wire: the response of `POST /v1/tasks/match`. */
export interface TaskMatchWire {
  readonly query?: string | null
  readonly type?: LiteralUnion<"task" | "capability" | "unsupported" | "none"> | null
  readonly matched?: boolean | null
  readonly matcher?: LiteralUnion<"reason" | "keyword"> | null
  readonly ambiguous?: boolean | null
  readonly reasoning?: string | null
  readonly confidence?: LiteralUnion<"high" | "medium" | "low"> | null
  readonly chosen?: TaskMatchCandidateWire | null
  readonly capability?: CapabilityWire | null
  readonly candidates?: ReadonlyArray<TaskMatchCandidateWire> | null
  readonly [key: string]: unknown
}

/** A candidate: a task that a query may be asking for. */
export class TaskMatchCandidate extends BaseModel<TaskMatchCandidateWire> {
  /** The id of the task. */
  readonly taskId: string
  /** Between 0 and 1; `null` from the `reason` matcher. */
  readonly score: number | null
  /** The confidence of the matcher; `null` if the server omits it. */
  readonly confidence: LiteralUnion<"high" | "medium" | "low"> | null

  constructor(wire?: TaskMatchCandidateWire | null) {
    super(wire)
    this.taskId = textOf(wire?.task_id) ?? ""
    this.score = numberOf(wire?.score)
    this.confidence = textOf(wire?.confidence)
  }
}

/** A lane of general models, such as chat or coding. A query may ask for a lane instead of a task. */
export class Capability extends BaseModel<CapabilityWire> {
  /** The lane; `null` if the server omits it. Values that are not listed here are possible. */
  readonly id: LiteralUnion<CapabilityId> | null
  /** Its name for display; `null` if the server omits it. */
  readonly label: string | null
  /** The name of its category for display; `null` if the server omits it. */
  readonly category: string | null
  /** The id of its category; `null` if the server omits it. */
  readonly categoryId: string | null
  /** A description of it, for display; `null` if the server omits it. */
  readonly desc: string | null

  constructor(wire?: CapabilityWire | null) {
    super(wire)
    this.id = textOf(wire?.id)
    this.label = textOf(wire?.label)
    this.category = textOf(wire?.category)
    this.categoryId = textOf(wire?.category_id)
    this.desc = textOf(wire?.desc)
  }
}

/** The properties that every outcome of a match has. */
export interface TaskMatchFields extends BaseModel<TaskMatchWire> {
  /** The query, echoed by the server; `null` if the server omits it. */
  readonly query: string | null
  /** The matcher that was used: `reason` is a model, `keyword` compares words; `null` if the server omits it. */
  readonly matcher: LiteralUnion<"reason" | "keyword"> | null
  /** Whether the scores of the best two candidates are close; `false` if the server omits it. */
  readonly ambiguous: boolean
  /** The explanation of the `reason` matcher, in one to three sentences; else `null`. */
  readonly reasoning: string | null
  /** The confidence of the `reason` matcher; else `null`. */
  readonly confidence: LiteralUnion<"high" | "medium" | "low"> | null
  /** The candidates, best first; `[]` when there are none. */
  readonly candidates: Array<TaskMatchCandidate>
}

/** A task was found: `chosen`. */
export interface MatchedTask extends TaskMatchFields {
  readonly matched: true
  readonly type: "task"
  /** The task. */
  readonly chosen: TaskMatchCandidate
  readonly capability: null
}

/** The query asks for a lane of general models, not a task. */
export interface MatchedCapability extends TaskMatchFields {
  readonly matched: false
  readonly type: "capability"
  readonly chosen: null
  /** The lane. */
  readonly capability: Capability
}

/** The platform cannot do the work (`unsupported`), or no task is a confident match (`none`). Both are results. */
export interface UnmatchedTask extends TaskMatchFields {
  readonly matched: false
  readonly type: "unsupported" | "none"
  readonly chosen: null
  readonly capability: null
}

/**
 * The outcome of a match. `matched` says whether there is a `chosen` task. The server's own flag, which
 * is true for a capability too, is in `raw`.
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
    this.query = textOf(wire?.query)
    this.chosen = modelOf(wire?.chosen, TaskMatchCandidate)
    this.capability = this.chosen === null ? modelOf(wire?.capability, Capability) : null
    this.matched = this.chosen !== null
    this.type = typeOf(wire, this.matched, this.capability !== null)
    this.matcher = textOf(wire?.matcher)
    this.ambiguous = flagOf(wire?.ambiguous)
    this.reasoning = textOf(wire?.reasoning)
    this.confidence = textOf(wire?.confidence)
    this.candidates = modelsOf(wire?.candidates, TaskMatchCandidate)
  }
}

/** The class of {@link TaskMatch}. */
export const TaskMatch = TaskMatchModel as unknown as new (wire?: TaskMatchWire | null) => TaskMatch

/** The shape of a {@link TaskMatchCandidateWire}. */
export const taskMatchCandidateShape: Shape<TaskMatchCandidateWire> = /*#__PURE__*/ struct<TaskMatchCandidateWire>({
  task_id: text,
  score: optionalNumber,
  confidence: optionalText
})

/** The shape of a {@link CapabilityWire}. */
export const capabilityShape: Shape<CapabilityWire> = /*#__PURE__*/ struct<CapabilityWire>({
  id: optionalText,
  label: optionalText,
  category: optionalText,
  category_id: optionalText,
  desc: optionalText
})

/** The shape of a {@link TaskMatchWire}. */
export const taskMatchShape: Shape<TaskMatchWire> = /*#__PURE__*/ struct<TaskMatchWire>({
  query: optionalText,
  type: optionalText,
  matched: optionalFlag,
  matcher: optionalText,
  ambiguous: optionalFlag,
  reasoning: optionalText,
  confidence: optionalText,
  chosen: /*#__PURE__*/ maybe(taskMatchCandidateShape),
  capability: /*#__PURE__*/ maybe(capabilityShape),
  candidates: /*#__PURE__*/ maybe(/*#__PURE__*/ array(taskMatchCandidateShape))
})

/** Decodes a match. */
export const decodeTaskMatch: Decoder<TaskMatch> = /*#__PURE__*/ decoderOf(
  taskMatchShape,
  ["matched", "chosen", "candidates", "capability"],
  (wire) => new TaskMatch(wire)
)

/** The type follows from the fields that are set, because replies of the older form have no `type`. */
const typeOf = (wire: TaskMatchWire | null | undefined, matched: boolean, capability: boolean): TaskMatch["type"] => {
  if (matched) return "task"
  if (capability) return "capability"
  return wire?.type === "unsupported" ? "unsupported" : "none"
}
