import { describe, expect, it } from "@effect/vitest"
import {
  type EvalItems,
  EvalRun,
  type EvalRunCreateParams,
  EvalSet,
  type EvalSetCreateParams,
  type FrontierSpec,
  ParetaClient,
  type WaitOptions,
  withRequestOptions
} from "@pareta/core"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import { TestClock } from "effect/testing"
import { type Answer, apiKey, json, scriptedFetch } from "../ScriptedFetch.ts"

const settle = Effect.promise(() => new Promise<void>((resolve) => setImmediate(resolve)))

/** A platform with a few canned responses, and the requests that it got. */
const platform = (routes: { readonly [route: string]: unknown }) => {
  const { fetch, requests } = scriptedFetch((url, init) => {
    const { pathname } = new URL(url)
    const answer = routes[`${init.method} ${pathname}`]
    return answer === undefined ? json({ detail: `no ${pathname}` }, { status: 404 }) : json(answer)
  })
  const asked = () => requests.map(({ method, url }) => `${method} ${url.replace("https://api.pareta.ai", "")}`)
  const layer = ParetaClient.layerFetch({ apiKey, maxRetries: 0, fetch })
  return { requests, asked, layer }
}

const roster = {
  frontier_models: [
    { id: "gpt-5.5", vendor: "openai", vision: true, benchmarked: true },
    { id: "gemini-x", vendor: "google", vision: false, benchmarked: false },
    { id: "claude-opus-4-7", vendor: "anthropic", vision: true, benchmarked: true }
  ]
}

const routes = {
  "POST /v1/eval-sets": {
    eval_set: { id: "es_1", task_id: "t", name: "n", item_count: 2, scoring_strategy: "extraction" }
  },
  "GET /v1/eval-sets": { eval_sets: [{ id: "es_1" }] },
  "GET /v1/eval-sets/es_1": { eval_set: { id: "es_1", task_id: "t" } },
  "GET /v1/eval-sets/es_taskless": { eval_set: { id: "es_taskless" } },
  "GET /v1/eval/frontier-models": roster,
  "POST /v1/eval-runs": { run_id: "run_1", status: "queued" }
}

const items = [
  { input: "a", expected: "b" },
  { input: "c", expected: "d" }
]

const form = (body: unknown) => Array.from((body as FormData).entries())

describe("sets.create", () => {
  const created = (params: EvalSetCreateParams) => {
    const { layer, requests } = platform(routes)
    return Effect.map(
      ParetaClient.use((client) => client.evals.sets.create(params)).pipe(Effect.result, Effect.provide(layer)),
      (result) => ({ result, requests })
    )
  }

  it.effect("sends the fields, then the rows as a file of lines", () =>
    Effect.gen(function* () {
      const { result, requests } = yield* created({ task: "t", items })
      expect(result._tag === "Success" && result.success).toBeInstanceOf(EvalSet)
      expect(result).toMatchObject({
        success: { id: "es_1", taskId: "t", itemCount: 2, scoringStrategy: "extraction" }
      })
      const [task, name, file] = form(requests[0]?.body)
      expect([task, name]).toEqual([
        ["task_id", "t"],
        ["name", "sdk eval set (2 items)"]
      ])
      const [field, content] = file as [string, File]
      expect([field, content.name, content.type]).toEqual(["items", "items.t.jsonl", "application/jsonl"])
      expect(yield* Effect.promise(() => content.text())).toBe(
        '{"input":"a","expected":"b"}\n{"input":"c","expected":"d"}'
      )
      expect(requests[0]?.headers["Content-Type"]).toBeUndefined()
    })
  )

  it.effect.each([
    [
      "a generator",
      () =>
        (function* () {
          yield* items
        })()
    ],
    [
      "an async generator",
      () =>
        (async function* () {
          yield* items
        })()
    ],
    ["a Set", () => new Set(items)]
  ] as ReadonlyArray<readonly [string, () => EvalItems]>)("reads rows from %s", ([_, rows]) =>
    Effect.gen(function* () {
      const { requests } = yield* created({ task: "t", items: rows(), name: "mine" })
      const [, name, file] = form(requests[0]?.body)
      expect(name).toEqual(["name", "mine"])
      expect((yield* Effect.promise(() => (file as [string, File])[1].text())).split("\n")).toHaveLength(2)
    })
  )

  const cycle: { [key: string]: unknown } = {}
  cycle["self"] = cycle

  it.effect.each([
    [[], "items is required and must be non-empty"],
    [undefined, "items is required and must be non-empty"],
    ["", "items is required and must be non-empty"],
    ["rows", "items must be an array or another iterable of rows"],
    [5, "items must be an array or another iterable of rows"],
    [[{ a: 1 }, cycle], "items[1] cannot be serialized as JSON"],
    [[{ a: 1 }, { b: 2n }], "items[1] cannot be serialized as JSON"],
    [[{ a: 1 }, "text"], "items[1] must be an object"],
    [[{ a: 1 }, null], "items[1] must be an object"],
    [[{ toJSON: () => "text" }], "items[0] is not a JSON object"]
  ] as ReadonlyArray<readonly [unknown, string]>)("refuses the rows %o before anything is sent", ([rows, message]) =>
    Effect.gen(function* () {
      const { result, requests } = yield* created({ task: "t", items: rows as EvalItems })
      expect(result).toMatchObject({
        failure: { _tag: "InvalidArgumentError", message: expect.stringContaining(message) }
      })
      expect(requests).toHaveLength(0)
    })
  )

  it.effect("reports an iterable of rows that throws", () =>
    Effect.gen(function* () {
      const { result } = yield* created({
        task: "t",
        items: (function* () {
          yield* items
          throw new Error("disk")
        })()
      })
      expect(result).toMatchObject({
        failure: { message: "the iteration of items failed", cause: { message: "disk" } }
      })
    })
  )

  it.effect.prop(
    "writes JSON objects as lines that parse to the same objects",
    [Schema.NonEmptyArray(Schema.Record(Schema.String, Schema.Json))],
    ([rows]) =>
      Effect.gen(function* () {
        const { requests } = yield* created({ task: "t", items: rows as EvalItems })
        const file = form(requests[0]?.body)[2]?.[1] as File
        const lines = (yield* Effect.promise(() => file.text())).split("\n")
        expect(lines.map((line) => JSON.parse(line))).toEqual(JSON.parse(JSON.stringify(rows)))
      })
  )
})

