import { describe, expect, it } from "@effect/vitest"
import { Capability, ParetaClient, Task, TaskMatch, TaskMatchCandidate } from "@pareta/core"
import * as Effect from "effect/Effect"
import { apiKey, json, scriptedFetch } from "../ScriptedFetch.ts"

const tasks = <A, E>(answer: unknown, use: (tasks: ParetaClient["Service"]["tasks"]) => Effect.Effect<A, E>) =>
  Effect.gen(function* () {
    const { fetch, requests } = scriptedFetch(json(answer))
    const result = yield* ParetaClient.use((client) => use(client.tasks)).pipe(
      Effect.result,
      Effect.provide(ParetaClient.layerFetch({ apiKey, maxRetries: 0, fetch }))
    )
    return { result, requests }
  })

const matched = (answer: object) =>
  Effect.map(
    tasks(answer, (api) => api.match("pull the parties out of contracts")),
    ({ result }) => (result._tag === "Success" ? result.success : undefined)
  )

describe("list and retrieve", () => {
  it.effect("return Tasks", () =>
    Effect.gen(function* () {
      const wire = {
        id: "contract-key-fields",
        default_scorer: "field_f1",
        has_blob_input: true,
        gold_schema: { a: 1 }
      }
      const list = yield* tasks({ tasks: [wire, { id: "text-to-sql" }] }, (api) => api.list())
      expect(list.result).toMatchObject({
        success: [
          { id: "contract-key-fields", defaultScorer: "field_f1", hasBlobInput: true, examples: [] },
          { id: "text-to-sql", defaultScorer: null, hasBlobInput: false }
        ]
      })
      const one = yield* tasks({ ...wire, examples: [{ input: "a" }] }, (api) =>
        api.retrieve("contract-key-fields", { examplesN: 1 })
      )
      expect(one.result._tag === "Success" && one.result.success).toBeInstanceOf(Task)
      expect(one.result).toMatchObject({ success: { examples: [{ input: "a" }], raw: { gold_schema: { a: 1 } } } })
      expect(one.requests[0]?.url).toBe("https://api.pareta.ai/v1/tasks/contract-key-fields?examples_n=1")
    })
  )

  it.effect("read the schemas of a row: of the input, the answer and the expected answer", () =>
    Effect.gen(function* () {
      const described = {
        id: "contract-key-fields",
        input_schema: { type: "object" },
        output_schema: { title: "summary" },
        output_schema_role: "summary",
        gold_schema: { title: "gold" }
      }
      const list = yield* tasks(
        { tasks: [described, { id: "a", output_schema_role: "gold", gold_schema: null }, { id: "b" }] },
        (api) => api.list()
      )
      expect(list.result).toMatchObject({
        success: [
          {
            inputSchema: { type: "object" },
            outputSchema: { title: "summary" },
            outputSchemaRole: "summary",
            goldSchema: { title: "gold" }
          },
          { inputSchema: null, outputSchema: null, outputSchemaRole: "gold", goldSchema: null },
          { inputSchema: null, outputSchema: null, outputSchemaRole: null, goldSchema: null }
        ]
      })
    })
  )

  it.effect.each([
    [undefined, ""],
    [{}, ""],
    [{ examplesN: 0 }, "?examples_n=0"],
    [{ examplesN: 3 }, "?examples_n=3"]
  ] as const)("retrieve with %j sends the query %j", ([options, query]) =>
    Effect.map(
      tasks({ id: "t" }, (api) => api.retrieve("t", options)),
      ({ requests }) => expect(requests[0]?.url).toBe(`https://api.pareta.ai/v1/tasks/t${query}`)
    )
  )
})

