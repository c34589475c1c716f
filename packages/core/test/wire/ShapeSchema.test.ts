import assert from "node:assert/strict"
import { describe, expect, it } from "@effect/vitest"
import * as Arbitrary from "effect/Arbitrary"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { chatCompletionShape } from "../../src/chat/ChatCompletionShape.ts"
import { endpointShape } from "../../src/endpoints/Endpoint.ts"
import { evalRunShape } from "../../src/evals/EvalRun.ts"
import { evalSetShape } from "../../src/evals/EvalSet.ts"
import { frontierModelShape } from "../../src/evals/FrontierModel.ts"
import { modelListShape } from "../../src/models/Model.ts"
import { leaderboardShape } from "../../src/tasks/Leaderboard.ts"
import { taskShape } from "../../src/tasks/Task.ts"
import { taskMatchShape } from "../../src/tasks/TaskMatch.ts"
import { checkOf } from "../../src/wire/Check.ts"
import {
  anything,
  array,
  flag,
  maybe,
  number,
  type Shape,
  type ShapeNode,
  struct,
  text,
  where
} from "../../src/wire/Shape.ts"
import { named, schemaOf } from "../../src/wire/ShapeSchema.ts"
import { Mutations, mutated } from "../fuzz/Generators.ts"
import { type Operation, operations } from "../fuzz/Operations.ts"
import { property } from "../fuzz/Property.ts"

interface Item {
  readonly id: string
}

const item = struct<Item>({ id: text })

interface Wire {
  readonly name: string
  readonly size: number
  readonly on: boolean
  readonly of: Item
  readonly list: ReadonlyArray<Item>
  readonly note?: string | null
  readonly count?: number | null
  readonly big?: boolean | null
  readonly inner?: Item | null
  readonly items?: ReadonlyArray<Item> | null
  readonly names?: ReadonlyArray<string> | null
  readonly lists?: ReadonlyArray<ReadonlyArray<Item>> | null
  readonly more?: unknown
}

const wire = struct<Wire>({
  name: where(text, (value) => value !== "a", "must not be a"),
  size: number,
  on: flag,
  of: where(item, (value) => JSON.stringify(value).length < 30, "must be short"),
  list: array(item),
  note: maybe(where(text, () => false, "is never looked at")),
  count: maybe(number),
  big: maybe(flag),
  inner: maybe(item),
  items: maybe(array(item)),
  names: maybe(array(text)),
  lists: maybe(array(array(item))),
  more: anything
})

const good = {
  ...{ name: "n", size: 1, on: true, of: { id: "i" }, list: [{ id: "j" }, { id: "k" }] },
  ...{ note: "o", count: 2, big: false, inner: { id: "l" }, items: [{ id: "m" }], names: ["a", "b"] },
  ...{ lists: [[{ id: "p" }], []], more: { any: "thing" }, unknown: [1, { two: null }] }
}

const answerTo = (name: string, field?: string): unknown => {
  const { answer } = operations.find((operation) => operation.name === name) as Operation
  return field === undefined ? answer : (answer as { readonly [field: string]: unknown })[field]
}

const shapes: ReadonlyArray<readonly [name: string, shape: ShapeNode, sample: unknown]> = [
  ["a shape of every kind", wire, good],
  ["a completion", chatCompletionShape, answerTo("chat.completions.create")],
  ["a list of models", modelListShape, answerTo("models.list")],
  ["an endpoint", endpointShape, answerTo("endpoints.retrieve")],
  ["a task", taskShape, answerTo("tasks.retrieve")],
  ["a match", taskMatchShape, answerTo("tasks.match")],
  ["a leaderboard", leaderboardShape, answerTo("tasks.leaderboard")],
  ["an eval set", evalSetShape, answerTo("evals.sets.retrieve", "eval_set")],
  ["a run", evalRunShape, answerTo("evals.runs.retrieve")],
  ["frontier models", array(frontierModelShape), answerTo("evals.frontierModels", "frontier_models")]
]

