import type { WireRequest } from "@pareta/emulator"
import { expect } from "vitest"
import { type Examples, mostAtOnce, requests } from "../Example.ts"

export const chatExamples: Examples = {
  chat: {
    asWritten: true,
    prints: [
      "The capital of Norway is Oslo.",
      "finish reason: stop",
      /^tokens: \d+ \+ 8$/,
      /^total: \d+$/,
      "served by: ep_a1b2c3"
    ],
    seen: (emulator) =>
      expect(emulator.log[0]?.body).toMatchObject({ temperature: 0, top_p: 1, max_tokens: 64, stop: ["\n\n"], seed: 7 })
  },
  "parallel-prompts": {
    options: { timing: { firstToken: "100 millis" } },
    prints: [
      "The capital of Norway is Oslo.",
      "The capital of Japan is Tokyo.",
      "42",
      "done",
      "What is the capital of Italy? → The capital of Italy is Rome.",
      "Anyone there? → FAILED: NotFoundError: endpoint 'ep_nowhere' not found",
      "What is 10 minus 3? → 7"
    ],
    seen: (emulator) => expect(mostAtOnce(emulator)).toBe(4)
  },
  receipt: {
    prints: [
      "chat.completions.create: 3100 µUSD, at a frontier model 28800",
      "chat.completions.create: 3100 µUSD, at a frontier model 28800",
      /^\[ 'Acme Inc\.', 'Globex Ltd\.?' \]$/
    ],
    seen: (emulator) => expect(emulator.ledger.map(({ microUsd }) => microUsd)).toEqual([3100, 3100])
  },
  "stream-dropped": {
    prepare: (emulator) => emulator.faults.script("chat", { reset: { afterEvents: 8 } }),
    prints: [
      /^broken off: .+/,
      'so far: "1. On keep a log:"',
      /^again: 1\. On keep a log: start/,
      /^2\. On keep a log: /,
      /^3\. On keep a log: /
    ],
    seen: (emulator) => expect(emulator.log.map(({ outcome }) => outcome)).toEqual(["reset", "complete"])
  },
  "stream-finish-reason": { prints: ['cut after "1. On keep a": raise max_tokens', "stop: 3 lines"] },
  "stream-summary": { prints: [/^This agreement is entered into between Acme Inc\. and Globex Ltd\. .+\.$/] },
  "stream-whole": {
    // Slow enough for the program to leave in the middle.
    options: { timing: { tokensPerSecond: 50 } },
    prints: [
      /^Harbour/,
      /^[a-z ]+,?$/,
      /^.+\.$/,
      /^finish reason: stop tokens: \d+$/,
      "lines: many",
      "first chunk of: ep_a1b2c3",
      "aborted: no longer needed"
    ],
    seen: (emulator) =>
      expect(emulator.log.slice(0, 4).map(({ outcome }) => outcome)).toEqual([
        "complete",
        "complete",
        "complete",
        "client-closed"
      ])
  },
  "worker-pool": {
    options: { timing: { firstToken: "10 millis" } },
    prints: ["100 done", "at most 5 in flight", "the last: What is 99 plus 99? 198"],
    seen: (emulator) => {
      expect(emulator.log).toHaveLength(100)
      expect(mostAtOnce(emulator)).toBe(5)
    }
  },
  "start-when-stopped": {
    prints: [/^starting it, because endpoint 'ep_\w+' is stopped\.$/, "5"],
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
    options: { timing: { firstToken: "10 millis" } },
    prepare: (emulator) => {
      const asking = (words: string) => (request: WireRequest) => request.body.includes(words)
      emulator.faults.script(asking("What is 5 plus"), { status: 503, detail: "starting" })
      // Throttled once, it is tried again; throttled whenever it is tried, it is given up.
      emulator.faults.script(asking("What is 20 plus"), { status: 429, headers: { "retry-after": "0.01" } })
      emulator.faults.script(asking("What is 50 plus"), { status: 429, headers: { "retry-after": "0.01" }, times: 5 })
      emulator.faults.script(asking("What is 500 plus"), { stall: "before-head" })
    },
    args: ["1000", "4000"],
    prints: [
      "1000 results, the last: { status: 'fulfilled', value: '1000' }",
      "document 5: cold",
      "document 50: limited",
      "document 500: timed out"
    ],
    seen: (emulator) => {
      expect(emulator.log).toHaveLength(1000 + 1 + 4)
      expect(mostAtOnce(emulator)).toBe(16)
    }
  },
  "batch-abort": {
    options: { balanceMicroUsd: 31_000, timing: { firstToken: "100 millis" } },
    prints: [/^aborted: organization is out of credit/, /^\d\d? of 100 were read$/],
    seen: (emulator) => {
      expect(emulator.log.length).toBeLessThan(25)
      expect(mostAtOnce(emulator)).toBe(4)
    }
  },
  "two-streams": {
    options: { timing: { firstToken: "200 millis" } },
    prints: ["1, 2, 3, 4, 5", "The capital of Japan is Tokyo."],
    seen: (emulator) => expect(mostAtOnce(emulator)).toBe(2)
  }
}
