import { createEmulator } from "@pareta/emulator"
import { describe, expect, it } from "vitest"
import { findTask, tasks } from "../../src/catalogue/Catalogue.ts"
import { call, detailOf, namedEventsOf } from "../Wire.ts"

const get = async (path: string, emulator = createEmulator()) => (await call(emulator, "GET", path)).json()

interface Leaderboard {
  readonly recommended: string | null
  readonly models: ReadonlyArray<{ readonly name: string; readonly kind: string; readonly quality: number | null }>
  readonly frontier: Record<string, unknown> | null
}

describe("tasks.list", () => {
  it("lists the tasks of the documentation, each with its scorer", async () => {
    const listed = (await get("/v1/tasks")) as { readonly tasks: ReadonlyArray<Record<string, unknown>> }
    const byId = new Map(listed.tasks.map((task) => [task["id"], task]))
    expect(byId.size).toBe(tasks.length)
    expect(byId.get("contract-key-fields")).toMatchObject({ default_scorer: "field_f1", has_blob_input: true })
    expect(byId.get("intent-classification")).toMatchObject({ default_scorer: "macro_joint_f1", has_blob_input: false })
    expect(byId.get("text-to-sql")).toMatchObject({ default_scorer: "execution_accuracy" })
    for (const id of [
      "doc-classification",
      "icd-coding",
      "contract-kie",
      "general-chat",
      "general-asr",
      "custom-eval"
    ]) {
      expect(byId.has(id)).toBe(true)
    }
  })

  it.each([
    ["general-chat", "judge"],
    ["general-asr", "wer"],
    ["general-tts", null],
    ["document-reranking", "ndcg_at_10"],
    ["text-embedding", "ndcg_at_10"],
    ["custom-eval", "judge_panel"]
  ])("scores %s by %s", async (id, scorer) => {
    expect(await get(`/v1/tasks/${id}`)).toMatchObject({ default_scorer: scorer })
  })

  it.each(["document-reranking", "text-embedding", "custom-eval"])("has %s only in generation 3", async (id) => {
    for (const [surface, status] of [
      ["0.2", 404],
      ["all", 200],
      ["3", 200]
    ] as const) {
      const emulator = createEmulator({ surface })
      const { tasks: listed } = (await get("/v1/tasks", emulator)) as { tasks: ReadonlyArray<{ id: string }> }
      expect(listed.some((task) => task.id === id)).toBe(status === 200)
      for (const path of [`/v1/tasks/${id}`, `/v1/tasks/${id}/leaderboard`, `/v1/eval/frontier-models?task=${id}`]) {
        expect((await call(emulator, "GET", path)).status).toBe(status)
      }
    }
  })

  it("is not billed", async () => {
    const emulator = createEmulator({ balanceMicroUsd: 0 })
    for (const path of ["/v1/tasks", "/v1/tasks/icd-coding/leaderboard", "/v1/eval/frontier-models"]) {
      expect((await call(emulator, "GET", path)).status).toBe(200)
    }
    expect((await call(emulator, "POST", "/v1/tasks/match", { query: "contracts" })).status).toBe(200)
  })

  it.each(["/v1/tasks", "/v1/tasks/icd-coding", "/v1/tasks/icd-coding/leaderboard", "/v1/eval/frontier-models"])(
    "needs a key for %s",
    async (path) => {
      expect((await createEmulator().fetch(`https://api.pareta.ai${path}`)).status).toBe(401)
    }
  )
})

describe("tasks.retrieve", () => {
  it("returns the task itself, without examples unless requested", async () => {
    const task = await get("/v1/tasks/contract-key-fields")
    expect(task).toMatchObject({ id: "contract-key-fields", default_scorer: "field_f1", has_blob_input: true })
    expect(task).not.toHaveProperty("examples")
  })

  it.each([
    [0, 0],
    [2, 2],
    [100, 3]
  ])("with examples_n=%i, returns %i rows", async (asked, given) => {
    const task = (await get(`/v1/tasks/contract-key-fields?examples_n=${asked}`)) as {
      examples: ReadonlyArray<unknown>
    }
    expect(task.examples.length).toBe(given)
    for (const row of task.examples) expect(row).toMatchObject({ input: {}, expected: {} })
  })

  it.each([
    ["contract-key-fields", "summary", { properties: { parties: { type: "array" } } }],
    ["contract-kie", "summary", { properties: { parties: { type: "array" } } }],
    ["invoice-extraction", "gold", null],
    ["general-chat", "gold", null]
  ])("describes the answers to %s, in the role %s", async (id, role, gold) => {
    expect(await get(`/v1/tasks/${id}`)).toMatchObject({
      input_schema: { type: "object" },
      output_schema: {},
      output_schema_role: role,
      gold_schema: gold
    })
  })

  it("treats a parameter without a value as absent", async () => {
    expect(await get("/v1/tasks/icd-coding?examples_n=")).not.toHaveProperty("examples")
  })

  it("rejects an examples_n that is not a count", async () => {
    for (const asked of ["-1", "two", "1.5"]) {
      expect((await call(createEmulator(), "GET", `/v1/tasks/icd-coding?examples_n=${asked}`)).status).toBe(422)
    }
  })

  it("returns 404 for an unknown task", async () => {
    for (const path of ["/v1/tasks/nope", "/v1/tasks/nope/leaderboard", "/v1/eval/frontier-models?task=nope"]) {
      const response = await call(createEmulator(), "GET", path)
      expect([response.status, await detailOf(response)]).toEqual([404, "task 'nope' not found"])
    }
  })
})

