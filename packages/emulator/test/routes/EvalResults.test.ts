import { describe, expect, it } from "@effect/vitest"
import { makeEmulator } from "@pareta/emulator"
import * as Effect from "effect/Effect"
import { TestClock } from "effect/testing"
import { createSet, evaluate, finishRun, retrieveRun, runIdOf, startRun } from "../EvalWire.ts"
import { call, stillEmulator as createEmulator } from "../Wire.ts"

const labelled = Array.from({ length: 40 }, (_, index) => ({
  input: { text: `Ticket ${index}: please help` },
  expected: ["billing_question", "refund_request", "order_status"][index % 3]
}))
const intents = "intent-classification"

const contract = {
  input: {
    text: "Agreement between Acme Corp. and Globex GmbH, effective January 1, 2026. Governed by the laws of Ohio."
  },
  expected: { parties: ["Acme Corp.", "Globex GmbH"], effective_date: "2026-01-01", governing_law: "Ohio" }
}

describe("results", () => {
  it("contain a row for each model and an item for each row", async () => {
    const { run, results } = await evaluate(createEmulator(), intents, labelled, ["qwen-1", "claude-opus-4-7"])
    expect(results.map((each) => [each.model_id, each.kind])).toEqual([
      ["qwen-1", "open"],
      ["claude-opus-4-7", "frontier"]
    ])
    for (const { quality_mean: mean, quality_ci_low: low, quality_ci_high: high, ...result } of results) {
      expect(result).toMatchObject({ n_succeeded: 40, error_count: 0, exact_match: expect.any(Number) })
      expect(low).toBeGreaterThanOrEqual(0)
      expect(low).toBeLessThan(mean ?? 0)
      expect(high).toBeGreaterThan(mean ?? 1)
      expect(high).toBeLessThanOrEqual(1)
      expect(result.per_item.map((item) => item.idx)).toEqual(labelled.map((_, index) => index))
      expect(result.per_item.some((item) => item.score === 0)).toBe(true)
      for (const item of result.per_item) {
        expect(item.score).toBe(item.prediction === labelled[item.idx]?.expected ? 1 : 0)
        expect(item.error).toBeNull()
      }
      const right = result.per_item.filter((item) => item.score === 1).length
      expect(result.exact_match).toBe(Math.round((right / 40) * 1000) / 10)
    }
    expect(run.total_cost_micro_usd).toBe(40 * 160 + 40 * 3_400)
  })

  it("are the same for the same seed, and differ by seed", async () => {
    const scores = async (seed: number) =>
      (await evaluate(createEmulator({ seed }), intents, labelled, ["qwen-1"])).results[0]?.per_item
    expect(await scores(1)).toEqual(await scores(1))
    expect(await scores(1)).not.toEqual(await scores(2))
  })

  it("are better for better models, and close to the leaderboard", async () => {
    const rows = Array.from({ length: 60 }, () => contract)
    const models = ["qwen-vl-2", "qwen-vl-1", "contract-key-fields-open-1", "llama-1", "qwen-1"]
    const { results } = await evaluate(createEmulator(), "contract-key-fields", rows, models)
    const qualities = results.map((each) => each.quality_mean ?? 0)
    expect(qualities).toEqual([...qualities].sort((left, right) => right - left))
    expect(qualities[0]).toBeGreaterThan(0.9)
    expect(qualities[0]).toBeLessThan(1)
    expect(qualities[3]).toBeLessThan(qualities[0] ?? 0)
    expect(qualities[4]).toBeLessThan(0.85)
  })

  it.each([1, 2, 3, 4, 5])("are never worse for a better model, for any task (seed %i)", async (seed) => {
    const emulator = createEmulator({ seed })
    for (const task of ["contract-kie", "doc-classification", "icd-coding", "text-to-sql", "function-completion"]) {
      const { examples } = (await (await call(emulator, "GET", `/v1/tasks/${task}?examples_n=9`)).json()) as {
        readonly examples: ReadonlyArray<unknown>
      }
      const board = (await (await call(emulator, "GET", `/v1/tasks/${task}/leaderboard`)).json()) as {
        readonly models: ReadonlyArray<{ readonly name: string; readonly quality: number | null }>
      }
      const measured = board.models.filter((model) => model.quality !== null).map((model) => model.name)
      const models = measured.length > 0 ? measured : board.models.map((model) => model.name)
      const { results } = await evaluate(emulator, task, examples, models)
      const qualities = results.map((each) => each.quality_mean ?? 0)
      if (measured.length > 0) expect(qualities).toEqual([...qualities].sort((left, right) => right - left))
      expect(Math.max(...qualities)).toBeGreaterThan(0)
      expect(results.every((each) => each.error_count === 0)).toBe(true)
    }
  })

  it.each(["expected", "expected_output", "target", "reference"])("find the expected answer in %s", async (name) => {
    const { results } = await evaluate(
      createEmulator(),
      "general-chat",
      [{ prompt: "Say hi", [name]: "Hi there" }],
      ["llama-1"]
    )
    expect(results[0]).toMatchObject({ n_succeeded: 1, error_count: 0 })
  })

  it("show an error for rows without an expected answer or without input", async () => {
    const rows = [{ input: "x" }, { input: "x", expected: "other" }, { document: null, expected: { total: 1 } }]
    const { run, results } = await evaluate(createEmulator(), "invoice-extraction", rows, ["qwen-vl-1"])
    expect(run.status).toBe("completed")
    expect(results[0]).toMatchObject({ n_succeeded: 1, error_count: 2, mean_cost_micro_usd: 2_100 })
    expect(results[0]?.per_item).toMatchObject([
      { idx: 0, score: null, error: "row 0 has no expected answer" },
      { idx: 1, error: null },
      { idx: 2, score: null, error: "row 2 has no input: no document is attached to it" }
    ])
    expect(run.total_cost_micro_usd).toBe(2_100)
  })

  it("have no quality if no item succeeded", async () => {
    const { results } = await evaluate(createEmulator(), intents, [{ input: "x" }], ["qwen-1"])
    expect(results[0]).toMatchObject({ quality_mean: null, mean_cost_micro_usd: null, n_succeeded: 0, error_count: 1 })
  })

  it("cut off long predictions", async () => {
    const rows = [{ prompt: "Go on", reference: "word ".repeat(200) }]
    const { results } = await evaluate(createEmulator(), "general-chat", rows, ["llama-1"])
    expect(results[0]?.per_item[0]?.prediction?.length).toBe(200)
  })

  it("evaluate a model once, even if it is named more than once", async () => {
    const { run, results } = await evaluate(createEmulator(), intents, labelled, ["qwen-1", "qwen-1"])
    expect([run.candidate_model_ids.length, results.length]).toEqual([2, 1])
  })
})

