import { expect } from "vitest"
import { bodiesOf, countOf, type Examples } from "../Example.ts"
import { stages } from "../stages.ts"
import { answer } from "./answer.ts"

/** Completes runs at the first poll, because programs poll only every few seconds. */
const over = { run: 0 }

export const taskExamples: Examples = {
  "capability-deploy": {
    answers: { "": answer },
    prints: [
      "a chatbot to talk to → general-chat",
      answer,
      /^tokens: \d+ \+ 9 = \d+$/,
      "transcribe a podcast → no endpoint for that",
      "extract invoices → invoice-extraction"
    ],
    seen: (emulator) => expect(countOf(emulator, "endpoints.deploy")).toBe(1)
  },
  discover: {
    prints: [
      "task: invoice-extraction",
      "open: qwen-vl-1 0.952 at 2100 µUSD",
      "open: qwen2.5-vl-1 0.944 at 1700 µUSD",
      "open: internvl-1 0.931 at 1500 µUSD",
      "open: pixtral-1 0.919 at 1900 µUSD",
      "baselines: claude-opus-4-7, gpt-4o, gemini-3-5-flash"
    ]
  },
  "find-and-deploy": {
    prints: [
      "contract-key-fields high (keyword)",
      "qwen-vl-2: 0.931 at 3100 µUSD",
      "claude-opus-4-7: 0.919 at 28800 µUSD",
      ...stages.map(([stage]) => `   ${stage}`),
      "contracts-prod live qwen-vl-2",
      "2026-05-04"
    ],
    seen: (emulator) =>
      expect(bodiesOf(emulator, "endpoints.deploy")).toEqual([
        { task: "contract-key-fields", model: "qwen-vl-2", name: "contracts-prod" }
      ])
  },
  "frontier-roster": {
    prints: [
      "[",
      "  'claude-opus-4-7',",
      "  'gpt-5.5',",
      "  'gemini-3-1-pro',",
      "  'claude-sonnet-4-6',",
      "  'gpt-4o',",
      "  'gemini-3-5-flash'",
      "]",
      "claude-opus-4-7 anthropic true true",
      "gpt-5.5 openai true true",
      "gemini-3-1-pro google true true",
      "claude-sonnet-4-6 anthropic true false",
      "gpt-4o openai true false",
      "gemini-3-5-flash google true false",
      "7 in all, 0 benchmarked"
    ],
    seen: (emulator) => expect(emulator.log.map(({ query }) => query)).toEqual(["task=contract-key-fields", ""])
  },
  "handle-unsupported": {
    prints: [
      "extract key fields from contracts → deploy contract-key-fields",
      "a chatbot to talk to → use the chat lane",
      /^generate a video of a sunset → unsupported: Nothing in the catalog/,
      /^forecast the weather → unsupported: Nothing in the catalog/,
      "the call failed: invalid API key"
    ],
    seen: (emulator) => expect(emulator.log.map(({ status }) => status)).toEqual([200, 200, 200, 200, 401])
  },
  leaderboard: {
    prints: [
      "contract-key-fields F1 per_request",
      "qwen-vl-2 open 0.931 3100 128k",
      "qwen-vl-1 open 0.926 3800 128k",
      "gpt-5.5 frontier 0.922 41200 400k",
      "claude-opus-4-7 frontier 0.919 28800 200k",
      "contract-key-fields-open-1 open 0.917 2400 64k",
      "gemini-3-1-pro frontier 0.908 14600 1000k",
      "pixtral-1 open 0.904 2900 128k",
      "contract-key-fields-open-2 open 0.897 1600 64k",
      "llama-1 open 0.881 1900 128k",
      "baseline: claude-opus-4-7 0.919",
      "recommended: qwen-vl-2 true"
    ]
  },
  "match-candidates": {
    prints: [
      "classify documents (keyword)",
      "  doc-classification, high",
      "read contracts (keyword)",
      "  ambiguous:",
      "  contract-key-fields 0.72 high",
      "  contract-kie 0.72 high",
      "  doc-classification 0.43 medium",
      "tidy up the paperwork of a law firm (keyword)",
      "  none:",
      /^ {2}contract-key-fields 0\.\d\d low$/
    ],
    seen: (emulator) => expect(emulator.log[0]?.body).toEqual({ query: "classify documents", top_k: 5 })
  },
  "match-task": { prints: ["contract-key-fields high"] },
  "tasks-list": {
    prints: [
      "contract-key-fields field_f1 blob",
      "contract-kie field_f1 blob",
      "invoice-extraction field_f1 blob",
      "document-extraction field_f1 blob",
      "doc-classification macro_f1 text",
      "intent-classification macro_joint_f1 text",
      "icd-coding macro_f1 text",
      "text-to-sql execution_accuracy text",
      "general-chat judge text",
      "general-vision judge blob",
      "general-agentic judge text",
      "code-generation execution_accuracy text",
      "function-completion execution_accuracy text",
      "general-asr wer blob",
      "general-tts null text",
      "document-reranking ndcg_at_10 text",
      "text-embedding ndcg_at_10 text",
      "custom-eval judge_panel text",
      '{"input":{"text":"I was charged twice this month"},"expected":"billing_question"}',
      '{"input":{"text":"I want my money back for the broken lamp"},"expected":"refund_request"}',
      '{"input":{"text":"Please cancel my plan at the end of the month"},"expected":"cancel_subscription"}',
      "3 examples"
    ],
    seen: (emulator) => expect(emulator.log[1]?.query).toBe("examples_n=3")
  },
  tour: {
    options: { timing: over },
    prints: [
      "recommended: qwen-vl-2",
      /^live: ep_\w+ live$/,
      /"parties":\["Acme Inc\.","Globex Ltd\.?"\],"effective_date":"2026-05-04"/,
      "ep_contract_kie_01 pareta",
      "ep_a1b2c3 pareta",
      /^ep_\w+ pareta$/,
      "completed 0.08"
    ],
    seen: (emulator) =>
      expect(bodiesOf(emulator, "evals.runs.create")).toMatchObject([
        { candidate_model_ids: ["qwen-vl-2", "claude-opus-4-7", "gpt-5.5", "gemini-3-1-pro"] }
      ])
  }
}
