import { describe, expect, it } from "vitest"
import { ndcgAt10 } from "../../src/evals/RankingScore.ts"
import {
  type Answered,
  confidenceInterval,
  fieldF1,
  labelScore,
  macroF1,
  panelVerdict,
  scorerOf,
  strategyOf,
  wordAccuracy,
  wordF1
} from "../../src/evals/Scoring.ts"
import { wordErrors } from "../../src/evals/WordErrors.ts"

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

describe("word errors", () => {
  it.each([
    ["the cat sat on the mat", "the cat sat on the mat", 0],
    ["the cat sit on mat", "the cat sat on the mat", 2],
    ["the cat sat right on the mat", "the cat sat on the mat", 1],
    ["", "the cat sat", 3],
    ["a b c", "", 3],
    ["kitten sitting", "sitting kitten", 2],
    ["The cat, sat!", "the cat sat", 0],
    ["don't go", "do not go", 2]
  ])("of '%s' for '%s' are %i", (heard, said, errors) => {
    expect(wordErrors(heard, said)).toEqual({ errors, words: said === "" ? 0 : said.split(" ").length })
  })

  it("read the text in an object", () => {
    expect(wordErrors({ text: "the cat sit" }, { text: "the cat sat" })).toEqual({ errors: 1, words: 3 })
  })

  it("of long texts take little time, and are still found", () => {
    const said = Array.from({ length: 100_000 }, (_, index) => `w${index}`)
    const heard = said.filter((_, index) => index % 10_000 !== 5_000)
    expect(wordErrors(heard.join(" "), said.join(" "))).toEqual({ errors: 10, words: 100_000 })
  })

  it("are scored as the share of right words, never below 0", () => {
    expect(wordAccuracy("the cat sit on mat", "the cat sat on the mat")).toBeCloseTo(4 / 6)
    expect(wordAccuracy("a b c d", "x")).toBe(0)
    expect(wordAccuracy("", "")).toBe(1)
  })

  it("of a set are all errors by all words", () => {
    const answered = [
      ["a b c d e f g h i x", "a b c d e f g h i j"],
      ["y", "z"]
    ].map(([prediction = "", gold = ""]) => ({ prediction, gold, score: wordAccuracy(prediction, gold) }))
    expect(scorerOf("wer").summary(answered)).toBeCloseTo(9 / 11)
  })
})

describe("nDCG@10", () => {
  // The gain of a grade at position p is grade / log2(p + 1).
  const [second, third] = [1 / Math.log2(3), 1 / Math.log2(4)]

  it("is 1 for the best order, and less for any other", () => {
    expect(ndcgAt10([0, 2, 1], [3, 0, 2])).toBe(1)
    expect(ndcgAt10([1, 2, 0], [3, 0, 2])).toBeCloseTo((2 * second + 3 * third) / (3 + 2 * second))
  })

  it("counts only the first ten", () => {
    const grades = Array.from({ length: 12 }, (_, index) => (index === 11 ? 1 : 0))
    expect(ndcgAt10([...grades.keys()], grades)).toBe(0)
    expect(ndcgAt10([0, 1, 2, 3, 4, 5, 6, 7, 8, 11], grades)).toBeCloseTo(1 / Math.log2(11))
  })

  it("counts a document once", () => {
    expect(ndcgAt10([0, 0, 0], [1, 1, 1])).toBeCloseTo(1 / (1 + second + third))
  })

  it("reads the grades in an object", () => {
    expect(ndcgAt10([1, 0], { relevance: [0, 2] })).toBe(1)
  })

  it("is 0 without a relevant document, and impossible without grades", () => {
    expect(ndcgAt10([0, 1], [0, 0])).toBe(0)
    expect(() => ndcgAt10([0], "the first")).toThrow("needs a list of grades")
    expect(() => ndcgAt10([0], { relevance: [] })).toThrow("needs a list of grades")
  })
})

describe("the panel of judges", () => {
  it.each([
    ["a better answer wins", "Rome is the capital", "Paris is the capital", 1],
    ["the same answer ties", "Rome is it", "Rome is it", 0.5],
    ["a worse answer loses", "Paris", "Rome is the capital", 0],
    ["the same words in another order lose", "the capital is Rome", "Rome is the capital", 0]
  ])("%s", (_what, prediction, rival, verdict) => {
    expect(panelVerdict(prediction, "Rome is the capital", rival)).toBe(verdict)
  })
})

it.each([
  ["field_f1", "extraction"],
  ["macro_f1", "classification"],
  ["macro_joint_f1", "classification"],
  ["execution_accuracy", "execution_accuracy"],
  ["judge_panel", "judge_panel"],
  [null, null]
] as const)("a set scored by %s has the strategy %s", (scorer, strategy) => {
  expect(strategyOf(scorer)).toBe(strategy)
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