describe("money", () => {
  it("is debited item by item; the total is the sum", async () => {
    const emulator = createEmulator()
    const { run, results } = await evaluate(emulator, intents, labelled, ["qwen-1", "gpt-4o"])
    const debits = emulator.ledger.map((entry) => entry.microUsd)
    expect(debits.length).toBe(80)
    expect(debits.reduce((sum, each) => sum + each, 0)).toBe(run.total_cost_micro_usd)
    expect(emulator.balanceMicroUsd).toBe(25_000_000 - run.total_cost_micro_usd)
    expect(results[0]?.mean_cost_micro_usd).toBe(160)
    expect(results[1]?.mean_cost_micro_usd).toBeGreaterThan(0)
  })

  it.effect("is spent when the run has completed", () =>
    Effect.gen(function* () {
      const emulator = yield* makeEmulator({ timing: { run: "100 seconds" } })
      const set = yield* Effect.promise(() => createSet(emulator, intents, labelled))
      const id = yield* Effect.promise(() => runIdOf(startRun(emulator, set.id, ["qwen-1"])))
      yield* TestClock.adjust("45 seconds")
      expect(emulator.ledger).toEqual([])
      const { run } = yield* Effect.promise(() => retrieveRun(emulator, id))
      expect(run.total_cost_micro_usd).toBe(20 * 160)
      yield* TestClock.adjust("60 seconds")
      expect(emulator.ledger.length).toBe(40)
      expect(emulator.ledger.map((entry) => entry.at).slice(0, 2)).toEqual([11_750, 13_500])
    })
  )

  it.effect("that runs out fails the run, which then costs nothing", () =>
    Effect.gen(function* () {
      const emulator = yield* makeEmulator({ timing: { run: "100 seconds" }, balanceMicroUsd: 160 * 10 })
      const set = yield* Effect.promise(() => createSet(emulator, intents, labelled))
      const id = yield* Effect.promise(() => runIdOf(startRun(emulator, set.id, ["qwen-1", "llama-1"])))
      yield* TestClock.adjust("30 seconds")
      const { run, results } = yield* Effect.promise(() => retrieveRun(emulator, id))
      expect(run).toMatchObject({ status: "failed", error_detail: expect.stringContaining("out of credit") })
      expect(run.total_cost_micro_usd).toBe(0)
      expect(emulator.balanceMicroUsd).toBe(160 * 10)
      expect(results[0]).toMatchObject({ model_id: "qwen-1", n_succeeded: 10, error_count: 30 })
      expect(results[0]?.per_item[10]).toMatchObject({ score: null, error: expect.stringContaining("not run: ") })
      expect(results[1]).toMatchObject({ n_succeeded: 0, quality_mean: null })
    })
  )

  it.effect("is shared by runs that run side by side", () =>
    Effect.gen(function* () {
      const emulator = yield* makeEmulator({ timing: { run: "100 seconds" }, balanceMicroUsd: 160 * 60 })
      const set = yield* Effect.promise(() => createSet(emulator, intents, labelled))
      const start = () => Effect.promise(() => runIdOf(startRun(emulator, set.id, ["qwen-1"])))
      const ids = [yield* start(), yield* start()]
      yield* TestClock.adjust("100 seconds")
      const ends = yield* Effect.promise(() => Promise.all(ids.map((id) => retrieveRun(emulator, id))))
      expect(ends.map(({ run }) => run.status)).toEqual(["failed", "completed"])
      expect(emulator.balanceMicroUsd).toBe(160 * 20)
    })
  )

  it("topped up in time lets the run continue", async () => {
    const emulator = createEmulator({ balanceMicroUsd: 160 })
    const set = await createSet(emulator, intents, labelled)
    const id = await runIdOf(startRun(emulator, set.id, ["qwen-1"]))
    emulator.balanceMicroUsd = 1_000_000
    expect((await finishRun(emulator, id)).run.status).toBe("completed")
  })
})
