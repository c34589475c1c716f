import { expect } from "vitest"
import { countOf, type Examples, requests } from "../Example.ts"

const answer = "A notice period is the time between the notice and the end of a contract."

export const autoExamples: Examples = {
  auto: {
    answers: { "notice period": answer },
    prints: [
      "(planning)",
      "(executing)",
      "(answering)",
      answer,
      /^\d+ µUSD, \d+(\.\d)? times cheaper than a frontier model$/,
      /^gpt-5\.5: A notice period is .* \(\d+ µUSD\)$/,
      /^1 request, \d+ µUSD in 30 days$/
    ],
    seen: (emulator) => expect(emulator.ledger.map(({ model }) => model)).toEqual(["auto", "gpt-5.5"])
  },
  "effect-auto": {
    answers: { "notice period": answer },
    prints: ["(planning)", "(executing)", "(answering)", answer, /^\d+ µUSD$/]
  },
  "agent-session": {
    answers: {
      "order A-17": ({ messages }) => {
        const results = messages.filter(({ role }) => role === "tool").length
        const name = ["find_order", "refund_order"][results]
        return name === undefined
          ? "Order A-17 was lost. I have refunded it."
          : { toolCalls: [{ name, arguments: { order: "A-17" } }] }
      }
    },
    prints: [
      'calls find_order {"order":"A-17"}',
      'calls refund_order {"order":"A-17"}',
      "Order A-17 was lost. I have refunded it.",
      "billed"
    ],
    seen: (emulator) =>
      expect(emulator.log.map(({ route, headers }) => [route, headers["x-pareta-session"]])).toEqual(
        Array.from({ length: 3 }, () => ["agent.chat", "order-A-17"])
      )
  },
  "closed-labels": {
    answers: { garden: " Allowed\n", followers: "I think this is spam." },
    prints: ["What a lovely garden! allowed", "Buy followers now needs_review"]
  },
  "effect-eval-prompt": {
    prints: [
      "invoice-extraction: 1 row",
      "no set: The prompt asks for 'chat', and the rows are for 'invoice-extraction'."
    ],
    seen: (emulator) => expect(countOf(emulator, "evals.sets.create")).toBe(1)
  },
  "eval-prompt": {
    prints: [
      "true invoice-extraction 2",
      "invoice-extraction extraction 1",
      /^document-extraction extraction [\d.]+$/,
      "invoice-extraction extraction 1",
      /^the prompt "summarize this email thread" asks for another job .+ reads as chat \(/,
      /^the rows look MIXED: 2\/3 fit invoice-extraction\./,
      /^no ready-made scorer fits "do as the support team does"\./,
      /^custom-eval judge_panel /
    ]
  },
  "exact-match": {
    prints: [/^auto: F1 \d\.\d\d, \d+ % exact, 4 rows$/, /^qwen-1: F1 \d\.\d\d, \d+ % exact, 4 rows$/]
  },
  "icd-coding": {
    answers: { diabetes: '```json\n["E11.9", "I10"]\n```' },
    prints: ["E11.9, I10"]
  },
  pdf: {
    prints: ["{", "  parties: [ 'Acme Inc.', 'Globex Ltd' ],", "  effective_date: '2026-05-04'", "}"]
  },
  "receipt-replay": {
    answers: { "notice period": answer },
    prints: ["true 0 true", "true true", "true"],
    seen: (emulator) => expect(emulator.ledger).toHaveLength(2)
  },
  images: {
    prints: ["2560x1440, 10000 µUSD", "2560x1440, 20000 µUSD", "[ 'lighthouse.png', 'winter.png' ]"],
    seen: (emulator) => expect(requests(emulator)).toEqual(["POST /v1/images/generations", "POST /v1/images/edits"])
  },
  search: {
    prints: [
      /^0\.\d\d Either party may end the agreement with a notice period of ninety days\.$/,
      /^0\.\d\d The notice must be given in writing to the other party\.$/
    ],
    seen: (emulator) => expect([countOf(emulator, "embeddings"), countOf(emulator, "rerank")]).toEqual([2, 1])
  },
  speech: {
    prints: ["1.73 seconds of wav", "The contract ends in June."],
    seen: (emulator) => expect(requests(emulator)).toEqual(["POST /v1/audio/speech", "POST /v1/audio/transcriptions"])
  }
}
