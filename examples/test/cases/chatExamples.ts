import type { WireRequest } from "@pareta/emulator"
import { expect, vi } from "vitest"
import { type Examples, requests } from "../Example.ts"
import { inFlight, together } from "../traffic.ts"
import { answer } from "./answer.ts"

export const chatExamples: Examples = {
  chat: {
    answers: { "": answer },
    asWritten: true,
    prints: [answer, "finish reason: stop", /^tokens: \d+ \+ 9$/, /^total: \d+$/, "served by: ep_a1b2c3"],
    seen: (emulator) =>
      expect(emulator.log[0]?.body).toMatchObject({ temperature: 0, top_p: 1, max_tokens: 64, stop: ["\n\n"], seed: 7 })
  },
  "parallel-prompts": {
    answers: { "Anyone here?": answer },
    ...together(4, "chat"),
    prints: [
      "refund",
      "invoice",
      "other",
      '{"date":"2026-03-01","total":40}',
      "Classify as day or night: It is night. → night",
      "Anyone there? → FAILED: NotFoundError: endpoint 'ep_nowhere' not found",
      `Anyone here? → ${answer}`
    ],
    seen: (_, mostAtOnce) => expect(mostAtOnce).toBe(4)
  },
  receipt: {
    prints: [
      "chat.completions.create: 3100 µUSD, with a frontier model 28800",
      "chat.completions.create: 3100 µUSD, with a frontier model 28800",
      /^\[ 'Acme Inc\.', 'Globex Ltd\.?' \]$/
    ],
    seen: (emulator) => expect(emulator.ledger.map(({ microUsd }) => microUsd)).toEqual([3100, 3100])
  },
  "tool-loop": {
    answers: {
      "": ({ messages }) =>
        messages.at(-1)?.role === "tool"
          ? "It is clear in Lisbon, at 21 degrees."
          : { toolCalls: [{ name: "get_weather", arguments: { city: "Lisbon" } }] }
    },
    prints: ["calls: get_weather", "answer: It is clear in Lisbon, at 21 degrees."],
    seen: (emulator) =>
      // The second request has the calls, as the model made them, and their results.
      expect(emulator.log[1]?.body).toMatchObject({
        messages: [{}, { role: "assistant", tool_calls: [{ id: expect.any(String) }] }, { role: "tool" }]
      })
  },
  "stream-dropped": {
    answers: { "": answer },
    prepare: (emulator) => emulator.faults.script("chat", { reset: { afterEvents: 8 } }),
    prints: [/^broken off: .+/, 'so far: "Lisbon is the capital of Portug"', `again: ${answer}`],
    seen: (emulator) => expect(emulator.log.map(({ outcome }) => outcome)).toEqual(["reset", "complete"])
  },
  "stream-finish-reason": {
    answers: {
      "": ({ max_tokens }) =>
        max_tokens === 5 ? { text: "Bail it", finishReason: "length" } : "Bail it, tar it, or leave it ashore."
    },
    prints: ['cut after "Bail it": raise max_tokens', "stop: 36 characters"]
  },
  "stream-summary": { prints: [/^This agreement is entered into between Acme Inc\. and Globex Ltd\. .+\.$/] },
  "stream-whole": {
    answers: { "": answer },
    // The program stops reading the fourth stream in the middle.
    prepare: (emulator) => emulator.faults.script("chat", {}, {}, {}, { stall: { afterEvents: 2 } }),
    prints: [
      answer,
      /^finish reason: stop tokens: \d+$/,
      "lines: many",
      "first chunk of: ep_a1b2c3",
      "aborted: no longer needed"
    ],
    seen: (emulator) =>
      // The platform may notice the disconnect only after the program has ended.
      vi.waitFor(() =>
        expect(emulator.log.slice(0, 4).map(({ outcome }) => outcome)).toEqual([
          "complete",
          "complete",
          "complete",
          "client-closed"
        ])
      )
  },
  "worker-pool": {
    ...together(5, "chat"),
    prints: [
      "100 done",
      "at most 5 in flight",
      "the last: Classify as ticket 99 or other: Where is ticket 99? ticket 99"
    ],
    seen: (emulator, mostAtOnce) => {
      expect(emulator.log).toHaveLength(100)
      expect(mostAtOnce).toBe(5)
    }
  },
  "start-when-stopped": {
    answers: { "": answer },
    prints: [/^starting it, because endpoint 'ep_\w+' is stopped\.$/, answer],
    seen: (emulator) => expect(requests(emulator).filter((request) => request.endsWith("/start"))).toHaveLength(1)
  },
  "system-prompt": {
    prints: [
      "ep_contract_kie_01, ep_a1b2c3",
      /^recommended: Extract the key fields of the contract/,
      /"parties":\["Acme Inc\.","Globex Ltd\.?"\].*"governing_law":"Portugal"/
    ],
    seen: (emulator) =>
      expect(emulator.log.at(-1)?.body).toMatchObject({
        messages: [{ content: expect.stringMatching(/\nWrite names as the contract writes them\.$/) }, {}]
      })
  },
  batch: {
    prepare: (emulator) => {
      const asking = (words: string) => (request: WireRequest) => request.body.includes(words)
      emulator.faults.script(asking("INV-5."), { status: 503, detail: "starting" })
      // A document that is throttled once is retried. One that is throttled on every attempt fails.
      emulator.faults.script(asking("INV-20."), { status: 429, headers: { "retry-after": "0.01" } })
      emulator.faults.script(asking("INV-50."), { status: 429, headers: { "retry-after": "0.01" }, times: 5 })
      emulator.faults.script(asking("INV-500."), { stall: "before-head" })
      together(16, "chat").prepare(emulator)
    },
    holdsTimers: true,
    meanwhile: async (emulator, program) => {
      await together(16, "chat").meanwhile(emulator, program)
      // The time limit expires when only the stalled document is left.
      await program.until(() => emulator.log.length === 1000 + 1 + 4 && inFlight(emulator) === 1)
      program.timeIsUp()
    },
    args: ["1000", "2000"],
    prints: [
      "1000 results, the last: {",
      "  status: 'fulfilled',",
      `  value: '{"invoice_number":"INV-999","total":1000}'`,
      "}",
      "document 5: cold",
      "document 50: limited",
      "document 500: timed out"
    ],
    seen: (emulator, mostAtOnce) => {
      expect(emulator.log).toHaveLength(1000 + 1 + 4)
      expect(mostAtOnce).toBe(16)
    }
  },
  "batch-abort": {
    options: { balanceMicroUsd: 31_000 },
    ...together(4, "chat"),
    prints: [/^aborted: organization is out of credit/, /^\d\d? of 100 were read$/],
    seen: (emulator, mostAtOnce) => {
      expect(emulator.log.length).toBeLessThan(25)
      expect(mostAtOnce).toBe(4)
    }
  },
  "two-streams": {
    ...together(2, "chat"),
    prints: ["refund", "invoice"],
    seen: (_, mostAtOnce) => expect(mostAtOnce).toBe(2)
  }
}
