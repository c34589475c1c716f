import type { Emulator } from "@pareta/emulator"
import { expect } from "vitest"
import { bodiesOf, countOf, type Examples, requests } from "../Example.ts"
import { together } from "../traffic.ts"

/** Completes runs at the first poll, because programs poll only every few seconds. */
const over = { run: 0 }

/** Row, field, type and name of the documents that were attached. */
const uploads = (emulator: Emulator): Array<string> =>
  emulator.log.flatMap(({ multipart, route }) =>
    route === "evals.blobs.attach" && multipart
      ? `${multipart.fields["idx"]} ${multipart.fields["field_name"]} ${multipart.fields["mime"]} ${multipart.files[0]?.filename}`
      : []
  )

export const evalExamples: Examples = {
  "benchmark-capability": {
    options: { timing: over },
    prints: [
      "llama-1 open 0.970 6 µUSD",
      "qwen-1 open 0.933 6 µUSD",
      "gpt-5.5 frontier 0.933 240 µUSD",
      "mistral-2 open 0.896 5 µUSD"
    ]
  },
  "document-extraction": {
    options: { timing: over },
    prints: [
      "qwen-vl-1 open 0.833 3800 µUSD",
      "qwen-vl-2 open 0.833 3100 µUSD",
      "claude-opus-4-7 frontier 0.833 28800 µUSD",
      "gpt-5.5 frontier 0.833 41200 µUSD",
      "gemini-3-1-pro frontier 0.833 14600 µUSD",
      "deployed: qwen-vl-1",
      "[ 'Acme Inc.', 'Globex Ltd.' ]",
      "streamed: true"
    ],
    seen: (emulator) =>
      expect(uploads(emulator).toSorted()).toEqual([
        "0 document application/pdf acme.pdf",
        "1 document application/pdf upload",
        "2 document image/tiff upload"
      ])
  },
  "eval-cost": {
    options: { timing: over },
    prints: [
      "cost: 0.04 raw: 44300",
      "another: 0.07 raw: 74211",
      "gpt-5.5 costs 13.3 times as much as qwen-vl-2",
      "with 0.0 points less quality",
      "$0.000850 $0.003100"
    ],
    seen: (emulator) => expect(emulator.ledger.map(({ microUsd }) => microUsd)).toEqual([3100, 41_200])
  },
  "eval-deadline": {
    prepare: (emulator) => emulator.runs.script({ lasts: "1 hour" }),
    args: ["1"],
    prints: [/^eval run run_\w+ did not finish within 1s$/, "last seen: queued true"]
  },
  "eval-deploy-winner": {
    options: { timing: over },
    prints: ["winner: qwen-vl-1 0.9524", "it runs: qwen-vl-1", "90"],
    seen: (emulator) =>
      expect(bodiesOf(emulator, "endpoints.deploy")).toEqual([{ task: "invoice-extraction", model: "qwen-vl-1" }])
  },
  "eval-documents": {
    options: { timing: over },
    prints: [
      ...["acme.pdf {", "initech.pdf {", "{"].flatMap((line) => [
        line,
        "  kind: 'blob',",
        /^ {2}uri: 'gs:\/\/.+',$/,
        line === "{" ? "  mime: 'image/tiff'" : "  mime: 'application/pdf'",
        "}"
      ]),
      "[ '3 read, 0 failed' ]"
    ],
    seen: (emulator) =>
      expect(uploads(emulator)).toEqual([
        "0 document application/pdf acme.pdf",
        "1 document application/pdf initech.pdf",
        "2 document image/tiff upload"
      ])
  },
  "eval-failed": {
    options: { timing: over },
    prepare: (emulator) => emulator.runs.script({ failsWith: "GPU pool exhausted" }),
    prints: ["failed: GPU pool exhausted", /^best open model: [\w-]+ [\d.]+$/]
  },
  "eval-frontier": {
    prints: [
      "null: [ 'mistral-2' ]",
      "none: [ 'mistral-2' ]",
      "list: [ 'mistral-2', 'gpt-5.5', 'gemini-3-1-pro' ]",
      "all: 8",
      "benchmarked: [ 'mistral-2', 'claude-opus-4-7', 'gpt-5.5' ]",
      "the same by hand: true",
      "unknown frontier keyword 'cheapest' (use 'all'/'benchmarked'/'none' or a list)"
    ],
    seen: (emulator) => expect(countOf(emulator, "evals.runs.create")).toBe(6)
  },
  "eval-inline": {
    options: { timing: over },
    prints: [
      "completed",
      "model            kind      quality [95 % CI]     µUSD/item  ok/err",
      "qwen-vl-1        open      1.000 [0.439, 1.000]       2100  3/0",
      "pixtral-1        open      1.000 [0.439, 1.000]       1900  3/0",
      "claude-opus-4-7  frontier  1.000 [0.439, 1.000]      22400  3/0",
      "cost: 0.07",
      /^0 1 \{"invoice_number":"INV-1042",.*"total":119\}$/,
      /^1 1 \{"invoice_number":"2026-77",.*"total":238\}$/,
      /^2 1 \{"invoice_number":"A-9",.*"total":64\.5\}$/
    ],
    seen: (emulator) => {
      expect(requests(emulator).map((request) => request.replace(/(es|run)_\w+$/, "$1"))).toEqual([
        "POST /v1/eval-sets",
        "POST /v1/eval-runs",
        "GET /v1/eval-runs/run",
        "DELETE /v1/eval-sets/es"
      ])
      expect(emulator.log[0]?.multipart).toMatchObject({
        fields: { task_id: "invoice-extraction", name: "winter invoices" },
        files: [{ name: "items", filename: "items.invoice-extraction.jsonl", contentType: "application/jsonl" }]
      })
    }
  },
  "eval-poll": {
    prints: [
      "queued",
      "running",
      "evaluating",
      "in the end: completed",
      "watched: queued",
      "watched: running",
      "watched: evaluating",
      "watched: completed",
      "waited: completed"
    ]
  },
  "eval-set": {
    options: { timing: over },
    prints: [
      "support-intents intent-classification classification 2",
      "true support-intents",
      "again: support-intents",
      "completed true [ 'mistral-2' ]",
      "deleted: 404"
    ]
  },
  "eval-three-runs": {
    options: { timing: over },
    ...together(3, "evals.runs.create"),
    prepare: (emulator) => {
      emulator.runs.script({ failsWith: "GPU OOM", at: "queued" })
      together(3, "evals.runs.create").prepare(emulator)
    },
    prints: [
      ...Array.from({ length: 3 }, () => /^(completed|failed) \[ .+ \]$/),
      "failed: GPU OOM",
      "2 of 3 completed"
    ],
    seen: (_, mostAtOnce) => expect(mostAtOnce).toBe(3)
  },
  "eval-two-runs": {
    options: { timing: over },
    ...together(2, "evals.runs.create"),
    prints: [
      /^es_\w+ 2$/,
      /^run_\w+ completed 0\.01$/,
      "  qwen-vl-1 open 0.75",
      "  qwen-vl-2 open 0.75",
      /^run_\w+ completed 0\.17$/,
      "  pixtral-1 open 0.75",
      "  claude-opus-4-7 frontier 0.75",
      "  gpt-5.5 frontier 0.75",
      "  gemini-3-1-pro frontier 0.75"
    ],
    seen: (emulator, mostAtOnce) => {
      expect(countOf(emulator, "evals.sets.create")).toBe(1)
      expect(mostAtOnce).toBe(2)
    }
  },
  "eval-wait-later": {
    options: { timing: over },
    prints: [/^queued: run_\w+ queued$/, "completed true 0.00"]
  },
  "evaluate-on-your-data": {
    options: { timing: over },
    prints: [
      'intent-classification macro_joint_f1 {"input":{"text":"I was charged twice this month"},"expected":"billing_question"}',
      /^1\. [\w.-]+ \((open|frontier)\) [\d.]+ at \d+ µUSD$/,
      /^2\. [\w.-]+ \((open|frontier)\) [\d.]+ at \d+ µUSD$/,
      /^3\. [\w.-]+ \((open|frontier)\) [\d.]+ at \d+ µUSD$/,
      /^4\. [\w.-]+ \((open|frontier)\) [\d.]+ at \d+ µUSD$/,
      /^5\. [\w.-]+ \((open|frontier)\) [\d.]+ at \d+ µUSD$/,
      /^cost: 0\.\d\d$/
    ],
    seen: (emulator) =>
      expect(
        emulator.log.find(({ route }) => route === "evals.sets.create")?.multipart?.files[0]?.text?.split("\n")
      ).toHaveLength(8)
  },
  funnel: {
    options: { timing: over },
    prints: [
      "invoice-extraction [ 'qwen-vl-1', 'qwen2.5-vl-1', 'internvl-1' ]",
      "qwen-vl-1 1",
      "qwen2.5-vl-1 1",
      "internvl-1 1",
      "deployed: qwen-vl-1 true"
    ]
  }
}
