/** Tasks on plain text. */
import { type CatalogueTask, frontier, open } from "./CatalogueTask.ts"

const intentLabels = [
  "billing_question",
  "refund_request",
  "cancel_subscription",
  "technical_support",
  "account_access",
  "order_status",
  "feature_request",
  "other"
]

/** Intents, medical codes and SQL. */
export const textTasks: ReadonlyArray<CatalogueTask> = [
  {
    id: "intent-classification",
    description: "Classify the intent of customer messages and support tickets: billing, refund, cancel, support",
    category: "Text Classification",
    topic: "support",
    answerKind: "classification",
    pricing: "per-request",
    defaultScorer: "macro_joint_f1",
    metric: "macro joint F1",
    costUnit: "per_request",
    hasBlobInput: false,
    recommended: "mistral-2",
    candidates: [open("mistral-2", 0.938, 180, 64), open("qwen-1", 0.934, 160, 64), open("llama-1", 0.917, 210, 128)],
    frontier: [frontier("claude-opus-4-7", 0.933, 3_400, 200), frontier("gpt-5.5", 0.936, 4_100, 400)],
    labels: intentLabels,
    promptScaffold: `Classify the intent of the message. Answer with exactly one of these labels: ${intentLabels.join(", ")}.\n\nMessage:\n{message}`
  },
  {
    id: "icd-coding",
    description: "Assign ICD-10 diagnosis codes to clinical notes",
    category: "Medical Coding",
    topic: "health",
    answerKind: "classification",
    pricing: "per-request",
    defaultScorer: "macro_f1",
    metric: "macro F1",
    costUnit: "per_request",
    hasBlobInput: false,
    recommended: "llama-1",
    candidates: [open("llama-1", 0.842, 900, 128), open("qwen-1", 0.836, 760, 64)],
    frontier: [frontier("claude-opus-4-7", 0.851, 9_700, 200), frontier("gemini-3-1-pro", 0.833, 5_200, 1000)]
  },
  {
    id: "text-to-sql",
    description: "Translate questions in plain language to SQL queries over a given schema",
    category: "Text to SQL",
    topic: "data",
    answerKind: "code",
    pricing: "per-request",
    defaultScorer: "execution_accuracy",
    metric: "execution accuracy",
    costUnit: "per_request",
    hasBlobInput: false,
    recommended: "mistral-2",
    candidates: [open("mistral-2", 0.812, 820, 64), open("qwen-1", 0.807, 700, 64), open("llama-1", 0.784, 860, 128)],
    frontier: [frontier("claude-opus-4-7", 0.823, 8_900, 200), frontier("gpt-5.5", 0.826, 10_400, 400)]
  }
]
