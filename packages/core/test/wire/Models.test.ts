import { describe, expect, it } from "@effect/vitest"
import { ChatCompletion, Endpoint, EvalRun, EvalSet, FrontierModel, Leaderboard, ModelList, Task } from "@pareta/core"
import * as Result from "effect/Result"
import { chatCompletionProblem, decodeChatCompletion, isPlainChunk } from "../../src/chat/ChatCompletionShape.ts"
import { decodeEndpoint, decodeEndpointList } from "../../src/endpoints/Endpoint.ts"
import { decodeCreatedRun, decodeEvalRun } from "../../src/evals/EvalRun.ts"
import { decodeEvalSet, decodeEvalSetList } from "../../src/evals/EvalSet.ts"
import { decodeRoster } from "../../src/evals/FrontierModel.ts"
import { decodeModelList } from "../../src/models/Model.ts"
import { decodeLeaderboard } from "../../src/tasks/Leaderboard.ts"
import { decodeTask, decodeTaskList } from "../../src/tasks/Task.ts"
import { decodeTaskMatch } from "../../src/tasks/TaskMatch.ts"
import type { Decoder } from "../../src/wire/Decoder.ts"

describe("a response fails", () => {
  it.each<readonly [string, Decoder<unknown>, unknown, string]>([
    ["a model without an id", decodeModelList, { data: [{ id: "a" }, {}] }, "data[1].id must be a string"],
    ["a model whose id is a number", decodeModelList, { data: [{ id: 1 }] }, "data[0].id must be a string"],
    ["an endpoint without an id or a name", decodeEndpoint, { status: "live" }, "an endpoint needs an id or a name"],
    ["an endpoint whose id is not a text", decodeEndpoint, { id: 1, name: "" }, "an endpoint needs an id or a name"],
    ["such an endpoint in a list", decodeEndpointList, [{ id: "a" }, {}], "[1]: an endpoint needs an id or a name"],
    ["a list of endpoints in an envelope", decodeEndpointList, { data: [] }, "must be an array"],
    ["a task without an id", decodeTask, {}, "id must be a string"],
    ["a task without an id in a list", decodeTaskList, { tasks: [{}] }, "tasks[0].id must be a string"],
    ["a candidate without a task", decodeTaskMatch, { candidates: [{}] }, "candidates[0].task_id must be a string"],
    ["a chosen candidate without a task", decodeTaskMatch, { chosen: {} }, "chosen.task_id must be a string"],
    ["a set without its envelope", decodeEvalSet, { id: "s" }, "eval_set must be an object"],
    ["a set without an id", decodeEvalSet, { eval_set: {} }, "eval_set.id must be a string"],
    ["a set without an id in a list", decodeEvalSetList, { eval_sets: [{}] }, "eval_sets[0].id must be a string"],
    ["a run without its envelope", decodeEvalRun, { id: "r" }, "run must be an object"],
    ["a run whose envelope is a scalar", decodeEvalRun, { run: "r" }, "run must be an object"],
    ["a run without an id", decodeEvalRun, { run: {} }, "run.id must be a string"],
    ["a created run without an id", decodeCreatedRun, { status: "queued" }, "run_id must be a string"],
    [
      "a frontier model without an id",
      decodeRoster,
      { frontier_models: [{}] },
      "frontier_models[0].id must be a string"
    ],
    ["choices that are an object", decodeChatCompletion, { choices: {} }, "choices must be an array"],
    ["a choice that is not an object", decodeChatCompletion, { choices: ["a"] }, "choices[0] must be an object"],
    [
      "a message that is an array",
      decodeChatCompletion,
      { choices: [{ message: [] }] },
      "choices[0].message must be an object"
    ],
    [
      "logprobs that are an array",
      decodeChatCompletion,
      { choices: [{ logprobs: [] }] },
      "choices[0].logprobs must be an object"
    ],
    ["a usage that is an array", decodeChatCompletion, { usage: [] }, "usage must be an object"],
    [
      "a tool call that is not an object",
      decodeChatCompletion,
      { choices: [{ delta: { tool_calls: [{}, 1] } }] },
      "choices[0].delta.tool_calls[1] must be an object"
    ],
    ["a leaderboard whose models are an object", decodeLeaderboard, { models: {} }, "models must be an array"],
    [
      "ids that are an object",
      decodeEvalRun,
      { run: { id: "r", candidate_model_ids: {} } },
      "run.candidate_model_ids must be an array"
    ]
  ])("for %s", (_, decode, answer, problem) => {
    expect(decode(answer)).toEqual(Result.fail(`unexpected response: ${problem}`))
  })
})

const decoded = <A>(decode: Decoder<A>, answer: unknown): A => Result.getOrThrow(decode(answer))

