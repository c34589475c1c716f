/** What the platform proposes to score rows with: `POST /v1/eval-sets/propose-contract`. */
import { BaseModel } from "../wire/BaseModel.ts"
import { decoderOf } from "../wire/Decoder.ts"
import { flagOf, modelsOf, objectOf, textOf } from "../wire/Fields.ts"
import type { LiteralUnion } from "../wire/LiteralUnion.ts"
import {
  anything,
  array,
  maybe,
  optionalFlag,
  optionalNumber,
  optionalText,
  type Shape,
  struct
} from "../wire/Shape.ts"

/** Why a task is proposed, as sent on the wire. */
export interface ContractEvidence {
  /** The number of rows that fit the task. */
  readonly validated_n?: number | null
  /** The number of all rows. */
  readonly total_n?: number | null
  /** Why the prompt fits the task. */
  readonly matcher_reason?: string | null
  /** Other tasks that fit, in the server's form. */
  readonly alternatives?: unknown
  readonly [key: string]: unknown
}

/** A proposal as sent on the wire: an element of `proposals`. */
export interface ContractProposalWire {
  readonly task_id?: string | null
  readonly confidence?: LiteralUnion<"high" | "medium" | "low"> | null
  readonly evidence?: ContractEvidence | null
  readonly warning?: string | null
  readonly [key: string]: unknown
}

/** Rows of two kinds: how many fit the closest task. */
export interface ContractSplit {
  /** The number of rows that fit the closest task. */
  readonly validated_n?: number | null
  /** The number of all rows. */
  readonly total_n?: number | null
  /** The task that most rows fit. */
  readonly closest_task?: string | null
  readonly [key: string]: unknown
}

/** A prompt that asks for another job than the rows are for. */
export interface ContractConflict {
  /** The task or the lane that the prompt describes. */
  readonly intended_task?: string | null
  /** Why, in words. */
  readonly reasoning?: string | null
  readonly [key: string]: unknown
}

/** The answer of `POST /v1/eval-sets/propose-contract` as sent on the wire. */
export interface ProposalResultWire {
  readonly proposals?: ReadonlyArray<ContractProposalWire> | null
  readonly homogeneous?: boolean | null
  readonly split?: ContractSplit | null
  readonly conflict?: ContractConflict | null
  readonly closest_task?: string | null
  readonly prompt?: string | null
  readonly message?: string | null
  readonly [key: string]: unknown
}

/** A task that could score the rows. */
export class ContractProposal extends BaseModel<ContractProposalWire> {
  /** The value to pass as `task`; `null` if the server omits it. */
  readonly taskId: string | null
  /** How sure the platform is; `null` if the server omits it. Values that are not listed here are possible. */
  readonly confidence: LiteralUnion<"high" | "medium" | "low"> | null
  /** Why it is proposed; `{}` if the server omits it. */
  readonly evidence: ContractEvidence
  /** What to consider before accepting it; `null` if there is nothing. */
  readonly warning: string | null

  constructor(wire?: ContractProposalWire | null) {
    super(wire)
    this.taskId = textOf(wire?.task_id)
    this.confidence = textOf(wire?.confidence)
    this.evidence = objectOf(wire?.evidence) ?? {}
    this.warning = textOf(wire?.warning)
  }
}

/** How the platform would score rows, given what a model should do with them. */
export class ProposalResult extends BaseModel<ProposalResultWire> {
  /** The tasks that could score the rows, best first. */
  readonly proposals: Array<ContractProposal>
  /** Whether all rows fit the same task; `false` if the server omits it. */
  readonly homogeneous: boolean
  /** How many rows fit the closest task, if not all do; otherwise `null`. */
  readonly split: ContractSplit | null
  /** What the prompt asks for instead, if it does not fit the rows; otherwise `null`. */
  readonly conflict: ContractConflict | null
  /** The closest task when none fits; `null` if the server omits it. */
  readonly closestTask: string | null
  /** The prompt, as the server read it; `null` if the server omits it. */
  readonly prompt: string | null
  /** A sentence for people; `null` if the server omits it. */
  readonly message: string | null

  constructor(wire?: ProposalResultWire | null) {
    super(wire)
    this.proposals = modelsOf(wire?.proposals, ContractProposal)
    this.homogeneous = flagOf(wire?.homogeneous)
    this.split = objectOf(wire?.split)
    this.conflict = objectOf(wire?.conflict)
    this.closestTask = textOf(wire?.closest_task)
    this.prompt = textOf(wire?.prompt)
    this.message = textOf(wire?.message)
  }

  /**
   * Whether a set can be created without naming a task: exactly one task is proposed, it fits all rows with high or
   * medium confidence, and it is not `custom-eval`.
   */
  get isClean(): boolean {
    return this.boundTask !== null
  }

  /**
   * The task that a set would be created with; `null` if the result is not clean. It is never `custom-eval`, which has
   * to be named.
   */
  get boundTask(): string | null {
    const { proposals, homogeneous, conflict, split } = this
    const [only] = proposals
    if (!homogeneous || conflict !== null || split !== null || proposals.length !== 1) return null
    if (only?.confidence !== "high" && only?.confidence !== "medium") return null
    return only.taskId === customEval ? null : only.taskId || null
  }
}

/** The task whose answers are graded by a panel of judges. */
export const customEval = "custom-eval"

const evidenceShape = /*#__PURE__*/ struct<ContractEvidence>({
  validated_n: optionalNumber,
  total_n: optionalNumber,
  matcher_reason: optionalText,
  alternatives: anything
})

/** The shape of a {@link ContractProposalWire}. */
export const contractProposalShape: Shape<ContractProposalWire> = /*#__PURE__*/ struct<ContractProposalWire>({
  task_id: optionalText,
  confidence: optionalText,
  evidence: /*#__PURE__*/ maybe(evidenceShape),
  warning: optionalText
})

const splitShape = /*#__PURE__*/ struct<ContractSplit>({
  validated_n: optionalNumber,
  total_n: optionalNumber,
  closest_task: optionalText
})

const conflictShape = /*#__PURE__*/ struct<ContractConflict>({ intended_task: optionalText, reasoning: optionalText })

/** The shape of a {@link ProposalResultWire}. */
export const proposalResultShape: Shape<ProposalResultWire> = /*#__PURE__*/ struct<ProposalResultWire>({
  proposals: /*#__PURE__*/ maybe(/*#__PURE__*/ array(contractProposalShape)),
  homogeneous: optionalFlag,
  split: /*#__PURE__*/ maybe(splitShape),
  conflict: /*#__PURE__*/ maybe(conflictShape),
  closest_task: optionalText,
  prompt: optionalText,
  message: optionalText
})

/** Decodes a proposal. */
export const decodeProposal = /*#__PURE__*/ decoderOf(
  proposalResultShape,
  ["proposals", "homogeneous", "conflict", "split", "message"],
  (wire) => new ProposalResult(wire)
)
