import { describe, expect, it } from "@effect/vitest"
import { InvalidArgumentError } from "@pareta/core"
import * as Schema from "effect/Schema"
import { pathSegment, queryString } from "../../../src/http/call/RequestHead.ts"

describe("pathSegment", () => {
  it.prop("keeps any id within its collection, and unchanged", [Schema.NonEmptyString], ([id]) => {
    if (id === "." || id === ".." || /\p{Surrogate}/u.test(id)) return
    const url = new URL(`https://api.pareta.ai/v1/endpoints/${pathSegment(id, "endpoint id")}/start`)
    expect([url.search, url.hash]).toEqual(["", ""])
    const [root, version, collection, segment, action, ...rest] = url.pathname.split("/")
    expect([root, version, collection, action, rest]).toEqual(["", "v1", "endpoints", "start", []])
    expect(decodeURIComponent(segment as string)).toBe(id)
  })

  it.each(["", null, undefined, ".", "..", "\ud800"])("refuses %j", (id) => {
    expect(() => pathSegment(id, "endpoint id")).toThrow(InvalidArgumentError)
  })
})

describe("queryString", () => {
  it.each([
    [undefined, ""],
    [{}, ""],
    [{ a: undefined, b: null }, ""],
    [{ window: "7d" }, "?window=7d"],
    [{ a: 0, b: false, c: "" }, "?a=0&b=false&c="],
    [{ a: ["x", "y"], b: "a b&c" }, "?a=x%2Cy&b=a+b%26c"]
  ])("of %j is %j", (params, expected) => {
    expect(queryString(params)).toBe(expected)
  })
})
