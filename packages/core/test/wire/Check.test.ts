import { describe, expect, it } from "@effect/vitest"
import { checkOf } from "../../src/wire/Check.ts"
import {
  anything,
  array,
  flag,
  jsonObject,
  maybe,
  number,
  type Shape,
  struct,
  text,
  where
} from "../../src/wire/Shape.ts"

const problemOf = <W>(shape: Shape<W>, value: unknown) => checkOf(shape)(value)

interface Item {
  readonly id: string
}

const item = struct<Item>({ id: text })

interface Wire {
  readonly name: string
  readonly size: number
  readonly on: boolean
  readonly of: Item
  readonly note?: string | null
  readonly count?: number | null
  readonly big?: boolean | null
  readonly inner?: Item | null
  readonly items?: ReadonlyArray<Item> | null
  readonly names?: ReadonlyArray<string> | null
  readonly lists?: ReadonlyArray<ReadonlyArray<Item>> | null
  readonly more?: unknown
  readonly "a b"?: Item | null
}

const wire = struct<Wire>({
  name: text,
  size: number,
  on: flag,
  of: item,
  note: maybe(text),
  count: maybe(number),
  big: maybe(flag),
  inner: maybe(item),
  items: maybe(array(item)),
  names: maybe(array(text)),
  lists: maybe(array(array(item))),
  more: anything,
  "a b": maybe(item)
})

const good = { name: "n", size: 1, on: true, of: { id: "i" } }

const leaves = [null, undefined, "", "a", 0, 1.5, Number.NaN, Number.POSITIVE_INFINITY, true, false]

describe("a required field", () => {
  it.each([
    ["name", "must be a string", [1, true, [], {}]],
    ["size", "must be a number", ["1", true, [], {}, Number.NaN, Number.POSITIVE_INFINITY]],
    ["on", "must be a boolean", [1, "true", [], {}]],
    ["of", "must be an object", [1, "a", true, []]]
  ] as const)("%s of another type fails", (field, expectation, wrong) => {
    for (const value of [undefined, null, ...wrong]) {
      expect(problemOf(wire, { ...good, [field]: value }), String(value)).toBe(`${field} ${expectation}`)
    }
  })

  it("that is missing fails", () => {
    const { name: _, ...rest } = good
    expect(problemOf(wire, rest)).toBe("name must be a string")
  })
})

describe("an optional leaf", () => {
  it.each(["note", "count", "big", "more"])("%s may be anything", (field) => {
    for (const value of [...leaves, [], {}, [{}], { id: 1 }]) {
      expect(problemOf(wire, { ...good, [field]: value })).toBeUndefined()
    }
  })
})

describe("an optional structure", () => {
  it.each(["inner", "items", "names", "lists", "a b"])("%s may be absent, null or any scalar", (field) => {
    for (const value of leaves) expect(problemOf(wire, { ...good, [field]: value })).toBeUndefined()
  })

  it("that is an array in place of an object, or the other way round, fails", () => {
    expect(problemOf(wire, { ...good, inner: [] })).toBe("inner must be an object")
    expect(problemOf(wire, { ...good, items: {} })).toBe("items must be an array")
    expect(problemOf(wire, { ...good, names: {} })).toBe("names must be an array")
  })

  it("is checked within", () => {
    expect(problemOf(wire, { ...good, inner: { id: "i" } })).toBeUndefined()
    expect(problemOf(wire, { ...good, inner: {} })).toBe("inner.id must be a string")
  })
})

describe("an item", () => {
  it("that is not an object fails in a list of objects", () => {
    for (const value of [...leaves, []]) {
      expect(problemOf(wire, { ...good, items: [{ id: "i" }, value] })).toBe("items[1] must be an object")
    }
  })

  it("that is not a text passes in a list of texts", () => {
    expect(problemOf(wire, { ...good, names: ["a", ...leaves, [], {}] })).toBeUndefined()
  })
})

describe("a condition", () => {
  const url = struct<{ readonly url: string }>({
    url: where(text, (value) => String(value).startsWith("https:"), "must be a URL")
  })
  const named = where(jsonObject, (value) => Object.keys(Object(value)).length > 0, "an item needs a field")

  it("is checked only for a value that has the shape", () => {
    expect(problemOf(url, { url: "https://a" })).toBeUndefined()
    expect(problemOf(url, { url: "a" })).toBe("url must be a URL")
    expect(problemOf(url, { url: 1 })).toBe("url must be a string")
  })

  it("may have a message that names its own subject", () => {
    expect(problemOf(named, {})).toBe("an item needs a field")
    expect(problemOf(array(named), [{ a: 1 }, {}])).toBe("[1]: an item needs a field")
  })

  it("of a leaf that may be absent never fails the response", () => {
    expect(problemOf(maybe(where(text, () => false, "must be a URL")), "a")).toBeUndefined()
  })
})

describe("a message", () => {
  it.each([
    ["the value itself", wire, 1, "must be an object"],
    ["the value itself", wire, null, "must be an object"],
    ["the value itself", wire, [good], "must be an object"],
    ["a bare array", array(item), {}, "must be an array"],
    ["an item of a bare array", array(item), [{ id: "a" }, {}], "[1].id must be a string"],
    ["an inner field", wire, { ...good, of: {} }, "of.id must be a string"],
    ["an inner item", wire, { ...good, lists: [[], [{ id: "a" }, { id: 1 }]] }, "lists[1][1].id must be a string"],
    ["a name that is not an identifier", wire, { ...good, "a b": {} }, '["a b"].id must be a string'],
    [
      "an inner name that is not an identifier",
      struct<{ of: Wire }>({ of: wire }),
      { of: { ...good, "a b": [] } },
      'of["a b"] must be an object'
    ]
  ] as const)("names the place: %s", (_, shape: Shape<never> | object, value, expected) => {
    expect(checkOf(shape as Parameters<typeof checkOf>[0])(value)).toBe(expected)
  })

  it("does not contain the wrong value", () => {
    const secret = "pareta_sk_secret"
    for (const value of [
      secret,
      [secret],
      { [secret]: secret },
      { ...good, of: secret },
      { ...good, name: [secret] }
    ]) {
      expect(problemOf(wire, value)).not.toContain(secret)
    }
  })
})