describe("the Schema of a shape accepts what its check accepts, and keeps every field", () => {
  it.each(
    shapes.map(([name, shape, sample]) => {
      const check = checkOf(shape)
      const decode = Schema.decodeUnknownResult(schemaOf(shape as Shape<unknown>))
      return property(name, Arbitrary.schema(Mutations), async (mutations) => {
        const value: unknown = JSON.parse(mutated(sample, mutations))
        const decoded = decode(value)
        assert.equal(Result.isSuccess(decoded), check(value) === undefined, JSON.stringify(value))
        if (Result.isSuccess(decoded)) assert.deepEqual(decoded.success, value)
      })
    })
  )("$name", ({ check }) => check({ runs: 100 }), 30_000)

  it.each([
    undefined,
    Number.NaN,
    Number.POSITIVE_INFINITY,
    () => 1,
    Symbol("s"),
    1n,
    new Date(0),
    new Map(),
    [undefined]
  ])("and so for what JSON lacks: %s", (odd) => {
    const check = checkOf(wire)
    const accepts = Schema.is(schemaOf(wire))
    for (const field of [...Object.keys(good), "other"]) {
      const value = { ...good, [field]: odd }
      expect(accepts(value), field).toBe(check(value) === undefined)
    }
  })
})

describe("the canonical JSON of a value made by hand", () => {
  const encode = Schema.encodeUnknownResult(Schema.toCodecJson(schemaOf(wire)))
  const written = (fields: object) => Result.getOrThrow(encode({ ...good, ...fields }))

  it("has null for what JSON lacks", () => {
    const odd = {
      note: undefined,
      count: Number.POSITIVE_INFINITY,
      inner: undefined,
      items: Number.NaN,
      unknown: undefined
    }
    expect(written(odd)).toMatchObject({ note: null, count: null, inner: null, items: null, unknown: null })
  })

  it("has the text of a Date", () => {
    expect(written({ more: { at: new Date(0) } })).toMatchObject({ more: { at: "1970-01-01T00:00:00.000Z" } })
  })

  it("fails for a cycle", () => {
    const cycle: { self?: unknown } = {}
    cycle.self = cycle
    expect(Result.isFailure(encode({ ...good, more: cycle }))).toBe(true)
  })
})

describe("a failed decoding", () => {
  const messageOf = (value: unknown) => {
    const result = Schema.decodeUnknownResult(schemaOf(wire))(value)
    return Result.isFailure(result) ? result.failure.message : undefined
  }

  it("names the place", () => {
    expect(messageOf({ ...good, list: [{ id: "a" }, {}] })).toBe('Missing key\n  at ["list"][1]["id"]')
  })

  it("gives the reason of a condition", () => {
    expect(messageOf({ ...good, name: "a" })).toBe('must not be a\n  at ["name"]')
  })

  it("does not say what was found", () => {
    expect(messageOf({ ...good, name: "a", items: ["secret"], inner: ["secret"], of: "secret" })).not.toContain(
      "secret"
    )
  })
})

describe("the JSON Schema of a named shape", () => {
  it("refers to its parts by name", () => {
    const part = named("Item", item)
    const { schema, definitions } = Schema.toJsonSchemaDocument(named("Wire", wire, [part]).schema)
    expect(schema).toEqual({ $ref: "#/$defs/Wire" })
    expect(Object.keys(definitions).sort()).toEqual(["Item", "Scalar", "Wire"])
    expect(definitions["Item"]).toMatchObject({ properties: { id: { type: "string" } }, required: ["id"] })
    expect(definitions["Wire"]).toMatchObject({
      required: ["name", "size", "on", "of", "list"],
      properties: { list: { items: { $ref: "#/$defs/Item" } }, inner: { anyOf: [{ $ref: "#/$defs/Item" }, {}] } }
    })
  })
})
