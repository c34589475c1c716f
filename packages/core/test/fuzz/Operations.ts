import type { ParetaClientService, ParetaError } from "@pareta/core"
import type * as Effect from "effect/Effect"
import { illTyped } from "./WellTyped.ts"
import { chatShape, fits, hasEvalSet, hasRun, isEndpoint, isObject, modelListShape, shapes } from "./WireModel.ts"

export interface Operation {
  readonly name: string
  readonly call: (client: ParetaClientService) => Effect.Effect<unknown, ParetaError>
  /** A valid response. */
  readonly answer: unknown
  /** Whether a response is valid. */
  readonly accepts: (answer: unknown) => boolean
  /** The parts of a result that are not as documented. */
  readonly problems: (result: unknown) => ReadonlyArray<string>
  /** The JSON of the result, if it is not the whole response. */
  readonly json?: (answer: { readonly [name: string]: unknown }) => unknown
}

const endpoint = {
  ...{ id: "ep_1", name: "n", model: "qwen-vl-1", status: "live", taskName: "t", task: "t", url: "https://x.example" },
  ...{ recommendedSystemPrompt: "p", promptScaffold: null, cost: { total: 1 } }
}

const completion = {
  ...{ id: "c", object: "chat.completion", created: 1, model: "m" },
  choices: [
    {
      index: 0,
      finish_reason: "stop",
      message: {
        ...{ role: "assistant", content: "a", refusal: null },
        tool_calls: [{ index: 0, id: "t", type: "function", function: { name: "f", arguments: "{}" } }]
      },
      logprobs: { content: [{ token: "a", logprob: -1 }] }
    }
  ],
  usage: { prompt_tokens: 1, completion_tokens: 2, total_tokens: 3, details: { cached: 0 } }
}

const anything = () => []

const listOf = (value: unknown) => (Array.isArray(value) ? value : [])

const allIllTyped = (result: unknown) => (Array.isArray(result) ? result.flatMap(illTyped) : ["not an array"])

const task = {
  id: "t",
  default_scorer: "field_f1",
  has_blob_input: true,
  examples: [{ input: "a" }],
  input_schema: { type: "object" },
  output_schema: { type: "object" },
  output_schema_role: "summary",
  gold_schema: { type: "object" }
}

const candidate = { task_id: "t", score: 0.5, confidence: "high" }

const entry = { name: "qwen-vl-1", kind: "open", quality: 0.9, cost_per_request_micro_usd: 1, context_k: 8 }

const board = { task_id: "t", metric: "f1", recommended: "qwen-vl-1", models: [entry], frontier: entry }

const evalSet = { id: "s", task_id: "t", name: "n", item_count: 2, scoring_strategy: "extraction" }

const evalRun = {
  run: {
    ...{ id: "r", eval_set_id: "s", status: "completed", candidate_model_ids: ["a"] },
    ...{ total_cost_micro_usd: 123_456, error_detail: null }
  },
  results: [
    {
      ...{ model_id: "a", kind: "open", quality_mean: 0.9, quality_ci_low: 0.8, quality_ci_high: 1 },
      ...{ mean_cost_micro_usd: 3, n_succeeded: 1, error_count: 1 },
      per_item: [{ idx: 0, score: 1, prediction: "p", error: null }]
    }
  ]
}

