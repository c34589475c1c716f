import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import * as core from "@pareta/core"
import { ParetaClient } from "@pareta/core"
import * as Effect from "effect/Effect"
import * as pareta from "pareta"
import { describe, expect, it } from "vitest"

describe("the values of the package", () => {
  it("include the documented ones", () => {
    const documented = [
      "Pareta",
      "VERSION",
      "ParetaError",
      "APIConnectionError",
      "APITimeoutError",
      "APIStatusError",
      "BadRequestError",
      "AuthenticationError",
      "InsufficientCreditsError",
      "PermissionDeniedError",
      "NotFoundError",
      "ConflictError",
      "RateLimitError",
      "EndpointNotReadyError",
      "BaseModel",
      "Usage",
      "Message",
      "Choice",
      "ChatCompletion",
      "ChatCompletionChunk",
      "Model",
      "ModelList",
      "Endpoint",
      "EndpointMetrics",
      "Task",
      "TaskMatch",
      "TaskMatchCandidate",
      "EvalSet",
      "EvalRun",
      "EvalResult",
      "EvalItemResult",
      "Leaderboard",
      "LeaderboardEntry",
      "FrontierModel",
      "Rerank",
      "RerankResult",
      "Embeddings",
      "Speech",
      "Transcription",
      "ImageGeneration",
      "EvalSets",
      "EvalRuns"
    ]
    expect(Object.keys(pareta)).toEqual(expect.arrayContaining(documented))
  })

  it("have the client as the default export", () => {
    expect(pareta.default).toBe(pareta.Pareta)
  })

  it("include the classes of the namespaces", () => {
    const { evals, endpoints } = new pareta.Pareta({ apiKey: "pareta_sk_test_exports" })
    expect(evals.sets).toBeInstanceOf(pareta.EvalSets)
    expect(evals.runs).toBeInstanceOf(pareta.EvalRuns)
    expect(endpoints.metrics("ep")).toBeInstanceOf(pareta.EndpointMetrics)
  })
})

describe("both packages", () => {
  const { Pareta } = pareta
  const client = new Pareta({ apiKey: "pareta_sk_test_exports" })

  it("export the same models and errors", () => {
    const classes = Object.entries(core).filter(
      ([, value]) =>
        typeof value === "function" &&
        (value.prototype instanceof core.BaseModel || value.prototype instanceof core.ParetaError)
    )
    expect(classes.length).toBeGreaterThan(30)
    expect(Object.keys(pareta)).toEqual(expect.arrayContaining(classes.map(([name]) => name)))
  })

  it("have the same operations", async () => {
    const inEffect = await Effect.runPromise(
      ParetaClient.use((service) => Effect.succeed(service)).pipe(Effect.provide(ParetaClient.layerTest({})))
    )
    // With Promises, these are overloads of `create`, `deploy` and `start`, and a method of the stream.
    const overloads = [
      "chat.completions.stream",
      "chat.completions.open",
      "endpoints.deployAndWait",
      "endpoints.startAndWait",
      "evals.runs.createAndWait",
      "agent.chat.completions.stream",
      "agent.chat.completions.open"
    ]
    const operations = operationsOf(inEffect)
    expect(operations.length).toBeGreaterThan(25)
    const missing = operations.filter((path) => typeof memberOf(client, path) !== "function")
    expect(missing).toEqual(overloads)
  })
})

/** The paths of the functions of an object. */
const operationsOf = (namespace: object, path = ""): ReadonlyArray<string> =>
  Object.entries(namespace).flatMap(([name, member]) =>
    typeof member === "function" ? [`${path}${name}`] : operationsOf(member, `${path}${name}.`)
  )

const memberOf = (client: object, path: string): unknown =>
  path.split(".").reduce<unknown>((object, name) => (object as { readonly [name: string]: unknown })?.[name], client)

describe("the public sources", () => {
  const sources = ["../src", "../../core/src"].flatMap((root) => {
    const directory = fileURLToPath(new URL(root, import.meta.url))
    return readdirSync(directory, { recursive: true, encoding: "utf8" })
      .filter((name) => name.endsWith(".ts"))
      .map((name) => join(directory, name))
  })

  it("name no hardware", () => {
    const hardware = /hardware|gpu|cuda|vram|accelerator|\b[ahl]\d{2,3}\b/i
    expect(sources.length).toBeGreaterThan(20)
    expect(sources.filter((source) => hardware.test(readFileSync(source, "utf8")))).toEqual([])
  })
})

