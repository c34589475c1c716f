import { describe, it } from "@effect/vitest"
import { answerProperties } from "../../../core/test/fuzz/AnswerProperties.ts"
import { streamProperties } from "../../../core/test/fuzz/StreamProperties.ts"

// The core's own run of these has the checks over Schema; here they have the light ones, which the bundle has.
describe("answers, with the light wire checks", () => {
  it.each(answerProperties)("$name", ({ check }) => check({ runs: 40 }), 30_000)

  it.each(streamProperties.filter(({ name }) => name.startsWith("any change")))(
    "$name",
    ({ check }) => check({ runs: 40 }),
    30_000
  )
})
