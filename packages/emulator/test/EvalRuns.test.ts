import { describe, expect, it } from "@effect/vitest"
import { createEmulator, makeEmulator } from "@pareta/emulator"
import * as Effect from "effect/Effect"
import { TestClock } from "effect/testing"
import { createSet, evaluate, finishRun, retrieveRun, runIdOf, startRun } from "./EvalWire.ts"
import { call, chat, detailOf } from "./Wire.ts"

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

describe("creating a run", () => {
  it("answers 202, queued, and nothing else", async () => {
    const emulator = createEmulator()
    const set = await createSet(emulator, intents, labelled)
    const response = await startRun(emulator, set.id, ["qwen-1"])
    expect(response.status).toBe(202)
    expect(await response.json()).toEqual({ run_id: expect.stringMatching(/^run_[0-9a-f]{12}$/), status: "queued" })
  })

  it("refuses unknown sets, unknown models, an empty list and a malformed body", async () => {
    const emulator = createEmulator()
    const set = await createSet(emulator, intents, labelled)
    const refusal = async (id: string, models: ReadonlyArray<string>) => {
      const response = await startRun(emulator, id, models)
      return [response.status, await detailOf(response)]
    }
    expect(await refusal("es_nope", ["qwen-1"])).toEqual([404, "eval set 'es_nope' not found"])
    expect(await refusal(set.id, ["qwen-1", "nope", "a"])).toEqual([422, "unknown candidate model ids: 'nope', 'a'"])
    expect(await refusal(set.id, [])).toEqual([422, "candidate_model_ids must not be empty"])
    expect((await call(emulator, "POST", "/v1/eval-runs", { eval_set_id: set.id })).status).toBe(422)
    expect((await call(emulator, "GET", "/v1/eval-runs/run_nope")).status).toBe(404)
  })

  it("is refused with 402 before any work when there is no credit", async () => {
    const emulator = createEmulator({ balanceMicroUsd: 0 })
    const set = await createSet(emulator, intents, labelled)
    expect((await startRun(emulator, set.id, ["qwen-1"])).status).toBe(402)
    expect(emulator.ledger).toEqual([])
  })

  it("makes one run of a repeated key", async () => {
    const emulator = createEmulator()
    const set = await createSet(emulator, intents, labelled)
    const start = () => startRun(emulator, set.id, ["qwen-1"], { headers: { "idempotency-key": "k" } })
    const [first, second] = [await start(), await start()]
    const { run_id: runId } = (await first.json()) as { readonly run_id: string }
    expect(await second.json()).toEqual({ run_id: runId, status: "queued" })
    expect(second.headers.get("x-pareta-billed")).toBe("0")
    await finishRun(emulator, runId)
    expect(emulator.ledger.length).toBe(40)
    expect(emulator.ledger[0]).toMatchObject({ idempotencyKey: "k", route: "evals.runs", model: "qwen-1" })
  })

  it("works on after its set was deleted", async () => {
    const emulator = createEmulator()
    const set = await createSet(emulator, intents, labelled)
    const id = await runIdOf(startRun(emulator, set.id, ["qwen-1"]))
    await call(emulator, "DELETE", `/v1/eval-sets/${set.id}`)
    expect((await finishRun(emulator, id)).run).toMatchObject({ status: "completed", eval_set_id: set.id })
  })
})

