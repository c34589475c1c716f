import { describe, it } from "@effect/vitest"
import { answerProperties, errorProperties } from "./AnswerProperties.ts"

describe("responses", () => {
  it.each([...answerProperties, ...errorProperties])("$name", ({ check }) => check({ runs: 40 }), 30_000)
})
