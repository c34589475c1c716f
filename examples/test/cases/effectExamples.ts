import { expect } from "vitest"
import type { Examples } from "../Example.ts"
import { together } from "../traffic.ts"

export const effectExamples: Examples = {
  "effect-deploy-chat-stream": {
    prints: [
      /^ep_\w+ runs qwen-vl-2, after 6 stages$/,
      "(chat.completions.create: 3100 µUSD)",
      /"contract_value":\{"amount":48000,"currency":"EUR"\},"governing_law":"Norway","notice_period":"90 days"/,
      /^Services Agreement between Halden Bryggeri AS and Tidewater Process Control Ltd\..*\.$/,
      "spent 6200 µUSD, saved 51400 µUSD",
      "as expected: endpoint 'ep_nowhere' not found",
      /^ep_\w+ is deleted$/
    ]
  },
  "effect-test-layers": {
    prints: [
      "canned: refund",
      "stopped: other",
      "2 requests, each POST /v1/chat/completions",
      "by members: cancel",
      "not given: ParetaClient.layerTest was not given models.list",
      "down: fetch failed, true"
    ],
    seen: (emulator) => expect(emulator.log).toEqual([])
  },
  "effect-evals": {
    ...together(2, "evals.runs.create"),
    prints: [
      "5 rows",
      "mistral-2: 1",
      "qwen-1: 1",
      "llama-1: 1",
      "gpt-9: unknown candidate model ids: 'gpt-9'",
      "the set is deleted"
    ],
    seen: (_, mostAtOnce) => expect(mostAtOnce).toBe(2)
  },
  "effect-tasks": {
    asWritten: true,
    prints: [
      '"extract key fields from contracts" → contract-key-fields: qwen-vl-2 of 9, next to 3 baselines',
      '"a chatbot to talk to" → the chat lane',
      '"generate a video" → unsupported',
      '" " → not sent: query is required',
      /^execution_accuracy \{"input":\{"schema":/,
      "404 task 'make-coffee' not found"
    ]
  },
  "effect-watch-run": {
    prints: ["queued", "running", "evaluating", "completed", "qwen-1: 1", "left while queued", "running true"]
  }
}
