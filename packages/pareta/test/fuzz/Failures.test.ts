import { describe, it } from "vitest"
import { failureProperties } from "./FailureProperties.ts"

describe("whatever fetch, hooks and the runtime do, a call ends in time, typed, and leaves nothing open", () => {
  it.each(failureProperties)("$name", ({ check }) => check({ runs: 40 }), 120_000)
})
