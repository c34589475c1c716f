/** Uploads eval sets and starts runs as a client does. */
import type { Emulator } from "@pareta/emulator"
import { call, key } from "./Wire.ts"

const boundary = "X-EVAL-BOUNDARY"

/** A part of a hand-written multipart body: a field, or a file when it has a filename. */
export interface Part {
  readonly name: string
  readonly value: string
  readonly filename?: string
  readonly type?: string
}

/** A multipart body with exactly these parts. */
export const multipart = (parts: ReadonlyArray<Part>): string => {
  const written = parts
    .map(({ name, value, filename, type }) => {
      const disposition = `Content-Disposition: form-data; name="${name}"`
      const head = filename === undefined ? disposition : `${disposition}; filename="${filename}"`
      return `--${boundary}\r\n${head}\r\n${type === undefined ? "" : `Content-Type: ${type}\r\n`}\r\n${value}\r\n`
    })
    .join("")
  return `${written}--${boundary}--\r\n`
}

/** Sends a hand-written multipart body. */
export const postForm = (emulator: Emulator, path: string, parts: ReadonlyArray<Part>, headers: object = {}) =>
  emulator.fetch(`https://api.pareta.ai${path}`, {
    method: "POST",
    headers: {
      authorization: `Bearer ${key}`,
      "content-type": `multipart/form-data; boundary=${boundary}`,
      ...(headers as Record<string, string>)
    },
    body: multipart(parts)
  })

/** The parts of an upload, in the order clients send them. */
export const setParts = (task: string, items: string, more: ReadonlyArray<Part> = []): ReadonlyArray<Part> => [
  { name: "task_id", value: task },
  ...more,
  { name: "items", value: items, filename: `items.${task}.jsonl`, type: "application/jsonl" }
]

/** The fields of a set that tests read. */
export interface EvalSetRecord {
  readonly id: string
  readonly task_id: string
  readonly name: string
  readonly item_count: number
  readonly scoring_strategy: string
  readonly prompt?: string
}

export const jsonl = (rows: ReadonlyArray<unknown>): string => rows.map((row) => JSON.stringify(row)).join("\n")

/** Creates a set. */
export const createSet = async (emulator: Emulator, task: string, rows: ReadonlyArray<unknown>) => {
  const response = await postForm(emulator, "/v1/eval-sets", setParts(task, jsonl(rows)))
  return ((await response.json()) as { readonly eval_set: EvalSetRecord }).eval_set
}

/** Attaches a document to a field of the first row of a set, and returns the status. */
export const attach = async (emulator: Emulator, set: string, field: string): Promise<number> => {
  const parts = [
    { name: "idx", value: "0" },
    { name: "field_name", value: field },
    { name: "file", value: "bytes", filename: "a.txt", type: "text/plain" }
  ]
  return (await postForm(emulator, `/v1/eval-sets/${set}/attach-blob`, parts)).status
}

/** The fields of a run that tests read. */
export interface RunEnvelope {
  readonly run: {
    readonly id: string
    readonly eval_set_id: string
    readonly status: string
    readonly candidate_model_ids: ReadonlyArray<string>
    readonly total_cost_micro_usd: number
    readonly error_detail: string | null
  }
  readonly results: ReadonlyArray<{
    readonly model_id: string
    readonly kind: string
    readonly quality_mean: number | null
    readonly quality_ci_low: number | null
    readonly quality_ci_high: number | null
    readonly mean_cost_micro_usd: number | null
    readonly n_succeeded: number
    readonly error_count: number
    readonly exact_match: number | null
    readonly per_item: ReadonlyArray<{
      readonly idx: number
      readonly score: number | null
      readonly prediction?: string
      readonly error: string | null
    }>
  }>
}

export const startRun = (emulator: Emulator, evalSetId: string, models: ReadonlyArray<string>, init?: RequestInit) =>
  call(emulator, "POST", "/v1/eval-runs", { eval_set_id: evalSetId, candidate_model_ids: models }, init)

export const retrieveRun = async (emulator: Emulator, runId: string): Promise<RunEnvelope> =>
  (await (await call(emulator, "GET", `/v1/eval-runs/${runId}`)).json()) as RunEnvelope

export const runIdOf = async (response: Promise<Response>): Promise<string> =>
  ((await (await response).json()) as { readonly run_id: string }).run_id

/** Polls a run until it ends. */
export const finishRun = async (emulator: Emulator, runId: string): Promise<RunEnvelope> => {
  for (let poll = 0; poll < 10; poll++) {
    const envelope = await retrieveRun(emulator, runId)
    if (envelope.run.status === "completed" || envelope.run.status === "failed") return envelope
  }
  throw new Error(`run ${runId} did not end`)
}

/** Creates a set, runs it, and returns the ended run. */
export const evaluate = async (
  emulator: Emulator,
  task: string,
  rows: ReadonlyArray<unknown>,
  models: ReadonlyArray<string>
): Promise<RunEnvelope> => {
  const set = await createSet(emulator, task, rows)
  return finishRun(emulator, await runIdOf(startRun(emulator, set.id, models)))
}
