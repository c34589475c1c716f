import { expect } from "vitest"
import type { Examples } from "../Example.ts"
import { stages } from "../stages.ts"
import { together } from "../traffic.ts"
import { answer } from "./answer.ts"

export const endpointExamples: Examples = {
  "deploy-and-wait": {
    prints: [
      /^ep_\w+ true http:\/\/127\.0\.0\.1:\d+\/v1$/,
      "runs: qwen-vl-1",
      /"parties":\["Acme Inc.","Globex Ltd."\],"effective_date":"2026-05-04"/,
      "finish reason: stop",
      "[ { amount: 900, currency: 'EUR' }, { amount: 1300, currency: 'USD' } ]"
    ]
  },
  "deploy-progress": {
    prints: [
      ...stages.map(([stage, label, pct]) => `stage: { stage: '${stage}', label: '${label}', pct: ${pct} }`),
      /^live: ep_\w+ http:\/\/127\.0\.0\.1:\d+\/v1$/
    ],
    seen: (emulator) => expect(emulator.log[0]?.body).toEqual({ task: "contract-key-fields", model: "recommended" })
  },
  lifecycle: { prints: ["after stop: stopped", "after start: starting", "then: live", "after delete: 404"] },
  metrics: {
    prints: ["spent: 3100 µUSD, saved: 25700 µUSD", "requests: 1", "uptime: 1", "window: 24h grouped by: day"],
    seen: (emulator) =>
      expect(
        emulator.log
          .map(({ path, query }) => `${path.split("/").at(-1)}?${query}`)
          .slice(1)
          .sort()
      ).toEqual(["activity?", "cost?", "cost?group_by=day", "performance?window=24h", "quality?", "uptime?"])
  },
  "parallel-deploys": {
    ...together(3, "endpoints.deploy"),
    prints: [
      /^contract-key-fields ep_\w+ true$/,
      /^invoice-extraction ep_\w+ true$/,
      /^doc-classification ep_\w+ true$/
    ],
    seen: (_, mostAtOnce) => expect(mostAtOnce).toBe(3)
  },
  quickstart: {
    answers: { "": answer },
    prints: [
      "recommended: qwen-vl-2",
      /^live endpoint: ep_\w+ live$/,
      "it runs: qwen-vl-2",
      answer,
      /^tokens: \d+$/,
      answer,
      "callable after the stop: false"
    ]
  },
  "watch-endpoints": {
    prints: [
      ...stages.map(([, label, pct]) => `${pct} % ${label}`),
      "100 % live",
      "LIVE ep_contract_kie_01 contract-key-fields",
      "LIVE ep_a1b2c3 general-chat",
      "LIVE invoices-prod invoice-extraction",
      "requests: 1 p50 known: true"
    ]
  }
}
