import assert from "node:assert/strict"
import { inspect } from "node:util"
import {
  Capability,
  ChatCompletion,
  ChatCompletionChunk,
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
import { indexOf } from "./DialectModel.ts"
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

/** Contents in the forms in which servers send them. */
const Part = Schema.Union([
  Schema.Struct({ type: Schema.Literals(["text", "output_text"]), text: Schema.String }),
  Schema.Struct({ type: Schema.Literal("text"), text: Schema.String, annotations: Schema.Array(Schema.Json) }),
  Schema.Struct({
    type: Schema.Literal("thinking"),
    thinking: Schema.Array(Schema.Struct({ type: Schema.Literal("text"), text: Schema.String }))
  }),
  Schema.Struct({ type: Schema.Literal("image_url"), image_url: Schema.Struct({ url: Schema.String }) }),
  Schema.String,
  Schema.Null
])

const ContentMutation = Schema.Struct({
  content: Schema.Union([Schema.String, Schema.Null, Part, Schema.Array(Part).check(Schema.isMaxLength(4))]),
  index: Schema.Literals([0, 1])
})

const saying = ({ content, index }: typeof ContentMutation.Type) => ({ choices: [{ index, delta: { content } }] })

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
  property(
    "a completion spells what its chunks spell",
    // A server sends its reasoning in one place.
    Arbitrary.schema(
      Schema.Union([
        Schema.Array(Mutations).check(Schema.isMaxLength(4)),
        Schema.Array(ContentMutation).check(Schema.isMaxLength(6))
      ])
    ),
    async (all) => {
      const accumulator = new ChatAccumulator()
      const texts = new Map<number, readonly [content: string, reasoning: string]>()
      for (const change of all) {
        const wire: unknown = JSON.parse(
          "content" in change ? JSON.stringify(saying(change)) : mutated(frames.chat, change)
        )
        if (chatCompletionProblem(wire) !== undefined) continue
        const chunk = new ChatCompletionChunk(wire as ChatCompletionWire)
        accumulator.add(chunk.raw)
        for (const [position, { raw, delta }] of chunk.choices.entries()) {
          const index = indexOf(raw.index) ?? position
          const [content, reasoning] = texts.get(index) ?? ["", ""]
          texts.set(index, [content + (delta.content ?? ""), reasoning + (delta.reasoning ?? "")])
        }
      }
      for (const { index, message } of accumulator.completion().choices) {
        assert.deepEqual([message.content ?? "", message.reasoning ?? ""], texts.get(index as number))
      }
    }
  ),
  property("what passes for a plain chunk passes the check", Arbitrary.schema(Mutations), async (mutations) => {
    const chunk: unknown = JSON.parse(mutated(frames.plain, mutations))
    if (isPlainChunk(chunk)) assert.equal(chatCompletionProblem(chunk), undefined)
  })
]