describe("the statuses of a run", () => {
  it("come one a look, without waiting", async () => {
    const emulator = createEmulator()
    const set = await createSet(emulator, intents, labelled)
    const id = await runIdOf(startRun(emulator, set.id, ["qwen-1", "gpt-5.5"]))
    const seen = []
    for (let look = 0; look < 5; look++) seen.push(await retrieveRun(emulator, id))
    expect(seen.map((each) => each.run.status)).toEqual(["queued", "running", "evaluating", "completed", "completed"])
    expect(seen.map((each) => each.results.length)).toEqual([0, 0, 0, 2, 2])
    expect(seen[0]?.run).toMatchObject({ candidate_model_ids: ["qwen-1", "gpt-5.5"], error_detail: null })
  })

  it.effect("come with the clock, when a duration is given", () =>
    Effect.gen(function* () {
      const emulator = yield* makeEmulator({ timing: { run: "100 seconds" } })
      const set = yield* Effect.promise(() => createSet(emulator, intents, labelled))
      const id = yield* Effect.promise(() => runIdOf(startRun(emulator, set.id, ["qwen-1"])))
      const status = Effect.promise(async () => (await retrieveRun(emulator, id)).run.status)
      const after = (seconds: number) => Effect.andThen(TestClock.adjust(`${seconds} seconds`), status)
      expect([yield* status, yield* status]).toEqual(["queued", "queued"])
      expect([yield* after(9), yield* after(1)]).toEqual(["queued", "running"])
      expect([yield* after(69), yield* after(1)]).toEqual(["running", "evaluating"])
      expect([yield* after(19), yield* after(1)]).toEqual(["evaluating", "completed"])
    })
  )

  it.effect("come with the clock too where looks would do: 1 second is enough", () =>
    Effect.gen(function* () {
      const emulator = yield* makeEmulator()
      const set = yield* Effect.promise(() => createSet(emulator, intents, labelled))
      const id = yield* Effect.promise(() => runIdOf(startRun(emulator, set.id, ["qwen-1"])))
      yield* TestClock.adjust("1 second")
      expect((yield* Effect.promise(() => retrieveRun(emulator, id))).run.status).toBe("completed")
    })
  )

  it("end at once with a duration of 0, and move by advance", async () => {
    const emulator = createEmulator({ timing: { run: 0 } })
    const set = await createSet(emulator, intents, labelled)
    const id = await runIdOf(startRun(emulator, set.id, ["qwen-1"]))
    expect((await retrieveRun(emulator, id)).run.status).toBe("completed")
    const slow = createEmulator({ latency: "realistic" })
    const other = await createSet(slow, intents, labelled)
    const slowId = await runIdOf(startRun(slow, other.id, ["qwen-1"]))
    expect((await retrieveRun(slow, slowId)).run.status).toBe("queued")
    await slow.advance("8 seconds")
    expect((await retrieveRun(slow, slowId)).run.status).toBe("completed")
  })
})