describe("the other operations on sets", () => {
  it.effect("unwrap the platform's response", () =>
    Effect.gen(function* () {
      const { layer } = platform({ ...routes, "DELETE /v1/eval-sets/es_1": {} })
      yield* ParetaClient.use((client) =>
        Effect.gen(function* () {
          expect((yield* client.evals.sets.list()).map((set) => set.id)).toEqual(["es_1"])
          expect((yield* client.evals.sets.retrieve("es_1")).taskId).toBe("t")
          expect(yield* client.evals.sets.delete("es_1")).toBeUndefined()
          expect(
            (yield* client.evals.frontierModels("t")).map((model) => [model.id, model.vision, model.benchmarked])
          ).toEqual([
            ["gpt-5.5", true, true],
            ["gemini-x", false, false],
            ["claude-opus-4-7", true, true]
          ])
        })
      ).pipe(Effect.provide(layer))
    })
  )

  it.effect("send the task of the roster only if one is given", () =>
    Effect.gen(function* () {
      const { layer, asked } = platform(routes)
      yield* ParetaClient.use((client) =>
        Effect.all([client.evals.frontierModels(), client.evals.frontierModels(""), client.evals.frontierModels("a b")])
      ).pipe(Effect.provide(layer))
      expect(asked()).toEqual([
        "GET /v1/eval/frontier-models",
        "GET /v1/eval/frontier-models",
        "GET /v1/eval/frontier-models?task=a+b"
      ])
    })
  )
})

