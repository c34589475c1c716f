import { describe, expect, it } from "vitest"
import { hasMoreValues, measure } from "../../src/wire/JsonSize.ts"

describe("the count of values in a text", () => {
  it.each([
    ["[0,0,0,0,0,0]", 5],
    ['{"a":{"b":{"c":1}}}', 3],
    ["{}\n{}\n{}\n{}\n{}\n{}", 5],
    ["[[[[[[[[]]]]]]]]", 5]
  ])("%j has more than %i", (text, max) => {
    expect(hasMoreValues(text, max)).toBe(true)
  })

  it.each([
    ["[0,0,0,0,0,0]", 7],
    ['{"content":"commas, and, more, commas, and {brackets} [of] all, kinds:,,,,,,,"}', 3],
    ['{"content":"an escaped quote \\", and, commas, after, it"}', 3],
    ['{"content":"a backslash at the end \\\\","b":1}', 5],
    ['"a text without its end,,,,,,,,,,,,,,,', 1],
    ["", 0]
  ])("%j has not more than %i", (text, max) => {
    expect(hasMoreValues(text, max)).toBe(false)
  })
})

describe("the measure of a value", () => {
  it("is its nesting", () => {
    expect(["x", [], [1], { a: [{}] }].map((value) => measure(value).depth)).toEqual([0, 0, 1, 2])
  })

  it("counts what is nested as deeply as JSON can be, without a call for each level", () => {
    expect(measure(JSON.parse("[".repeat(100_000) + "]".repeat(100_000))).depth).toBe(99_999)
  })

  it("is the size of its texts and names, and something for each value", () => {
    expect(measure({ name: "abc" }).bytes).toBe(2 * 32 + 7)
  })
})