describe("results", () => {
  it("hold a row for each model and an item for each row", async () => {
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

  it("are better for better models, about as good as the leaderboard says", async () => {
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

  it.each(["expected", "expected_output", "target", "reference"])("find the gold under %s", async (name) => {
    const { results } = await evaluate(
      createEmulator(),
      "general-chat",
      [{ prompt: "Say hi", [name]: "Hi there" }],
      ["llama-1"]
    )
    expect(results[0]).toMatchObject({ n_succeeded: 1, error_count: 0 })
  })

  it("show an error for rows without an answer or without a question", async () => {
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

  it("have no quality where no item succeeded", async () => {
    const { results } = await evaluate(createEmulator(), intents, [{ input: "x" }], ["qwen-1"])
    expect(results[0]).toMatchObject({ quality_mean: null, mean_cost_micro_usd: null, n_succeeded: 0, error_count: 1 })
  })

  it("cut long predictions", async () => {
    const rows = [{ prompt: "Go on", reference: "word ".repeat(200) }]
    const { results } = await evaluate(createEmulator(), "general-chat", rows, ["llama-1"])
    expect(results[0]?.per_item[0]?.prediction?.length).toBe(200)
  })

  it("evaluate a model once, however often it was named", async () => {
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

  it.effect("goes as the run goes", () =>
    Effect.gen(function* () {
      const emulator = yield* makeEmulator({ timing: { run: "100 seconds" } })
      const set = yield* Effect.promise(() => createSet(emulator, intents, labelled))
      yield* Effect.promise(() => startRun(emulator, set.id, ["qwen-1"]))
      yield* TestClock.adjust("45 seconds")
      expect(emulator.ledger.length).toBe(20)
      yield* TestClock.adjust("60 seconds")
      expect(emulator.ledger.length).toBe(40)
      expect(emulator.ledger.map((entry) => entry.at).slice(0, 2)).toEqual([11_750, 13_500])
    })
  )

  it.effect("that runs out fails the run, and the chats beside it", () =>
    Effect.gen(function* () {
      const emulator = yield* makeEmulator({ timing: { run: "100 seconds" }, balanceMicroUsd: 160 * 10 })
      const set = yield* Effect.promise(() => createSet(emulator, intents, labelled))
      const id = yield* Effect.promise(() => runIdOf(startRun(emulator, set.id, ["qwen-1", "llama-1"])))
      const ask = Effect.promise(async () => (await chat(emulator, "Hello")).status)
      expect(yield* ask).toBe(200)
      yield* TestClock.adjust("30 seconds")
      expect(yield* ask).toBe(402)
      const { run, results } = yield* Effect.promise(() => retrieveRun(emulator, id))
      expect(run).toMatchObject({ status: "failed", error_detail: expect.stringContaining("out of credit") })
      expect(run.total_cost_micro_usd).toBe(160 * 10)
      expect(results[0]).toMatchObject({ model_id: "qwen-1", n_succeeded: 10, error_count: 30 })
      expect(results[0]?.per_item[10]).toMatchObject({ score: null, error: expect.stringContaining("not run: ") })
      expect(results[1]).toMatchObject({ n_succeeded: 0, quality_mean: null })
    })
  )

  it("topped up in time lets the run go on", async () => {
    const emulator = createEmulator({ balanceMicroUsd: 160 })
    const set = await createSet(emulator, intents, labelled)
    const id = await runIdOf(startRun(emulator, set.id, ["qwen-1"]))
    emulator.balanceMicroUsd = 1_000_000
    expect((await finishRun(emulator, id)).run.status).toBe("completed")
  })
})

describe("scripted runs", () => {
  it("fail where they are told to", async () => {
    const emulator = createEmulator()
    emulator.runs.script(
      { failsWith: "no capacity", at: "queued" },
      { failsWith: "provider down" },
      { failsWith: "judge crashed", at: "evaluating" },
      {}
    )
    expect(emulator.runs.pending).toBe(4)
    const ends = []
    for (let run = 0; run < 4; run++) ends.push(await evaluate(emulator, intents, labelled, ["qwen-1"]))
    expect(ends.map(({ run }) => [run.status, run.error_detail])).toEqual([
      ["failed", "no capacity"],
      ["failed", "provider down"],
      ["failed", "judge crashed"],
      ["completed", null]
    ])
    expect(ends.map(({ results }) => results[0]?.n_succeeded)).toEqual([0, 20, 40, 40])
    expect(ends.map(({ run }) => run.total_cost_micro_usd)).toEqual([0, 20 * 160, 40 * 160, 40 * 160])
  })

  it("fail after they were seen at work", async () => {
    const emulator = createEmulator()
    emulator.runs.script({ failsWith: "provider down" })
    const set = await createSet(emulator, intents, labelled)
    const id = await runIdOf(startRun(emulator, set.id, ["qwen-1"]))
    const seen = []
    for (let look = 0; look < 3; look++) seen.push((await retrieveRun(emulator, id)).run.status)
    expect(seen).toEqual(["queued", "running", "failed"])
  })

  it("fail with a duration of 0 as well", async () => {
    const emulator = createEmulator({ timing: { run: 0 } })
    emulator.runs.script({ failsWith: "provider down" })
    const { run, results } = await evaluate(emulator, intents, labelled, ["qwen-1"])
    expect([run.status, results[0]?.n_succeeded]).toEqual(["failed", 20])
  })

  it.effect("last as long as they are told to, or for ever", () =>
    Effect.gen(function* () {
      const emulator = yield* makeEmulator()
      emulator.runs.script({ lasts: "1 hour" }, { lasts: "Infinity" })
      const set = yield* Effect.promise(() => createSet(emulator, intents, labelled))
      const hour = yield* Effect.promise(() => runIdOf(startRun(emulator, set.id, ["qwen-1"])))
      const never = yield* Effect.promise(() => runIdOf(startRun(emulator, set.id, ["qwen-1"])))
      const status = (id: string) => Effect.promise(async () => (await retrieveRun(emulator, id)).run.status)
      yield* TestClock.adjust("59 minutes")
      expect([yield* status(hour), yield* status(hour), yield* status(never)]).toEqual([
        "evaluating",
        "evaluating",
        "queued"
      ])
      yield* TestClock.adjust("1 minute")
      expect([yield* status(hour), yield* status(never)]).toEqual(["completed", "queued"])
    })
  )

  it("have items that fail", async () => {
    const emulator = createEmulator()
    emulator.runs.script({ itemErrors: { 0: "model timed out" } })
    const { results } = await evaluate(emulator, intents, labelled, ["qwen-1"])
    expect(results[0]).toMatchObject({ n_succeeded: 39, error_count: 1 })
    expect(results[0]?.per_item[0]).toEqual({ idx: 0, score: null, error: "model timed out" })
  })

  it("are forgotten by clear and by reset", () => {
    const emulator = createEmulator()
    emulator.runs.script({ times: 3 })
    emulator.runs.clear()
    expect(emulator.runs.pending).toBe(0)
    emulator.runs.script({})
    emulator.reset()
    expect(emulator.runs.pending).toBe(0)
  })
})

it("is reached by faults under its name", async () => {
  const emulator = createEmulator()
  const set = await createSet(emulator, intents, labelled)
  emulator.faults.script("evals.runs.create", { status: 503 })
  emulator.faults.script("evals.runs.retrieve", { end: { afterBytes: 10 }, chunking: 1 })
  expect((await startRun(emulator, set.id, ["qwen-1"])).status).toBe(503)
  const id = await runIdOf(startRun(emulator, set.id, ["qwen-1"]))
  expect((await (await call(emulator, "GET", `/v1/eval-runs/${id}`)).text()).length).toBe(10)
  expect(emulator.log.map((entry) => entry.route)).toEqual([
    "evals.sets.create",
    "evals.runs.create",
    "evals.runs.create",
    "evals.runs.retrieve"
  ])
})
