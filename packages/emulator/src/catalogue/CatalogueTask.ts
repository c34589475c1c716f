/** The shape of a catalogue entry. */

/** A model that can serve a task, by its public alias. */
export interface Candidate {
  readonly alias: string
  /** Mean quality on the task's benchmark, in [0, 1]. */
  readonly quality: number
  readonly costPerRequestMicroUsd: number
  readonly contextK: number
  readonly runMode: "rte" | "twostage"
}

/** A vendor model measured on the same benchmark. */
export interface FrontierCandidate {
  readonly id: string
  readonly quality: number
  readonly costPerRequestMicroUsd: number
  readonly contextK: number
}

/** The kind of answer that an endpoint of the task gives. */
export type AnswerKind = "extraction" | "classification" | "icd" | "sql" | "code" | "conversation"

/** How a request is charged. */
export type Pricing = "per-request" | "per-token"

/** A task of the catalogue. */
export interface CatalogueTask {
  readonly id: string
  /** What the task is, in words; task matching looks here too. */
  readonly description: string
  readonly category: string
  readonly answerKind: AnswerKind
  readonly pricing: Pricing
  readonly defaultScorer: string
  readonly metric: string
  readonly costUnit: string
  readonly hasBlobInput: boolean
  /** Speech, reranking and embedding are served by routes of their own. */
  readonly deployable: boolean
  readonly recommended: string | null
  /** Best first. */
  readonly candidates: ReadonlyArray<Candidate>
  readonly frontier: ReadonlyArray<FrontierCandidate>
  /** Fields an extraction endpoint answers with. */
  readonly fields?: ReadonlyArray<string>
  /** Labels a classification endpoint chooses from when the prompt lists none. */
  readonly labels?: ReadonlyArray<string>
  /** Put in front of a request that has no system message of its own. */
  readonly recommendedSystemPrompt?: string
  /** A prompt to start from; never applied by itself. */
  readonly promptScaffold?: string
}

/** A candidate, written on one line. */
export const open = (
  alias: string,
  quality: number,
  costPerRequestMicroUsd: number,
  contextK: number,
  runMode: Candidate["runMode"] = "rte"
): Candidate => ({ alias, quality, costPerRequestMicroUsd, contextK, runMode })

/** A vendor model's measurement, written on one line. */
export const frontier = (
  id: string,
  quality: number,
  costPerRequestMicroUsd: number,
  contextK: number
): FrontierCandidate => ({ id, quality, costPerRequestMicroUsd, contextK })
