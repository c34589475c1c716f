import { describe, expect, it } from "@effect/vitest"
import * as Arbitrary from "effect/Arbitrary"
import * as Schema from "effect/Schema"
import { pieceLength, withoutQuotations } from "../../../src/http/call/QuotedTexts.ts"
import { partsOf } from "../../../src/http/call/RequestTexts.ts"
import { property } from "../../fuzz/Property.ts"
import { escapings, longProse, needle, prose } from "../../Needles.ts"

const clean = (text: string, ...requestTexts: ReadonlyArray<string>): string =>
  withoutQuotations([text], requestTexts.map(partsOf), "<redacted>")[0] as string

describe("a text of a request", () => {
  it.each(escapings)("is removed whole, and nothing else is, if it is quoted %s", (_, write) => {
    for (const text of [prose, longProse]) {
      expect(clean(`invalid value [${write(text)}] for ep_a1b2c3`, JSON.stringify({ a: text }))).toBe(
        "invalid value [<redacted>] for ep_a1b2c3"
      )
    }
  })

  it("is removed each time that it is quoted", () => {
    expect(clean(`${prose}, and again: ${prose}`, JSON.stringify([prose]))).toBe("<redacted>, and again: <redacted>")
  })

  it("is removed from each of several texts", () => {
    const texts = [`a ${prose}`, "b", `${prose} c`, ""]
    expect(withoutQuotations(texts, [partsOf(JSON.stringify([prose]))], "<redacted>")).toEqual([
      "a <redacted>",
      "b",
      "<redacted> c",
      ""
    ])
  })

  it("is removed if it is one of many that begin in the same way", () => {
    const rows = Array.from({ length: 500 }, (_, row) => `My social security number is ${row * 7919}`)
    expect(clean(`bad row: '${rows[250]}'`, JSON.stringify(rows))).toBe("bad row: '<redacted>'")
  })

  it("is removed as a piece, if the piece is long enough", () => {
    const piece = longProse.slice(500, 500 + 2 * pieceLength)
    expect(clean(`near '${piece}'`, JSON.stringify({ a: longProse }))).not.toContain(needle)
  })

  // The samples of a long text then all fall into the middle of an escape.
  it.each(["\u0000   ^C0 hW9mw IK %9],5 ", "%41 hW9mw IK x9],5 abcdefg ", "&amp; hW9mw IK x9],5 abcdef "])(
    "is removed if %j is repeated in it, wherever its samples fall",
    (repeated) => {
      for (let shift = 0; shift < 70; shift++) {
        const secret = `${"some ".repeat(2)}${"s".repeat(shift)}${`${repeated}${needle}`.repeat(20)}`
        expect(clean(`bad: ${secret}`, JSON.stringify({ others: ["f"], secret }))).not.toContain(needle)
      }
    }
  )

  it("is kept if it is a short piece, a name, an id or a word", () => {
    const request = JSON.stringify({
      "a long name": "ep_a1b2c3",
      kind: "json_object",
      text: "the model takes no role of this kind at all"
    })
    const message = "a long name: the model 'ep_a1b2c3' takes no json_object"
    expect(clean(message, request)).toBe(message)
  })

  it("is not looked for beyond 65 536 characters, which are removed", () => {
    const page = "x ".repeat(40_000)
    const shown = clean(`${page}${prose}`, JSON.stringify([prose]))
    expect(shown).toBe(`${page.slice(0, 65_536 - pieceLength)}<redacted>`)
    expect(withoutQuotations([page, prose, ""], [partsOf(JSON.stringify([prose]))], "-")[1]).toBe("-")
  })

  it("makes everything redacted if the search would take too long", () => {
    const many = JSON.stringify(["again and again the same. ".repeat(100_000)])
    expect(clean(`bad: ${"again and again the same. ".repeat(9)}`, many)).toBe("<redacted>")
  })
})

/** A server cannot quote half of a surrogate pair. */
const wellFormed = (text: string): string => text.replace(/\p{Surrogate}/gu, "")

const Words = Schema.Array(Schema.String).check(Schema.isMaxLength(8))

const quotation = property(
  "is removed whatever it is, whatever is around it, in any escaping",
  Arbitrary.schema(
    Schema.Struct({
      before: Schema.String,
      after: Schema.String,
      words: Words,
      others: Schema.Array(Schema.String).check(Schema.isMaxLength(4)),
      repeats: Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 20 })),
      escaping: Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: escapings.length - 1 }))
    })
  ),
  async ({ before, after, words, others, repeats, escaping }) => {
    const [, write] = escapings[escaping] as (typeof escapings)[number]
    const secret = wellFormed(`some ${[...words, needle].join(" ").repeat(repeats)}`)
    const message = `${before}: ${write(secret)} ${wellFormed(after)}`
    const shown = clean(message, JSON.stringify({ others, secret }))
    if (shown.includes(needle)) throw new Error(JSON.stringify({ message, shown }))
  }
)

describe("a random text of a request", () => {
  it(quotation.name, () => quotation.check({ runs: 500 }), 30_000)
})

describe("the work to find quotations", () => {
  /** The processor time in milliseconds, the least of several runs. */
  const cost = (texts: ReadonlyArray<string>, rows: ReadonlyArray<string>): number => {
    const quotable = [partsOf(JSON.stringify(rows))]
    const runs = Array.from({ length: 5 }, () => {
      const before = process.cpuUsage().user
      withoutQuotations(texts, quotable, "-")
      return (process.cpuUsage().user - before) / 1000
    })
    return Math.min(...runs)
  }

  const rows = (count: number, make: (row: number) => string) => Array.from({ length: count }, (_, row) => make(row))
  const common = (row: number) => `${"a".repeat(200)} ${row}`

  it.each([
    ["that quotes everything", (row: number) => `row ${row * 7919} of a table ${row} with text`, (all: string) => all],
    ["that quotes what all have in common", common, (all: string) => "a".repeat(all.length)],
    ["that quotes nothing", common, (all: string) => "b ".repeat(all.length / 2)]
  ])("grows with the number of texts and not with its square, for an error %s", (_, make, error) => {
    const few = rows(1000, make)
    const many = rows(16_000, make)
    // Sixteen times as many. The square would be 256 times as much.
    const ratio = cost([error(many.join(","))], many) / Math.max(1, cost([error(few.join(","))], few))
    expect(ratio).toBeLessThan(64)
  })
})
