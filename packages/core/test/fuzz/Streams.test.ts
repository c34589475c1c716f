import { describe, it } from "@effect/vitest"
import { streamProperties } from "./StreamProperties.ts"

describe("streams", () => {
  it.each(streamProperties)("$name", ({ check }) => check({ runs: 100 }), 30_000)
})
