import { describe, expect, it } from "@effect/vitest"
import { EvalRun } from "@pareta/core"
import * as Schema from "effect/Schema"
import { dollars } from "../../src/evals/Dollars.ts"

describe("dollars", () => {
  it.each([
    [undefined, "0.00"],
    [null, "0.00"],
    [0, "0.00"],
    [5, "0.00"],
    [9999, "0.00"],
    [10_000, "0.01"],
    [20_000, "0.02"],
    [74_211, "0.07"],
    [72_500, "0.07"],
    [420_715, "0.42"],
    [1_000_000, "1.00"],
    [1_234_500, "1.23"],
    [1_234_567, "1.23"],
    [12_345_678, "12.34"],
    [9_999_999_999_999, "9999999.99"],
    [Number.MAX_SAFE_INTEGER, "9007199254.74"],
    [12.9, "0.00"],
    [-5, "-0.01"],
    [-15_000, "-0.02"],
    [-10_000, "-0.01"],
    [Number.NaN, "0.00"],
    [Number.POSITIVE_INFINITY, "0.00"]
  ])("of %j micro-USD is %s", (microUsd, expected) => {
    expect(dollars(microUsd)).toBe(expected)
    expect(new EvalRun({ run: { id: "r", total_cost_micro_usd: microUsd ?? null } }).cost).toBe(expected)
  })

  it.prop("never rounds up, and loses less than a cent", [Schema.Int], ([microUsd]) => {
    const text = dollars(microUsd)
    expect(text).toMatch(/^-?\d+\.\d\d$/)
    const lost = microUsd - Math.round(Number(text) * 100) * 10_000
    expect(lost).toBeGreaterThanOrEqual(0)
    expect(lost).toBeLessThan(10_000)
  })
})
