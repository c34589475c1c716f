import { describe, expect, it } from "vitest"
import { type Answered, confidenceInterval, fieldF1, labelScore, macroF1, wordF1 } from "../../src/evals/Scoring.ts"

describe("field F1", () => {
  it.each([
    ["everything right", { a: 1, b: "x" }, { a: 1, b: "x" }, 1],
    ["blanks, case and the order of keys do not count", { a: " ACME  corp " }, { a: "Acme Corp" }, 1],
    ["one of two wrong", { a: 1, b: "y" }, { a: 1, b: "x" }, 0.5],
    ["one of two missing", { a: 1, b: null }, { a: 1, b: "x" }, 2 / 3],
    ["what nobody asked for does not count", { a: 1, c: 3 }, { a: 1 }, 1],
    ["an answer where there is none counts", { a: 1, b: "y" }, { a: 1, b: null }, 2 / 3],
    ["nothing wanted, nothing answered", {}, { a: null }, 1],
    ["nested values", { a: { amount: 1, currency: "USD" } }, { a: { currency: "USD", amount: 1 } }, 1],
    ["no object", "x", { a: 1 }, 0]
  ])("%s", (_what, prediction, gold, score) => {
    expect(fieldF1(prediction, gold)).toBeCloseTo(score)
  })
})

describe("labels", () => {
  it("are right or wrong; lists by what they have in common", () => {
    expect([labelScore("Other", "other"), labelScore("a", "b")]).toEqual([1, 0])
    expect(labelScore(["E11.9", "I10"], ["I10"])).toBeCloseTo(2 / 3)
    expect(labelScore({ intent: "a", slot: "b" }, { slot: "b", intent: "a" })).toBe(1)
  })

  const answered = (...pairs: ReadonlyArray<readonly [string, string]>): ReadonlyArray<Answered> =>
    pairs.map(([prediction, gold]) => ({ prediction, gold, score: labelScore(prediction, gold) }))

  it("count alike, however rare, in macro F1", () => {
    // a: 2 hits of 3 answered and 2 wanted (0.8); b: none of 0 and 1 (0).
    expect(macroF1(answered(["a", "a"], ["a", "a"], ["a", "b"]))).toBeCloseTo(0.4)
    expect(macroF1(answered(["a", "a"], ["b", "b"]))).toBe(1)
    // A label that is never right makes a third one.
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

  it("holds the mean, stays within [0, 1], and narrows with more items", () => {
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
