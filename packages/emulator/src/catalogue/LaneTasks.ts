/** Tasks without a benchmark. They are billed by the token. */
import type { Candidate, CatalogueTask } from "./CatalogueTask.ts"

/** The price of a lane in micro-USD per token, for prompt and completion alike: $0.40 per million. */
export const laneMicroUsdPerToken = 0.4

/** General lanes, code, and the tasks that cannot be deployed. */
export const laneTasks: ReadonlyArray<CatalogueTask> = [
  lane("general-chat", "General conversation and writing", "llama-1", ["llama-1", "qwen-1", "mistral-2"]),
  lane("general-vision", "Questions about images and scans", "qwen-vl-1", ["qwen-vl-1", "qwen2.5-vl-1", "pixtral-1"], {
    hasBlobInput: true
  }),
  lane("general-agentic", "Agents that call tools over several steps", "qwen-1", ["qwen-1", "mistral-2"]),
  lane("code-generation", "Write code from a description", "qwen-1", ["qwen-1", "mistral-2"], {
    category: "coding",
    answerKind: "code",
    defaultScorer: "execution_accuracy"
  }),
  lane("function-completion", "Complete the body of a function", "mistral-2", ["mistral-2", "qwen-1"], {
    category: "coding",
    answerKind: "code",
    defaultScorer: "execution_accuracy"
  }),
  lane("general-asr", "Transcribe speech", null, [], { hasBlobInput: true, deployable: false, defaultScorer: "wer" }),
  lane("general-tts", "Speak text", null, [], { deployable: false }),
  lane("document-reranking", "Rank documents by relevance to a query", null, [], { deployable: false }),
  lane("text-embedding", "Embed text as vectors", null, [], { deployable: false }),
  lane("custom-eval", "Judge answers to any prompt by a panel", null, [], { deployable: false })
]

// Function declarations are hoisted. The list above calls them when the module is loaded.
function lane(
  id: string,
  description: string,
  recommended: string | null,
  aliases: ReadonlyArray<string>,
  more: Partial<CatalogueTask> = {}
): CatalogueTask {
  return {
    id,
    description,
    category: "general",
    answerKind: "conversation",
    pricing: "per-token",
    defaultScorer: "quality",
    metric: "quality",
    costUnit: "per_token",
    hasBlobInput: false,
    deployable: true,
    recommended,
    candidates: aliases.map((alias) => laneCandidate(alias, 128)),
    frontier: [],
    ...more
  }
}

function laneCandidate(alias: string, contextK: number): Candidate {
  return { alias, quality: 0.9, costPerRequestMicroUsd: 0, contextK, runMode: "rte" }
}
