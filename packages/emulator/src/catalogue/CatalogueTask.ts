/** The types of a catalogue entry. */

/** A model that can serve a task, under its public alias. */
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
export type AnswerKind = "extraction" | "classification" | "code" | "conversation"

/** How a request is billed. */
export type Pricing = "per-request" | "per-token"

/** A task of the catalogue. */
export interface CatalogueTask {
  readonly id: string
  /** Task matching uses its words too. */
  readonly description: string
  readonly category: string
  readonly answerKind: AnswerKind
  readonly pricing: Pricing
  readonly defaultScorer: string
  readonly metric: string
  readonly costUnit: string
  readonly hasBlobInput: boolean
  /** False for speech, reranking and embeddings, which have their own routes, and for `custom-eval`. */
  readonly deployable: boolean
  readonly recommended: string | null
  /** Best first. */
  readonly candidates: ReadonlyArray<Candidate>
  readonly frontier: ReadonlyArray<FrontierCandidate>
  /** The fields that an extraction endpoint returns. */
  readonly fields?: ReadonlyArray<string>
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