describe("models", () => {
  it.each([
    pareta.ChatCompletion,
    pareta.ChatCompletionChunk,
    pareta.Choice,
    pareta.Message,
    pareta.Usage,
    pareta.Model,
    pareta.ModelList,
    pareta.Endpoint,
    pareta.Task,
    pareta.TaskMatch,
    pareta.TaskMatchCandidate,
    pareta.Capability,
    pareta.Leaderboard,
    pareta.LeaderboardEntry,
    pareta.FrontierModel,
    pareta.EvalSet,
    pareta.EvalRun,
    pareta.EvalResult,
    pareta.EvalItemResult,
    pareta.Rerank,
    pareta.RerankResult,
    pareta.Embeddings,
    pareta.Speech,
    pareta.Transcription,
    pareta.ImageGeneration
  ])("%o can be constructed from nothing", (Model) => {
    for (const wire of [undefined, null, {}]) {
      const model = new Model(wire as never)
      expect(model).toBeInstanceOf(pareta.BaseModel)
      expect(model.raw).toEqual({})
      expect(model.get("nothing", "fallback")).toBe("fallback")
    }
  })

  it("keep the wire object: raw and toDict return it, JSON.stringify writes it, get reads it", () => {
    const wire = { id: "e", name: "n", status: "live", extra: { deep: 1 }, none: null }
    const endpoint = new pareta.Endpoint(wire)
    expect(endpoint.raw).toBe(wire)
    expect(endpoint.toDict()).toBe(wire)
    expect(JSON.parse(JSON.stringify(endpoint))).toEqual(wire)
    expect([endpoint.get("extra"), endpoint.get("none", 1), endpoint.get("nope"), endpoint.get("nope", 1)]).toEqual([
      { deep: 1 },
      null,
      undefined,
      1
    ])
    expect(Object.keys(endpoint)).not.toContain("raw")
  })

  it("can be read through a Proxy", () => {
    const proxy = new Proxy(new pareta.Usage({ total_tokens: 3 }), {})
    expect(proxy.totalTokens).toBe(3)
    expect(proxy.toJSON()).toMatchObject({ totalTokens: 3 })
  })

  it("can be iterated and counted in a list", () => {
    const list = new pareta.ModelList({ data: [{ id: "a" }, { id: "b", owned_by: "pareta", created: 3 }] })
    expect([list.length, [...list].map((model) => model.id), list.data[1]?.ownedBy]).toEqual([2, ["a", "b"], "pareta"])
  })

  it("include chunks, which are completions too", () => {
    expect(new pareta.ChatCompletionChunk()).toBeInstanceOf(pareta.ChatCompletion)
  })

  const result = { model_id: "m", kind: "open", quality_mean: 0, n_succeeded: 0, per_item: [{ idx: 0, score: 0 }] }

  it.each([
    ["Task", new pareta.Task(), { id: "", defaultScorer: null, hasBlobInput: false, examples: [] }],
    [
      "Task",
      new pareta.Task({ id: "t", default_scorer: "f1", has_blob_input: true }),
      { id: "t", defaultScorer: "f1", hasBlobInput: true, outputSchemaRole: null, goldSchema: null }
    ],
    [
      "TaskMatch",
      new pareta.TaskMatch(),
      { matched: false, type: "none", chosen: null, capability: null, candidates: [], ambiguous: false, query: null }
    ],
    [
      "TaskMatchCandidate",
      new pareta.TaskMatchCandidate({ task_id: "t", score: 0, confidence: "low" }),
      { taskId: "t", score: 0, confidence: "low" }
    ],
    [
      "Capability",
      new pareta.Capability({ id: "chat", label: "Chat", category: "c", category_id: "i", desc: "d" }),
      { id: "chat", label: "Chat", category: "c", categoryId: "i", desc: "d" }
    ],
    [
      "Leaderboard",
      new pareta.Leaderboard(),
      { taskId: null, metric: null, costUnit: null, recommended: null, models: [], frontier: null }
    ],
    [
      "LeaderboardEntry",
      new pareta.LeaderboardEntry({
        name: "n",
        quality: 0,
        cost_per_request_micro_usd: 0,
        context_k: 8,
        run_mode: "r"
      }),
      { name: "n", kind: null, quality: 0, costPerRequestMicroUsd: 0, contextK: 8, runMode: "r" }
    ],
    [
      "FrontierModel",
      new pareta.FrontierModel({ id: "f", vendor: "v", vision: true }),
      { id: "f", vendor: "v", vision: true, benchmarked: false }
    ],
    [
      "EvalSet",
      new pareta.EvalSet({ id: "e", task_id: "t", name: "n", item_count: 0, scoring_strategy: "s" }),
      { id: "e", taskId: "t", name: "n", itemCount: 0, scoringStrategy: "s" }
    ],
    [
      "EvalRun",
      new pareta.EvalRun(),
      { id: "", status: null, isTerminal: false, candidateModels: [], costMicroUsd: 0, cost: "0.00", results: [] }
    ],
    [
      "EvalRun",
      new pareta.EvalRun({
        run: { id: "r", eval_set_id: "e", status: "failed", candidate_model_ids: ["m"], error_detail: "d" },
        results: [result]
      }),
      { id: "r", evalSetId: "e", isTerminal: true, candidateModels: ["m"], errorDetail: "d" }
    ],
    [
      "EvalResult",
      new pareta.EvalResult(result),
      { modelId: "m", kind: "open", qualityMean: 0, qualityCiLow: null, nSucceeded: 0, errorCount: null }
    ],
    ["EvalItemResult", new pareta.EvalResult(result).perItem[0], { idx: 0, score: 0, prediction: null, error: null }]
  ])("%s reads the wire, and an absent field as null", (_, model, expected) => {
    expect(model).toMatchObject(expected)
  })
})