describe("match", () => {
  it.effect("sends the query untrimmed, and always a top_k", () =>
    Effect.gen(function* () {
      const first = yield* tasks({}, (api) => api.match(" invoices "))
      const second = yield* tasks({}, (api) => api.match("invoices", { topK: 2 }))
      expect(first.requests[0]?.body).toBe('{"query":" invoices ","top_k":5}')
      expect(second.requests[0]?.body).toBe('{"query":"invoices","top_k":2}')
    })
  )

  it.effect.each(["", "  \n", undefined as unknown as string])("refuses the query %j", (query) =>
    Effect.gen(function* () {
      const { result, requests } = yield* tasks({}, (api) => api.match(query))
      expect(result).toMatchObject({ failure: { _tag: "InvalidArgumentError", message: "query is required" } })
      expect(requests).toHaveLength(0)
    })
  )

  it.effect("returns a task", () =>
    Effect.gen(function* () {
      const match = yield* matched({
        query: "q",
        type: "task",
        matched: true,
        matcher: "reason",
        ambiguous: false,
        reasoning: "because",
        confidence: "high",
        chosen: { task_id: "contract-key-fields", score: null, confidence: "high", rank: 0 },
        capability: null,
        candidates: [{ task_id: "contract-key-fields" }]
      })
      expect(match).toBeInstanceOf(TaskMatch)
      expect(match).toMatchObject({
        matched: true,
        type: "task",
        reasoning: "because",
        confidence: "high",
        capability: null
      })
      expect(match?.matched && match.chosen).toBeInstanceOf(TaskMatchCandidate)
      expect(match?.matched && match.chosen.taskId).toBe("contract-key-fields")
      expect(match?.candidates).toHaveLength(1)
    })
  )

  it.effect("returns a task from an older response without a type", () =>
    Effect.map(
      matched({ matched: true, chosen: { task_id: "t", score: 0.71, confidence: "high" }, candidates: [] }),
      (match) => expect(match).toMatchObject({ matched: true, type: "task", chosen: { score: 0.71 }, confidence: null })
    )
  )

  it.effect("returns a capability as not matched, though the wire says matched", () =>
    Effect.gen(function* () {
      const match = yield* matched({
        type: "capability",
        matched: true,
        chosen: null,
        capability: { id: "chat", label: "Chat", category: "General", category_id: "general", desc: "d" },
        candidates: []
      })
      expect(match).toMatchObject({ matched: false, type: "capability", chosen: null, raw: { matched: true } })
      expect(match?.type === "capability" && match.capability).toBeInstanceOf(Capability)
      expect(match?.type === "capability" && match.capability.categoryId).toBe("general")
    })
  )

  it.effect.each([
    [{ type: "unsupported", matched: false, chosen: null, candidates: [] }, "unsupported"],
    [{ type: "none", matched: false, chosen: null, candidates: [{ task_id: "t", score: 0.1 }] }, "none"],
    [{ matched: false, candidates: [] }, "none"],
    [{}, "none"]
  ] as const)("reads %j as %s", ([answer, type]) =>
    Effect.map(matched(answer), (match) =>
      expect(match).toMatchObject({ matched: false, type, chosen: null, capability: null })
    )
  )
})

describe("leaderboard and recommended", () => {
  const board = {
    task_id: "t",
    metric: "F1",
    cost_unit: "per_request",
    recommended: "qwen-vl-2",
    models: [
      {
        name: "qwen-vl-2",
        kind: "open",
        quality: 0.926,
        cost_per_request_micro_usd: 3800,
        context_k: 32,
        run_mode: "rte"
      }
    ],
    frontier: { name: "claude-opus-4-7", quality: 0.919 }
  }

  it.effect("send the same request", () =>
    Effect.gen(function* () {
      const { result, requests } = yield* tasks(board, (api) =>
        Effect.all([api.leaderboard("t"), api.recommended("t")])
      )
      expect(requests.map((request) => request.url)).toEqual(
        Array(2).fill("https://api.pareta.ai/v1/tasks/t/leaderboard")
      )
      expect(result).toMatchObject({
        success: [
          {
            taskId: "t",
            metric: "F1",
            costUnit: "per_request",
            models: [
              {
                name: "qwen-vl-2",
                kind: "open",
                quality: 0.926,
                costPerRequestMicroUsd: 3800,
                contextK: 32,
                runMode: "rte"
              }
            ],
            frontier: { name: "claude-opus-4-7", kind: null }
          },
          "qwen-vl-2"
        ]
      })
    })
  )

  it.effect("accept an empty leaderboard", () =>
    Effect.map(
      tasks({}, (api) => Effect.all([api.leaderboard("t"), api.recommended("t")])),
      ({ result }) =>
        expect(result).toMatchObject({ success: [{ models: [], frontier: null, recommended: null }, null] })
    )
  )
})

it.effect.each(["", null, ".."])("the id %j is refused before anything is sent", (id) =>
  Effect.gen(function* () {
    for (const name of ["retrieve", "leaderboard", "recommended"] as const) {
      const { result, requests } = yield* tasks({}, (api) => api[name](id as string) as Effect.Effect<unknown, unknown>)
      expect(result).toMatchObject({ failure: { _tag: "InvalidArgumentError" } })
      expect(requests).toHaveLength(0)
    }
  })
)
