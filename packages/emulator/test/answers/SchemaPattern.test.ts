import { describe, expect, it } from "vitest"
import { parsePattern } from "../../src/answers/SchemaPattern.ts"

const patterns: ReadonlyArray<readonly [source: string, matching: string, other: string]> = [
  ["abc", "xabcx", "ab"],
  ["^a|b$", "ax", "xa"],
  ["^a{2,3}$", "aaa", "aaaa"],
  ["^(?:ab)+$", "abab", "aba"],
  ["^[a-c\\]]+$", "a]", "d"],
  ["^[^\\d]$", "x", "1"],
  ["^\\u0041\\x42\\u{1f600}$", "AB😀", "AB"],
  ["^\\p{Lu}$", "É", "é"],
  ["\\bcat\\b", "a cat!", "concat"],
  ["^(?<year>\\d{4})-\\d\\d$", "2026-01", "26-01"],
  ["^a*?b??$", "aab", "aabb"],
  ["^$", "", "a"]
]

describe("a pattern", () => {
  it.each(patterns)("%s is matched as a regular expression does", (source, matching, other) => {
    const pattern = parsePattern(source)
    expect([pattern?.matches(matching), pattern?.matches(other)]).toEqual([true, false])
    expect([new RegExp(source, "u").test(matching), new RegExp(source, "u").test(other)]).toEqual([true, false])
  })

  it.each(patterns)("%s has samples that it matches, of the length asked for where that is possible", (source) => {
    for (const variant of [0, 1, 2, 30]) {
      const sample = parsePattern(source)?.sample(0, variant)
      if (sample !== undefined) expect(sample).toMatch(new RegExp(source, "u"))
    }
    expect(parsePattern("^\\d+$")?.sample(40, 0)).toMatch(/^\d{40}$/)
    expect(parsePattern("abc")?.sample(6, 0)).toHaveLength(6)
  })

  it.each(["(?=a)", "(?<!a)b", "(a)\\1", "[", "a{3,1}", "*", "(a", "a)", "\\", "[z-a]", "(".repeat(600)])(
    "%s is not supported",
    (source) => {
      expect(parsePattern(source)).toBeUndefined()
    }
  )

  it.each(["^(a+)+$", "^(a|a)*$", "^(a|aa)+$", "^((((a*)*)*)*)*$", "^(?:a?){100}a{100}$"])(
    "%s does not backtrack",
    (source) => {
      const steps = parsePattern(source)
      expect(steps?.matches(`${"a".repeat(400)}!`)).toBe(false)
    }
  )
})
