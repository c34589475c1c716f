import assert from "node:assert/strict"
import { inspect } from "node:util"
import {
  Capability,
  ChatCompletion,
  type ChatCompletionWire,
  Choice,
  Endpoint,
  EvalItemResult,
  EvalResult,
  EvalRun,
  EvalSet,
  FrontierModel,
  Leaderboard,
  LeaderboardEntry,
  Message,
  Model,
  ModelList,
  Task,
  TaskMatch,
  TaskMatchCandidate,
  Usage
} from "@pareta/core"
import * as Arbitrary from "effect/Arbitrary"
import * as Schema from "effect/Schema"
import { ChatAccumulator } from "../../src/chat/ChatAccumulator.ts"
import { chatCompletionProblem, isPlainChunk } from "../../src/chat/ChatCompletionShape.ts"
import { Mutations, mutated } from "./Generators.ts"
import { type Operation, operations } from "./Operations.ts"
import { type Property, property } from "./Property.ts"
import { frames } from "./StreamProperties.ts"
import { illTyped } from "./WellTyped.ts"

type AnyModel = new (wire: unknown) => { readonly raw: unknown }

/** Every model, with a wire object to change. */
const models: ReadonlyArray<readonly [name: string, Model: unknown, wire: unknown]> = [
  ["ChatCompletion", ChatCompletion, answerTo("chat.completions.create")],
  ["Choice", Choice, at(answerTo("chat.completions.create"), "choices", 0)],
  ["Message", Message, at(answerTo("chat.completions.create"), "choices", 0, "message")],
  ["Usage", Usage, at(answerTo("chat.completions.create"), "usage")],
  ["ModelList", ModelList, answerTo("models.list")],
  ["Model", Model, at(answerTo("models.list"), "data", 0)],
  ["Endpoint", Endpoint, answerTo("endpoints.retrieve")],
  ["Task", Task, answerTo("tasks.retrieve")],
  ["TaskMatch", TaskMatch, answerTo("tasks.match")],
  ["TaskMatchCandidate", TaskMatchCandidate, at(answerTo("tasks.match"), "chosen")],
  ["Capability", Capability, at(answerTo("tasks.match"), "capability")],
  ["Leaderboard", Leaderboard, answerTo("tasks.leaderboard")],
  ["LeaderboardEntry", LeaderboardEntry, at(answerTo("tasks.leaderboard"), "frontier")],
  ["EvalSet", EvalSet, at(answerTo("evals.sets.retrieve"), "eval_set")],
  ["EvalRun", EvalRun, answerTo("evals.runs.retrieve")],
  ["EvalResult", EvalResult, at(answerTo("evals.runs.retrieve"), "results", 0)],
  ["EvalItemResult", EvalItemResult, at(answerTo("evals.runs.retrieve"), "results", 0, "per_item", 0)],
  ["FrontierModel", FrontierModel, at(answerTo("evals.frontierModels"), "frontier_models", 0)]
]

function answerTo(name: string): unknown {
  return (operations.find((operation) => operation.name === name) as Operation).answer
}

function at(value: unknown, ...path: ReadonlyArray<string | number>): unknown {
  return path.reduce((inner, key) => (inner as { readonly [key: string]: unknown })[key], value)
}

const isTotal = (Model: unknown, wire: unknown): void => {
  const model = new (Model as AnyModel)(wire)
  assert.deepEqual(illTyped(model), [], JSON.stringify(wire))
  assert.equal(JSON.stringify(model.raw), JSON.stringify(isObject(wire) ? wire : {}))
  inspect(model)
}

const isObject = (value: unknown): boolean => typeof value === "object" && value !== null && !Array.isArray(value)

/** Constructors accept any value: here, nothing is validated before they run. */
export const modelProperties: ReadonlyArray<Property> = [
  ...models.flatMap(([name, Model, wire]) => [
    property(`any JSON makes a well-typed ${name}`, Arbitrary.schema(Schema.Json), async (json) =>
      isTotal(Model, json)
    ),
    property(`any change of the wire makes a well-typed ${name}`, Arbitrary.schema(Mutations), async (mutations) =>
      isTotal(Model, JSON.parse(mutated(wire, mutations)))
    )
  ]),
  property(
    "any chunks that pass the check are merged into a well-typed completion",
    Arbitrary.schema(Schema.Array(Mutations).check(Schema.isMaxLength(4))),
    async (all) => {
      const accumulator = new ChatAccumulator()
      for (const mutations of all) {
        const chunk: unknown = JSON.parse(mutated(frames.chat, mutations))
        if (chatCompletionProblem(chunk) !== undefined) continue
        accumulator.add(chunk as ChatCompletionWire)
        assert.deepEqual(illTyped(accumulator.completion()), [])
        assert.ok(accumulator.finishReasons.every((reason) => reason === null || typeof reason === "string"))
      }
    }
  ),
  property("what passes for a plain chunk passes the check", Arbitrary.schema(Mutations), async (mutations) => {
    const chunk: unknown = JSON.parse(mutated(frames.plain, mutations))
    if (isPlainChunk(chunk)) assert.equal(chatCompletionProblem(chunk), undefined)
  })
]
