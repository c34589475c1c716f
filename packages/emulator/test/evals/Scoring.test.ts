import { describe, expect, it } from "vitest"
import { type Answered, confidenceInterval, fieldF1, labelScore, macroF1, wordF1 } from "../../src/evals/Scoring.ts"

describe("field F1", () => {
  it.each([
    ["everything right", { a: 1, b: "x" }, { a: 1, b: "x" }, 1],
    ["white space, case and the order of keys make no difference", { a: " ACME  corp " }, { a: "Acme Corp" }, 1],
    ["one of two wrong", { a: 1, b: "y" }, { a: 1, b: "x" }, 0.5],
    ["one of two missing", { a: 1, b: null }, { a: 1, b: "x" }, 2 / 3],
    ["additional fields do not count", { a: 1, c: 3 }, { a: 1 }, 1],
    ["a value where none is expected counts as wrong", { a: 1, b: "y" }, { a: 1, b: null }, 2 / 3],
    ["nothing expected, nothing predicted", {}, { a: null }, 1],
    ["nested values", { a: { amount: 1, currency: "USD" } }, { a: { currency: "USD", amount: 1 } }, 1],
    ["not an object", "x", { a: 1 }, 0]
  ])("%s", (_what, prediction, gold, score) => {
    expect(fieldF1(prediction, gold)).toBeCloseTo(score)
  })
})

describe("labels", () => {
  it("are right or wrong; lists are compared by their common elements", () => {
    expect([labelScore("Other", "other"), labelScore("a", "b")]).toEqual([1, 0])
    expect(labelScore(["E11.9", "I10"], ["I10"])).toBeCloseTo(2 / 3)
    expect(labelScore({ intent: "a", slot: "b" }, { slot: "b", intent: "a" })).toBe(1)
  })

  const answered = (...pairs: ReadonlyArray<readonly [string, string]>): ReadonlyArray<Answered> =>
    pairs.map(([prediction, gold]) => ({ prediction, gold, score: labelScore(prediction, gold) }))

  it("have the same weight in macro F1, however rare they are", () => {
    // a: 2 hits of 3 predicted and 2 expected (0.8); b: 0 of 0 predicted and 1 expected (0).
    expect(macroF1(answered(["a", "a"], ["a", "a"], ["a", "b"]))).toBeCloseTo(0.4)
    expect(macroF1(answered(["a", "a"], ["b", "b"]))).toBe(1)
    // A label that is never right counts as a third one.
    expect(macroF1(answered(["a", "a"], ["c", "b"]))).toBeCloseTo(1 / 3)
  })
})

it("compares texts word by word", () => {
  expect(wordF1("The capital is Rome.", "the capital is rome")).toBe(1)
  expect(wordF1("Rome Rome", "Rome")).toBeCloseTo(2 / 3)
  expect(wordF1("", "Rome")).toBe(0)
})

describe("the confidence interval", () => {
  it("is Wilson's", () => {
    const [low, high] = confidenceInterval(0.5, 100)
    expect(low).toBeCloseTo(0.4038, 4)
    expect(high).toBeCloseTo(0.5962, 4)
  })

  it("contains the mean, stays within [0, 1], and narrows with more items", () => {
    for (const quality of [0, 0.01, 0.5, 0.97, 1]) {
      let width = 2
      for (const items of [1, 2, 10, 1000]) {
        const [low, high] = confidenceInterval(quality, items)
        expect(low >= 0 && low <= quality && quality <= high && high <= 1).toBe(true)
        expect(high - low).toBeLessThan(width)
        width = high - low
      }
    }
  })
})