describe("runs.create", () => {
  const started = (params: EvalRunCreateParams, key?: string) => {
    const { layer, requests, asked } = platform(routes)
    const call = ParetaClient.use((client) => client.evals.runs.create(params))
    return Effect.map(
      (key === undefined ? call : withRequestOptions(call, { idempotencyKey: key })).pipe(
        Effect.result,
        Effect.provide(layer)
      ),
      (result) => ({ result, requests, asked: asked() })
    )
  }

  it.effect(
    "on an existing set sends its id and the candidates, models then frontier, and returns the queued run",
    () =>
      Effect.gen(function* () {
        const { result, requests, asked } = yield* started({
          evalSet: "es_1",
          models: ["b", "a", "b"],
          frontier: ["z", "y"]
        })
        expect(result._tag === "Success" && result.success).toBeInstanceOf(EvalRun)
        expect(result).toMatchObject({
          success: { id: "run_1", status: "queued", isTerminal: false, cost: "0.00", costMicroUsd: 0 }
        })
        expect(asked).toEqual(["POST /v1/eval-runs"])
        expect(requests[0]?.body).toBe('{"eval_set_id":"es_1","candidate_model_ids":["b","a","b","z","y"]}')
      })
  )

  it.effect("on rows creates the set first", () =>
    Effect.gen(function* () {
      const { asked, requests } = yield* started({ task: "t", items, models: ["a"], name: "mine" })
      expect(asked).toEqual(["POST /v1/eval-sets", "POST /v1/eval-runs"])
      expect(form(requests[0]?.body)[1]).toEqual(["name", "mine"])
      expect(requests[1]?.body).toContain('"eval_set_id":"es_1"')
    })
  )

  it.effect.each([
    ["all", ["a", "gpt-5.5", "gemini-x", "claude-opus-4-7"]],
    ["benchmarked", ["a", "gpt-5.5", "claude-opus-4-7"]],
    ["none", ["a"]],
    [null, ["a"]],
    [undefined, ["a"]],
    [[], ["a"]]
  ] as ReadonlyArray<readonly [FrontierSpec | undefined, ReadonlyArray<string>]>)(
    "with the frontier %j sends the candidates %j",
    ([frontier, ids]) =>
      Effect.gen(function* () {
        const { requests } = yield* started({ evalSet: "es_1", task: "t", models: ["a"], frontier })
        expect(JSON.parse(requests.at(-1)?.body as string).candidate_model_ids).toEqual(ids)
      })
  )

  it.effect("reads the task of the set if a keyword needs one", () =>
    Effect.gen(function* () {
      const { asked } = yield* started({ evalSet: "es_1", models: ["a"], frontier: "all" })
      expect(asked).toEqual(["GET /v1/eval-sets/es_1", "GET /v1/eval/frontier-models?task=t", "POST /v1/eval-runs"])
      const taskless = yield* started({ evalSet: "es_taskless", models: ["a"], frontier: "all" })
      expect(taskless.result).toMatchObject({
        failure: { message: "cannot resolve a frontier keyword without a task" }
      })
    })
  )

  const Ids = Schema.Array(Schema.NonEmptyString)

  it.effect.prop("sends any models, then any frontier models, in the order given", [Ids, Ids], ([models, frontier]) =>
    Effect.gen(function* () {
      if (models.length + frontier.length === 0) return
      const { requests } = yield* started({ evalSet: "es_1", models, frontier })
      expect(JSON.parse(requests[0]?.body as string).candidate_model_ids).toEqual([...models, ...frontier])
    })
  )

  it.effect("accepts frontier models alone", () =>
    Effect.map(started({ evalSet: "es_1", models: [], frontier: ["z"] }), ({ requests }) =>
      expect(requests[0]?.body).toContain('["z"]')
    )
  )

  it.effect.each([
    [{ task: "t", items, models: [] }, "models is required (the open candidates to evaluate)"],
    [{ task: "t", items }, "models is required (the open candidates to evaluate)"],
    [{ task: "t", items, models: "auto" }, "models must be a list of ids"],
    [{ task: "t", items, models: ["a", null] }, "models[1] must be the id of a model"],
    [
      { task: "t", items, models: ["a"], frontier: "everything" },
      "unknown frontier keyword 'everything' (use 'all'/'benchmarked'/'none' or a list)"
    ],
    [
      { task: "t", items, models: ["a"], frontier: 3 },
      "frontier must be null, a list of ids, or 'all'/'benchmarked'/'none'"
    ],
    [{ task: "t", items, models: ["a"], frontier: ["z", ""] }, "frontier[1] must be the id of a model"],
    [{ models: ["a"] }, "pass evalSet: <id>, or task + items to create one"],
    [{ task: "t", models: ["a"] }, "pass evalSet: <id>, or task + items to create one"],
    [{ task: "t", items: [], models: ["a"] }, "items is required and must be non-empty"],
    [{ task: "t", items: [{ a: 1n }], models: ["a"] }, "items[0] cannot be serialized as JSON (a cycle, or a BigInt?)"]
  ] as ReadonlyArray<readonly [unknown, string]>)("refuses %o before a set is created", ([params, message]) =>
    Effect.gen(function* () {
      const { result, asked } = yield* started(params as EvalRunCreateParams)
      expect(result).toMatchObject({ failure: { _tag: "InvalidArgumentError", message } })
      expect(asked).toEqual([])
    })
  )

  it.effect("derives a key for each of its POSTs from the caller's key", () =>
    Effect.gen(function* () {
      const inline = yield* started({ task: "t", items, models: ["a"] }, "order-1")
      expect(inline.requests.map((request) => request.headers["Idempotency-Key"])).toEqual([
        "order-1:set",
        "order-1:run"
      ])
      const single = yield* started({ evalSet: "es_1", models: ["a"] }, "order-1")
      expect(single.requests.map((request) => request.headers["Idempotency-Key"])).toEqual(["order-1"])
    })
  )

  it.effect("fails if the response has no run id", () =>
    Effect.gen(function* () {
      const { layer } = platform({ ...routes, "POST /v1/eval-runs": { status: "queued" } })
      const failure = yield* ParetaClient.use((client) =>
        client.evals.runs.createAndWait({ evalSet: "es_1", models: ["a"] })
      ).pipe(Effect.flip, Effect.provide(layer))
      expect(failure._tag).toBe("APIResponseValidationError")
    })
  )
})

