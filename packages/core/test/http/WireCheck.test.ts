import { describe, expect, it } from "@effect/vitest"
import * as Schema from "effect/Schema"
import * as Light from "../../src/http/WireCheck.ts"
import * as Full from "../../src/http/WireSchema.ts"

/** One shape in both vocabularies. */
const chatLike = (wire: typeof Full) =>
  wire.checkOf(
    wire.struct({
      id: wire.text,
      created: wire.maybe(wire.number),
      choices: wire.maybe(
        wire.array(
          wire.struct({ index: wire.number, delta: wire.maybe(wire.struct({ content: wire.maybe(wire.text) })) })
        )
      )
    })
  )

const full = chatLike(Full)
// The names and verdicts are the same; only the opaque type of a shape differs.
const light = chatLike(Light as unknown as typeof Full)

const leaf = [null, "a", 1, Number.NaN, true, [], {}, undefined]

describe("the checks without Schema", () => {
  it("come to the verdict of Schema for every combination of leaves", () => {
    for (const id of leaf) {
      for (const created of leaf) {
        for (const index of leaf) {
          for (const content of leaf) {
            const value = {
              id,
              created,
              choices: [
                { index, delta: { content } },
                { index: 0, delta: content }
              ]
            }
            expect(light(value) === undefined, JSON.stringify(value)).toBe(full(value) === undefined)
          }
        }
      }
    }
  })

  it.prop("come to the verdict of Schema for any JSON", [Schema.Json], ([value]) => {
    expect(light(value) === undefined).toBe(full(value) === undefined)
    const inside = { id: "c", choices: value }
    expect(light(inside) === undefined).toBe(full(inside) === undefined)
  })

  it("name the place, and not what was found there", () => {
    const value = { id: "c", choices: [{ index: 0, delta: { content: { secret: 1 } } }] }
    for (const check of [full, light]) {
      expect(check(value)).toContain('["choices"][0]["delta"]["content"]')
      expect(check(value)).not.toContain("secret")
    }
  })
})
