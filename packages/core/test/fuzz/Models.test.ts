import { describe, it } from "@effect/vitest"
import { modelProperties } from "./ModelProperties.ts"

describe("models", () => {
  it.each(modelProperties)("$name", ({ check }) => check({ runs: 100 }), 30_000)
})
