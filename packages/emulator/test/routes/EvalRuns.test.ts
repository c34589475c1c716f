import { describe, expect, it } from "@effect/vitest"
import { makeEmulator } from "@pareta/emulator"
import * as Effect from "effect/Effect"
import { TestClock } from "effect/testing"
import { createSet, evaluate, finishRun, retrieveRun, runIdOf, startRun } from "../EvalWire.ts"
import { call, stillEmulator as createEmulator, detailOf } from "../Wire.ts"

const labelled = Array.from({ length: 40 }, (_, index) => ({
  input: { text: `Ticket ${index}: please help` },
  expected: ["billing_question", "refund_request", "order_status"][index % 3]
}))
const intents = "intent-classification"

describe("creating a run", () => {
  it("returns 202, queued, and nothing else", async () => {
    const emulator = createEmulator()
    const set = await createSet(emulator, intents, labelled)
    const response = await startRun(emulator, set.id, ["qwen-1"])
    expect(response.status).toBe(202)
    expect(await response.json()).toEqual({ run_id: expect.stringMatching(/^run_[0-9a-f]{12}$/), status: "queued" })
  })

  it("rejects unknown sets, unknown models, an empty list and a malformed body", async () => {
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

  it("fails with 402 before any work when there is no credit", async () => {
    const emulator = createEmulator({ balanceMicroUsd: 0 })
    const set = await createSet(emulator, intents, labelled)
    expect((await startRun(emulator, set.id, ["qwen-1"])).status).toBe(402)
    expect(emulator.ledger).toEqual([])
  })

  it("creates one run for a repeated key", async () => {
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

  it("continues after its set has been deleted", async () => {
    const emulator = createEmulator()
    const set = await createSet(emulator, intents, labelled)
    const id = await runIdOf(startRun(emulator, set.id, ["qwen-1"]))
    await call(emulator, "DELETE", `/v1/eval-sets/${set.id}`)
    expect((await finishRun(emulator, id)).run).toMatchObject({ status: "completed", eval_set_id: set.id })
  })
})

describe("the statuses of a run", () => {
  it("advance by one per poll, without waiting", async () => {
    const emulator = createEmulator()
    const set = await createSet(emulator, intents, labelled)
    const id = await runIdOf(startRun(emulator, set.id, ["qwen-1", "gpt-5.5"]))
    const seen = []
    for (let look = 0; look < 5; look++) seen.push(await retrieveRun(emulator, id))
    expect(seen.map((each) => each.run.status)).toEqual(["queued", "running", "evaluating", "completed", "completed"])
    expect(seen.map((each) => each.results.length)).toEqual([0, 0, 0, 2, 2])
    expect(seen[0]?.run).toMatchObject({ candidate_model_ids: ["qwen-1", "gpt-5.5"], error_detail: null })
  })

  it.effect("follow the clock if a duration is given", () =>
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

  it.effect("follow the clock by default as well: a run takes 1 second", () =>
    Effect.gen(function* () {
      const emulator = yield* makeEmulator()
      const set = yield* Effect.promise(() => createSet(emulator, intents, labelled))
      const id = yield* Effect.promise(() => runIdOf(startRun(emulator, set.id, ["qwen-1"])))
      yield* TestClock.adjust("1 second")
      expect((yield* Effect.promise(() => retrieveRun(emulator, id))).run.status).toBe("completed")
    })
  )

  it("end at once with a duration of 0, and move with advance", async () => {
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

describe("scripted runs", () => {
  it("fail where the script says", async () => {
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
    expect(ends.map(({ run }) => run.total_cost_micro_usd)).toEqual([0, 0, 0, 40 * 160])
    expect(emulator.ledger).toHaveLength(40)
  })

  it("fail after a poll has returned `running`", async () => {
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

  it.effect("last as long as the script says, or forever", () =>
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

  it("are removed by clear and by reset", () => {
    const emulator = createEmulator()
    emulator.runs.script({ times: 3 })
    emulator.runs.clear()
    expect(emulator.runs.pending).toBe(0)
    emulator.runs.script({})
    emulator.reset()
    expect(emulator.runs.pending).toBe(0)
  })
})

it("is matched by faults under its route name", async () => {
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