export const operations: ReadonlyArray<Operation> = [
  {
    name: "chat.completions.create",
    call: (client) => client.chat.completions.create({ model: "m", messages: [{ role: "user", content: "p" }] }),
    answer: completion,
    accepts: (answer) => fits(answer, chatShape),
    problems: illTyped
  },
  {
    name: "models.list",
    call: (client) => client.models.list(),
    answer: { object: "list", data: [{ id: "ep_1", object: "model", owned_by: "me", created: 1 }, { id: "ep_2" }] },
    accepts: (answer) => fits(answer, modelListShape),
    problems: illTyped
  },
  {
    name: "endpoints.list",
    call: (client) => client.endpoints.list(),
    answer: [endpoint, { name: "only" }],
    accepts: (answer) => Array.isArray(answer) && answer.every(isEndpoint),
    problems: allIllTyped
  },
  {
    name: "endpoints.retrieve",
    call: (client) => client.endpoints.retrieve("e"),
    answer: endpoint,
    accepts: isEndpoint,
    problems: illTyped
  },
  {
    name: "endpoints.start",
    call: (client) => client.endpoints.start("e"),
    answer: { ok: true },
    accepts: () => true,
    problems: anything
  },
  {
    name: "endpoints.metrics.cost",
    call: (client) => client.endpoints.metrics("e").cost(),
    answer: { dimension: "cost", total_micro_usd: 1, series: [{ at: "2026-01-01", value: 1 }] },
    accepts: isObject,
    problems: (result) => (isObject(result) ? [] : ["not an object"])
  },
  {
    name: "tasks.list",
    call: (client) => client.tasks.list(),
    answer: { tasks: [task, { id: "u" }] },
    accepts: (answer) => fits(answer, shapes.taskList),
    problems: allIllTyped,
    json: (answer) => listOf(answer["tasks"])
  },
  {
    name: "tasks.retrieve",
    call: (client) => client.tasks.retrieve("t"),
    answer: task,
    accepts: (answer) => fits(answer, shapes.task),
    problems: illTyped
  },
  {
    name: "tasks.match",
    call: (client) => client.tasks.match("read contracts"),
    answer: {
      ...{ query: "q", type: "task", matched: true, ambiguous: false, chosen: candidate, candidates: [candidate] },
      capability: { id: "c", label: "l", category: "k", category_id: "i", desc: "d" }
    },
    accepts: (answer) => fits(answer, shapes.match),
    problems: illTyped
  },
  {
    name: "tasks.leaderboard",
    call: (client) => client.tasks.leaderboard("t"),
    answer: board,
    accepts: (answer) => fits(answer, shapes.leaderboard),
    problems: illTyped
  },
  {
    name: "tasks.recommended",
    call: (client) => client.tasks.recommended("t"),
    answer: board,
    accepts: (answer) => fits(answer, shapes.leaderboard),
    problems: (result) => (result === null || typeof result === "string" ? [] : ["not a text"]),
    json: ({ recommended }) => (typeof recommended === "string" ? recommended : null)
  },
  {
    name: "evals.sets.list",
    call: (client) => client.evals.sets.list(),
    answer: { eval_sets: [evalSet] },
    accepts: (answer) => fits(answer, shapes.evalSetList),
    problems: allIllTyped,
    json: (answer) => listOf(answer["eval_sets"])
  },
  {
    name: "evals.sets.retrieve",
    call: (client) => client.evals.sets.retrieve("s"),
    answer: { eval_set: evalSet },
    accepts: hasEvalSet,
    problems: illTyped,
    json: (answer) => answer["eval_set"]
  },
  {
    name: "evals.runs.retrieve",
    call: (client) => client.evals.runs.retrieve("r"),
    answer: evalRun,
    accepts: hasRun,
    problems: illTyped
  },
  {
    name: "evals.runs.create",
    call: (client) => client.evals.runs.create({ evalSet: "s", models: ["a"] }),
    answer: { run_id: "r", status: "queued" },
    accepts: (answer) => fits(answer, shapes.createdRun),
    problems: illTyped,
    json: (answer) => ({ run: { id: answer["run_id"], status: answer["status"] ?? null } })
  },
  {
    name: "evals.frontierModels",
    call: (client) => client.evals.frontierModels("t"),
    answer: { frontier_models: [{ id: "f", vendor: "v", vision: true, benchmarked: false }] },
    accepts: (answer) => fits(answer, shapes.roster),
    problems: allIllTyped,
    json: (answer) => listOf(answer["frontier_models"])
  },
  {
    name: "request",
    call: (client) => client.request({ method: "GET", path: "/v1/x" }),
    answer: { any: [1] },
    accepts: () => true,
    problems: anything
  }
]
