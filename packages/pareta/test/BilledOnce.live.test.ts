import type { Fetch } from "pareta"
import { describe, expect, it } from "vitest"
import { faces, kinds, type Outcome, tryBilling } from "./BillingLaw.ts"
import { points } from "./ChaosProxy.ts"

const calls = 5 * kinds.length

describe("behind a proxy that breaks connections at random points", () => {
  const cases = Object.entries(faces).flatMap(([name, face]) => [1, 2].map((seed) => ({ name, face, seed })))

  it.each(cases)("each call $name is executed and billed exactly once (seed $seed)", async ({ face, seed }) => {
    const { violations, succeeded, failed, met } = await tryBilling(face, { calls, seed })
    expect(violations).toEqual([])
    // Nothing would be shown if the proxy broke nothing, or everything.
    expect(succeeded).toBeGreaterThan(0)
    expect(failed).toBeGreaterThan(0)
    expect(new Set(met.keys())).toEqual(new Set(points))
  })
})

describe("the law of the test before finds", () => {
  const tryWith = (change: (headers: Record<string, string>) => Record<string, string>): Promise<Outcome> => {
    const fetch: Fetch = (url, init) => globalThis.fetch(url, { ...init, headers: change(init.headers) })
    return tryBilling(faces["as an Effect"], { calls, seed: 3, fetch })
  }

  it("calls that are billed twice because they have no idempotency key", async () => {
    const { violations } = await tryWith(({ "Idempotency-Key": _, ...headers }) => headers)
    expect(violations).toContainEqual(expect.stringMatching(/^chat.* executed [2-9] ×$/))
    expect(violations).toContainEqual(expect.stringMatching(/^there are \d+ debits for chat, for \d+ calls$/))
    expect(violations).toContainEqual(expect.stringMatching(/^there are \d+ (endpoints|sets|runs)/))
  })

  it("calls that are billed twice because the key is another for each attempt", async () => {
    let nth = 0
    const { violations } = await tryWith((headers) => ({ ...headers, "Idempotency-Key": `key-${nth++}` }))
    expect(violations).toContainEqual(expect.stringMatching(/^there are \d+ debits for chat, for \d+ calls$/))
    expect(violations).toContainEqual(expect.stringMatching(/had the keys key-\d+, key-\d+/))
  })
})