describe("tasks.leaderboard", () => {
  it("ranks open and frontier models, best first, with the baseline separately", async () => {
    const board = await get("/v1/tasks/contract-key-fields/leaderboard")
    expect(board).toMatchObject({
      task_id: "contract-key-fields",
      metric: "F1",
      cost_unit: "per_request",
      recommended: "qwen-vl-2",
      frontier: { name: "claude-opus-4-7", kind: "frontier", quality: 0.919, cost_per_request_micro_usd: 28_800 }
    })
    expect((board as Leaderboard).models[1]).toEqual({
      name: "qwen-vl-1",
      kind: "open",
      quality: 0.926,
      cost_per_request_micro_usd: 3_800,
      context_k: 128,
      run_mode: "rte"
    })
    expect((board as Leaderboard).models.map((model) => model.name)).toContain("claude-opus-4-7")
  })

  it.each(tasks.map((task) => task.id))("of %s is sorted, and recommends the model that a deploy uses", async (id) => {
    const emulator = createEmulator()
    const board = (await get(`/v1/tasks/${id}/leaderboard`, emulator)) as Leaderboard
    const qualities = board.models.map((model) => model.quality ?? 0)
    expect(qualities).toEqual([...qualities].sort((left, right) => right - left))
    expect(board.recommended).toBe(findTask(id)?.recommended)
    if (board.recommended === null) return
    expect(board.models.find((model) => model.kind === "open")?.name).toBe(board.recommended)
    const deployed = namedEventsOf(await (await call(emulator, "POST", "/v1/endpoints", { task: id })).text())
    expect(deployed.at(-1)?.data.endpoint?.["model"]).toBe(board.recommended)
  })

  it("has no measured numbers for lanes", async () => {
    const board = (await get("/v1/tasks/general-chat/leaderboard")) as Leaderboard
    expect(board).toMatchObject({ recommended: "llama-1", frontier: { name: "claude-opus-4-7", quality: null } })
    for (const model of board.models) expect(model).toMatchObject({ quality: null, cost_per_request_micro_usd: null })
  })

  it.each(["general-chat", "general-vision", "general-agentic", "general-asr", "document-reranking", "text-embedding"])(
    "of the lane task %s has open models and the frontier",
    async (id) => {
      const board = (await get(`/v1/tasks/${id}/leaderboard`)) as Leaderboard
      expect(new Set(board.models.map((model) => model.kind))).toEqual(new Set(["open", "frontier"]))
      expect(board.frontier).toMatchObject({ kind: "frontier" })
    }
  )
})

describe("evals.frontierModels", () => {
  interface Roster {
    readonly frontier_models: ReadonlyArray<{ id: string; vendor: string; vision: boolean; benchmarked: boolean }>
    readonly task: string | null
  }

  it("returns all models without a task, none of them benchmarked", async () => {
    for (const query of ["", "?task="]) {
      const roster = (await get(`/v1/eval/frontier-models${query}`)) as Roster
      expect(roster.task).toBeNull()
      expect(roster.frontier_models.length).toBe(7)
      expect(roster.frontier_models.some((model) => model.benchmarked)).toBe(false)
      expect(roster.frontier_models.some((model) => !model.vision)).toBe(true)
    }
  })

  it("marks the models that are benchmarked on a task, and leaves out those without vision for documents", async () => {
    const roster = (await get("/v1/eval/frontier-models?task=contract-key-fields")) as Roster
    expect(roster.task).toBe("contract-key-fields")
    expect(roster.frontier_models.every((model) => model.vision)).toBe(true)
    expect(roster.frontier_models.filter((model) => model.benchmarked).map((model) => model.id)).toEqual([
      "claude-opus-4-7",
      "gpt-5.5",
      "gemini-3-1-pro"
    ])
    expect(roster.frontier_models[0]).toEqual({
      id: "claude-opus-4-7",
      vendor: "anthropic",
      vision: true,
      benchmarked: true
    })
  })

  it("marks no model for a lane, which has no benchmark", async () => {
    const roster = (await get("/v1/eval/frontier-models?task=general-chat")) as Roster
    expect(roster.frontier_models.some((model) => model.benchmarked)).toBe(false)
  })

  it("includes models without vision for text", async () => {
    const roster = (await get("/v1/eval/frontier-models?task=intent-classification")) as Roster
    expect(roster.frontier_models.map((model) => model.id)).toContain("gemini-x")
  })
})
