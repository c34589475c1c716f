import type { AnswerSource } from "@pareta/emulator"
import { expect } from "vitest"
import type { Examples } from "../Example.ts"

/** Every tenth ticket is about a refund. */
const manyPrompts = {
  answers: { "": ({ messages }) => (/ticket \d*0 /.test(String(messages[0]?.content)) ? "yes" : "no") },
  prints: ["100 of 500", "200 of 500", "300 of 500", "400 of 500", "500 of 500", /^50 refunds, 0 failed, \$0\.\d{4}$/],
  seen: (emulator, mostAtOnce) => {
    expect([emulator.ledger.length, mostAtOnce <= 8]).toEqual([500, true])
  }
} satisfies Examples[string]

const invoice: Record<string, AnswerSource> = {
  "Invoice INV-7": { json: { number: "INV-7", total: 42.5, currency: "USD" } }
}

/** The same before and after the move. */
const moving = {
  answers: { refund: "Thirty days, with the receipt.", "gift cards": { chunks: ["Gift cards ", "are final."] } },
  prints: [
    "Thirty days, with the receipt. stop string",
    /^tokens: \d+$/,
    "Gift cards are final.",
    "aborted: true",
    "404 string"
  ],
  seen: (emulator) => {
    expect(emulator.log.map(({ headers, status }) => [headers["x-team"], status])).toEqual([
      ["support", 200],
      ["support", 200],
      ["support", 404]
    ])
  }
} satisfies Examples[string]

/** The first answer is unusable. */
const secondTry: Record<string, AnswerSource> = {
  refund: "Refund",
  "refund,": { text: "I think it is a refund.", times: 1 }
}

export const everydayExamples: Examples = {
  "many-prompts": manyPrompts,
  "effect-many-prompts": manyPrompts,
  "structured-output": {
    answers: invoice,
    prints: ["INV-7: 42.50 USD"],
    seen: (emulator) =>
      expect(emulator.log[0]?.body).toMatchObject({ response_format: { json_schema: { schema: { type: "object" } } } })
  },
  "effect-structured-output": {
    answers: invoice,
    prints: ["INV-7: 42.50 USD"],
    seen: (emulator) =>
      expect(emulator.log[0]?.body).toMatchObject({ response_format: { json_schema: { schema: { type: "object" } } } })
  },
  "log-calls": {
    answers: { "": "Good morning to you." },
    prepare: (emulator) => emulator.faults.script("chat", { status: 503, headers: { "retry-after": "0.01" } }),
    prints: [
      "chat.completions.create: retry after attempt 1: EndpointNotReadyError",
      /^\{"operation":"chat\.completions\.create","status":200,"attempts":2,"hasRequestId":true,"microUsd":\d+\}$/,
      '{"operation":"chat.completions.create","status":404,"attempts":1,"hasRequestId":true,"microUsd":null}',
      /^\{"operation":"chat\.completions\.create","status":200,"attempts":1,"hasRequestId":true,"microUsd":\d+\}$/
    ]
  },
  "own-retry": {
    answers: secondTry,
    prints: ['attempt 1: "i think it is a refund." is no label', "refund"],
    seen: (emulator) => expect(emulator.ledger.length).toBe(2)
  },
  "effect-own-retry": {
    answers: secondTry,
    prints: ['"i think it is a refund." is no label', "refund"],
    seen: (emulator) => expect(emulator.ledger.length).toBe(2)
  },
  "moving-before": moving,
  "moving-after": moving,
  image: { answers: { "Who signed": "Ada Lovelace." }, prints: ["Ada Lovelace."] }
}
