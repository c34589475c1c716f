import { expect, it } from "vitest"
import { Newest } from "../../src/control/Newest.ts"

it("keeps at most so many values, and drops the oldest first", () => {
  const newest = new Newest<number>(2)
  for (const value of [1, 2, 3]) newest.push(value)
  expect([newest.values, newest.dropped]).toEqual([[2, 3], 1])
})

it("keeps at most so many bytes, and tells what it drops", () => {
  const dropped: Array<string> = []
  const newest = new Newest<string>(100, 10, (value) => dropped.push(value))
  newest.push("a", 4)
  newest.push("b", 4)
  newest.push("c", 6)
  expect([newest.values, dropped]).toEqual([["b", "c"], ["a"]])
})

it("drops a value that is too large alone, and no other", () => {
  const newest = new Newest<string>(100, 10)
  newest.push("a", 1)
  newest.push("b", 11)
  expect([newest.values, newest.dropped]).toEqual([["a"], 1])
})

it("has the space of a removed value again", () => {
  const newest = new Newest<string>(100, 10)
  newest.push("a", 6)
  newest.remove("a")
  newest.push("b", 6)
  expect([newest.values, newest.dropped]).toEqual([["b"], 0])
})
