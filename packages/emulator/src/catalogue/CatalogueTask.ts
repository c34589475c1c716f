/** The types of a catalogue entry. */
import type { OfGeneration } from "../wire/Surface.ts"

/** A model that can serve a task, under its public alias. */
export interface Candidate {
  readonly alias: string
  /** Mean quality on the task's benchmark, in [0, 1]. */
  readonly quality: number
  readonly costPerRequestMicroUsd: number
  readonly contextK: number
  readonly runMode: "rte" | "twostage"
}

/** A vendor model to compare with: measured on the same benchmark, or on a lane, which has none, without numbers. */
export interface FrontierCandidate {
  readonly id: string
  readonly quality: number | null
  readonly costPerRequestMicroUsd: number | null
  readonly contextK: number
}

/** The kind of answer that an endpoint of the task gives. */
export type AnswerKind = "extraction" | "classification" | "code" | "conversation" | "ranking"

/** A way to score answers. `Scoring.ts` implements each. */
export type ScorerName =
  | "field_f1"
  | "macro_f1"
  | "macro_joint_f1"
  | "execution_accuracy"
  | "judge"
  | "judge_panel"
  | "ndcg_at_10"
  | "wer"

/** How a request is billed. */
export type Pricing = "per-request" | "per-token"

/** A task of the catalogue. */
export interface CatalogueTask extends OfGeneration {
  readonly id: string
  /** Task matching uses its words too. */
  readonly description: string
  /** For display. */
  readonly category: string
  /** What it is about. Task matching uses it too. */
  readonly topic: string
  readonly answerKind: AnswerKind
  readonly pricing: Pricing
  /** Null for speech, whose runs measure cost and latency alone. */
  readonly defaultScorer: ScorerName | null
  readonly metric: string | null
  readonly costUnit: string
  readonly hasBlobInput: boolean
  /** Why no endpoint can serve it. Absent if one can. */
  readonly notDeployable?: string
  readonly recommended: string | null
  /** Best first. */
  readonly candidates: ReadonlyArray<Candidate>
  readonly frontier: ReadonlyArray<FrontierCandidate>
  /** The fields that an extraction endpoint returns. */
  readonly fields?: ReadonlyArray<string>
  /** The scorer reads more of an expected answer than the output schema describes, which only summarizes it. */
  readonly summarizesGold?: true
  /** The labels that a classification endpoint chooses from if the prompt lists none. */
  readonly labels?: ReadonlyArray<string>
  /** Put in front of a request that has no system message. */
  readonly recommendedSystemPrompt?: string
  /** A template for prompts. The server never applies it. */
  readonly promptScaffold?: string
}

/** Creates a candidate. Positional arguments keep it on one line. */
export const open = (
  alias: string,
  quality: number,
  costPerRequestMicroUsd: number,
  contextK: number,
  runMode: Candidate["runMode"] = "rte"
): Candidate => ({ alias, quality, costPerRequestMicroUsd, contextK, runMode })

/** Creates the measurement of a vendor model. Positional arguments keep it on one line. */
export const frontier = (
  id: string,
  quality: number,
  costPerRequestMicroUsd: number,
  contextK: number
): FrontierCandidate => ({ id, quality, costPerRequestMicroUsd, contextK })