describe("an optional leaf of another type reads as absent, and raw keeps it", () => {
  it("in a completion", () => {
    const answer = {
      ...{ id: 1, object: 2, model: {}, created: "1700000000", usage: { prompt_tokens: "3", total_tokens: 5 } },
      choices: [
        { index: "0", finish_reason: 5, message: { role: 1, content: [{ type: "text", text: "a" }], refusal: {} } }
      ]
    }
    const completion = decoded(decodeChatCompletion, answer)
    expect(completion).toMatchObject({ id: null, model: null, created: null })
    expect(completion.usage).toMatchObject({ promptTokens: null, completionTokens: null, totalTokens: 5 })
    expect(completion.choices[0]).toMatchObject({ index: null, finishReason: null })
    expect(completion.choices[0]?.message).toMatchObject({ role: null, content: "a", refusal: null, toolCalls: [] })
    expect(completion.raw).toBe(answer)
  })

  it("in a tool call, whose other fields stay", () => {
    const calls = [
      { index: "0", id: 1, type: null, function: { name: "f", arguments: { a: 1 } }, extra: true },
      { index: 1, function: "g" }
    ]
    const answer = { choices: [{ message: { tool_calls: calls } }] }
    const message = decoded(decodeChatCompletion, answer).choices[0]?.message
    expect(message?.toolCalls).toEqual([
      { index: null, id: null, type: null, function: { name: "f", arguments: '{"a":1}' }, extra: true },
      { index: 1, function: null }
    ])
    expect(message?.raw.tool_calls).toBe(calls)
  })

  it("in an endpoint, whose id is then its name", () => {
    const wire = { id: 7, name: "n", status: 1, taskName: 2, task: "t", url: false }
    expect(decoded(decodeEndpoint, wire)).toMatchObject({ id: "n", name: "n", status: null, task: "t", url: null })
  })

  it("a flag reads as false", () => {
    for (const value of ["true", 1, {}, null]) {
      expect(decoded(decodeTask, { id: "t", has_blob_input: value }).hasBlobInput).toBe(false)
      const [model] = decoded(decodeRoster, { frontier_models: [{ id: "f", vision: value, benchmarked: value }] })
      expect(model).toMatchObject({ vision: false, benchmarked: false })
      expect(decoded(decodeTaskMatch, { ambiguous: value }).ambiguous).toBe(false)
    }
  })

  it("ids that are not texts are left out", () => {
    const wire = { run: { id: "r", total_cost_micro_usd: "9", candidate_model_ids: ["a", 1, null, "b"] } }
    const run = decoded(decodeEvalRun, wire)
    expect(run).toMatchObject({ candidateModels: ["a", "b"], costMicroUsd: 0, cost: "0.00" })
    expect(run.raw.run.candidate_model_ids).toEqual(["a", 1, null, "b"])
  })
})

describe("a scalar in place of an optional structure reads as absent", () => {
  it.each(["x", 1, true, null])("%j", (scalar) => {
    expect(decoded(decodeModelList, { data: scalar })).toHaveLength(0)
    expect(decoded(decodeTaskList, { tasks: scalar })).toEqual([])
    expect(decoded(decodeTask, { id: "t", examples: scalar }).examples).toEqual([])
    expect(decoded(decodeEvalSetList, { eval_sets: scalar })).toEqual([])
    expect(decoded(decodeRoster, { frontier_models: scalar })).toEqual([])
    expect(decoded(decodeLeaderboard, { models: scalar, frontier: scalar })).toMatchObject({
      models: [],
      frontier: null
    })
    expect(decoded(decodeEvalRun, { run: { id: "r", candidate_model_ids: scalar }, results: scalar })).toMatchObject({
      candidateModels: [],
      results: []
    })
    expect(decoded(decodeTaskMatch, { chosen: scalar, capability: scalar, candidates: scalar })).toMatchObject({
      ...{ type: "none", matched: false, chosen: null, capability: null, candidates: [] }
    })
    const completion = decoded(decodeChatCompletion, { choices: scalar, usage: scalar })
    expect(completion.choices).toEqual([])
    expect(completion.usage.raw).toEqual({})
    const choice = decoded(decodeChatCompletion, { choices: [{ message: scalar, delta: scalar, logprobs: scalar }] })
    // A text is what the message says.
    expect(choice.choices[0]?.message.raw).toEqual(typeof scalar === "string" ? { content: scalar } : {})
    expect(choice.choices[0]?.delta.raw).toEqual({})
  })
})

describe("a constructor", () => {
  it.each([...[ChatCompletion, Endpoint, EvalRun, EvalSet, FrontierModel, Leaderboard, ModelList, Task]])(
    "%o accepts any value as its wire object",
    (Model) => {
      const make = Model as new (wire: unknown) => { readonly raw: unknown }
      for (const value of [null, undefined, "text", 1, true, []]) expect(new make(value).raw).toEqual({})
    }
  )
})

describe("the test for a plain chunk", () => {
  it("accepts nothing that the check refuses", () => {
    const odd = [undefined, null, "a", 1, Number.NaN, true, [], {}, [1]]
    const plain = { id: "c", model: "m", created: 1, choices: [{ index: 0, delta: { content: "a" } }] }
    const values = [
      plain,
      ...odd.flatMap((value) => [
        value,
        ...["id", "model", "created", "object", "usage", "choices"].map((name) => ({ ...plain, [name]: value })),
        { ...plain, choices: [value] },
        ...["index", "delta", "message", "logprobs", "finish_reason"].map((name) => ({
          ...plain,
          choices: [{ index: 0, delta: {}, [name]: value }]
        })),
        ...["content", "role", "refusal", "tool_calls", "other"].map((name) => ({
          ...plain,
          choices: [{ index: 0, delta: { [name]: value } }]
        }))
      ])
    ]
    const passed = values.filter(isPlainChunk)
    expect(passed.length).toBeGreaterThan(20)
    for (const value of passed) expect(chatCompletionProblem(value), JSON.stringify(value)).toBeUndefined()
  })
})