describe("waiting for a run", () => {
  const state = (status: string, more: object = {}): Answer =>
    json({ run: { id: "run_1", status, ...more }, results: [] })
  const trouble: Answer = new Response("{}", { status: 503 })

  /** Waits with these responses to its polls. Returns the times of the polls, and the outcome. */
  const waited = (answers: ReadonlyArray<Answer>, options: WaitOptions | undefined, milliseconds: number) =>
    Effect.gen(function* () {
      const clock = yield* Clock.Clock
      const begun = clock.currentTimeMillisUnsafe()
      const polls: Array<number> = []
      const { fetch } = scriptedFetch(...answers)
      const timed: typeof fetch = (url, init) => {
        polls.push(clock.currentTimeMillisUnsafe() - begun)
        return fetch(url, init)
      }
      const fiber = yield* ParetaClient.use((client) => client.evals.runs.wait("run_1", options)).pipe(
        Effect.result,
        Effect.provide(ParetaClient.layerFetch({ apiKey, maxRetries: 0, fetch: timed })),
        Effect.forkChild
      )
      for (let passed = 0; passed <= milliseconds; passed += 500) {
        yield* settle
        yield* TestClock.adjust(500)
      }
      yield* settle
      const exit = fiber.pollUnsafe()
      yield* Fiber.interrupt(fiber)
      return { polls, result: exit?._tag === "Success" ? exit.value : undefined }
    })

  it.effect("polls at once, then every 3 seconds, until it is completed", () =>
    Effect.gen(function* () {
      const { polls, result } = yield* waited(
        [state("queued"), state("running"), state("evaluating"), state("completed")],
        undefined,
        12_000
      )
      expect(polls).toEqual([0, 3000, 6000, 9000])
      expect(result).toMatchObject({ _tag: "Success", success: { id: "run_1", status: "completed" } })
    })
  )

  it.effect("returns a failed run", () =>
    Effect.map(waited([state("failed", { error_detail: "no credit" })], undefined, 0), ({ result }) =>
      expect(result).toMatchObject({ success: { status: "failed", errorDetail: "no credit", isTerminal: true } })
    )
  )

  it.effect("continues after an unknown status", () =>
    Effect.map(waited([state("paused"), state("completed")], undefined, 4000), ({ polls }) =>
      expect(polls).toHaveLength(2)
    )
  )

  it.effect("gives up when the time is up, after a last poll, with the run's id and last status", () =>
    Effect.gen(function* () {
      const { polls, result } = yield* waited(
        [state("running")],
        { pollInterval: "4 seconds", timeout: "10 seconds" },
        20_000
      )
      expect(polls).toEqual([0, 4000, 8000, 10_000])
      expect(result).toMatchObject({
        _tag: "Failure",
        failure: {
          _tag: "EvalTimeoutError",
          message: "eval run run_1 did not finish within 10s",
          runId: "run_1",
          lastStatus: "running"
        }
      })
    })
  )

  it.effect("polls once with a timeout of 0", () =>
    Effect.gen(function* () {
      const over = yield* waited([state("completed")], { timeout: 0 }, 0)
      expect(over.result).toMatchObject({ _tag: "Success" })
      const running = yield* waited([state("running")], { timeout: 0 }, 1000)
      expect(running.polls).toEqual([0])
      expect(running.result).toMatchObject({ failure: { _tag: "EvalTimeoutError" } })
    })
  )

  it.effect("polls without a pause with an interval of 0", () =>
    Effect.gen(function* () {
      const { polls } = yield* waited(
        [...Array<Answer>(5).fill(state("running")), state("completed")],
        { pollInterval: 0 },
        5000
      )
      expect(polls).toHaveLength(6)
    })
  )

  it.effect("tolerates three temporary failures in a row, but not four", () =>
    Effect.gen(function* () {
      const borne = yield* waited(
        [state("running"), trouble, trouble, trouble, state("running"), trouble, state("completed")],
        undefined,
        20_000
      )
      expect(borne.result).toMatchObject({ _tag: "Success" })
      const four = yield* waited([state("running"), trouble, trouble, trouble, trouble], undefined, 20_000)
      expect(four.polls).toHaveLength(5)
      expect(four.result).toMatchObject({
        failure: { _tag: "EndpointNotReadyError", runId: "run_1", lastStatus: "running" }
      })
    })
  )

  it.effect.each([401, 403, 404])("fails at once on status %i", (status) =>
    Effect.gen(function* () {
      const { polls, result } = yield* waited([state("running"), new Response("{}", { status })], undefined, 10_000)
      expect(polls).toHaveLength(2)
      expect(result).toMatchObject({ failure: { status, runId: "run_1" } })
    })
  )

  it.effect("gives up in time even if a poll hangs: it is bounded by what is left and a second", () =>
    Effect.gen(function* () {
      const hanging: Answer = () => new Promise(() => {})
      const { polls, result } = yield* waited([state("running"), hanging], { timeout: "5 seconds" }, 10_000)
      expect(polls).toEqual([0, 3000])
      expect(result).toMatchObject({
        failure: { _tag: "EvalTimeoutError", lastStatus: "running", cause: { _tag: "APITimeoutError" } }
      })
    })
  )

  it.effect("makes the first poll even with a timeout of 0, for a second at most", () =>
    Effect.gen(function* () {
      const { polls, result } = yield* waited([() => new Promise(() => {})], { timeout: 0 }, 2000)
      expect(polls).toEqual([0])
      expect(result).toMatchObject({ failure: { _tag: "EvalTimeoutError", lastStatus: null } })
    })
  )

  it.effect("gives up in time even if polls fail", () =>
    Effect.map(waited([trouble], { timeout: "4 seconds" }, 10_000), ({ result }) =>
      expect(result).toMatchObject({ failure: { _tag: "EvalTimeoutError", lastStatus: null } })
    )
  )

  it.effect.each([{ pollInterval: -1 }, { timeout: Number.NaN }, { timeout: "soon" as "1 second" }])(
    "refuses %o",
    (options) =>
      Effect.gen(function* () {
        const { polls, result } = yield* waited([state("completed")], options, 0)
        expect(polls).toEqual([])
        expect(result).toMatchObject({ failure: { _tag: "InvalidArgumentError" } })
      })
  )

  it.effect.each(["", null, undefined])("refuses the id %j", (id) =>
    Effect.gen(function* () {
      const { fetch, requests } = scriptedFetch(state("completed"))
      const failure = yield* ParetaClient.use((client) => client.evals.runs.wait(id as string)).pipe(
        Effect.flip,
        Effect.provide(ParetaClient.layerFetch({ apiKey, fetch }))
      )
      expect(failure._tag).toBe("InvalidArgumentError")
      expect(requests).toHaveLength(0)
    })
  )

  it.effect("stops polling when it is interrupted", () =>
    Effect.gen(function* () {
      const { fetch, requests } = scriptedFetch(state("running"))
      const fiber = yield* ParetaClient.use((client) => client.evals.runs.wait("run_1")).pipe(
        Effect.provide(ParetaClient.layerFetch({ apiKey, fetch })),
        Effect.forkChild
      )
      yield* settle
      yield* Fiber.interrupt(fiber)
      yield* TestClock.adjust("1 minute")
      expect(requests).toHaveLength(1)
    })
  )

  it.effect("watch yields each state", () =>
    Effect.gen(function* () {
      const { fetch } = scriptedFetch(state("queued"), state("running"), state("completed"))
      const fiber = yield* ParetaClient.use((client) =>
        Stream.runCollect(
          Stream.map(client.evals.runs.watch("run_1", { pollInterval: "1 second" }), (run) => run.status)
        )
      ).pipe(Effect.provide(ParetaClient.layerFetch({ apiKey, fetch })), Effect.forkChild)
      for (let second = 0; second < 3; second++) {
        yield* settle
        yield* TestClock.adjust("1 second")
      }
      expect(yield* Fiber.join(fiber)).toEqual(["queued", "running", "completed"])
    })
  )
})
