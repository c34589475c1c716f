/** Tasks without a benchmark: what the capability lanes do, code, and the evaluation of any prompt. */
import type { CatalogueTask } from "./CatalogueTask.ts"
import { findVendorModel } from "./Vendors.ts"

/** The price of a lane in micro-USD per token, for prompt and completion alike: $0.40 per million. */
export const laneMicroUsdPerToken = 0.4

/** The vendor model that a panel of judges compares every answer with. */
export const panelBaseline = "gpt-5.5"

/** General lanes, code, and the tasks that cannot be deployed. */
export const laneTasks: ReadonlyArray<CatalogueTask> = [
  lane("general-chat", "General conversation and writing", "Chat", {
    open: ["llama-1", "qwen-1", "mistral-2"],
    frontier: ["claude-opus-4-7", "gpt-5.5", "gemini-3-1-pro"]
  }),
  lane("general-vision", "Questions about images and scans", "Vision", {
    open: ["qwen-vl-1", "qwen2.5-vl-1", "pixtral-1"],
    frontier: ["gemini-3-1-pro", "gpt-5.5", "claude-opus-4-7"],
    hasBlobInput: true
  }),
  lane("general-agentic", "Agents that call tools over several steps", "Agentic", {
    open: ["qwen-1", "mistral-2"],
    frontier: ["claude-opus-4-7", "gpt-5.5"]
  }),
  lane("code-generation", "Write code from a description", "Coding", {
    open: ["qwen-1", "mistral-2"],
    frontier: ["claude-opus-4-7", "gpt-5.5"],
    answerKind: "code",
    defaultScorer: "execution_accuracy"
  }),
  lane("function-completion", "Complete the body of a function", "Coding", {
    open: ["mistral-2", "qwen-1"],
    frontier: ["claude-opus-4-7", "gpt-5.5"],
    answerKind: "code",
    defaultScorer: "execution_accuracy"
  }),
  lane("general-asr", "Transcribe speech", "Audio", {
    open: ["qwen-1", "mistral-2"],
    frontier: ["gemini-3-1-pro", "gpt-4o"],
    hasBlobInput: true,
    notDeployable: "send audio to POST /v1/audio/transcriptions",
    defaultScorer: "wer",
    metric: "WER"
  }),
  lane("general-tts", "Speak text", "Audio", {
    open: ["llama-1", "qwen-1"],
    frontier: ["gpt-4o", "gemini-3-5-flash"],
    notDeployable: "send text to POST /v1/audio/speech",
    defaultScorer: null,
    metric: null
  }),
  lane("document-reranking", "Rank documents by relevance to a query", "Search", {
    open: ["qwen-1", "llama-1"],
    frontier: ["gpt-5.5", "gemini-3-5-flash"],
    answerKind: "ranking",
    notDeployable: "send documents to POST /v1/rerank",
    generation: 3,
    defaultScorer: "ndcg_at_10",
    metric: "nDCG@10"
  }),
  lane("text-embedding", "Embed text as vectors", "Search", {
    open: ["qwen-1", "mistral-2"],
    frontier: ["gpt-4o", "gemini-x"],
    answerKind: "ranking",
    notDeployable: "send text to POST /v1/embeddings",
    generation: 3,
    defaultScorer: "ndcg_at_10",
    metric: "nDCG@10"
  }),
  lane("custom-eval", "Judge answers to any prompt by a panel", "Evaluation", {
    open: [],
    frontier: [panelBaseline],
    notDeployable: "it only evaluates: name it as the task of an eval set",
    generation: 3,
    defaultScorer: "judge_panel",
    metric: `win rate vs ${panelBaseline}`
  })
]

// Function declarations are hoisted. The list above calls them when the module is loaded.
function lane(
  id: string,
  description: string,
  category: string,
  { open, frontier, ...more }: LaneModels & Partial<Omit<CatalogueTask, keyof LaneModels>>
): CatalogueTask {
  return {
    id,
    description,
    category,
    topic: category,
    answerKind: "conversation",
    pricing: "per-token",
    defaultScorer: "judge",
    metric: "quality",
    costUnit: "per_token",
    hasBlobInput: false,
    // What a deployment of "recommended" takes, so there is none without deployments.
    recommended: more.notDeployable === undefined ? (open[0] ?? null) : null,
    candidates: open.map((alias) => ({
      alias,
      quality: 0.9,
      costPerRequestMicroUsd: 0,
      contextK: 128,
      runMode: "rte"
    })),
    frontier: frontier.map((model) => ({
      id: model,
      quality: null,
      costPerRequestMicroUsd: null,
      contextK: findVendorModel(model)?.contextK ?? 128
    })),
    ...more
  }
}

interface LaneModels {
  /** The aliases of open models, the recommended one first. */
  readonly open: ReadonlyArray<string>
  /** The ids of vendor models, the baseline first. */
  readonly frontier: ReadonlyArray<string>
}
