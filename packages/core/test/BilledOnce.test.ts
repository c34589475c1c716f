import { expect, it } from "@effect/vitest"
import { ParetaClient, withRequestOptions } from "@pareta/core"
import { type Fault, makeEmulator } from "@pareta/emulator"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import * as Schedule from "effect/Schedule"
import { apiKey } from "./ScriptedFetch.ts"

/** Numbers between 0 and 1, always the same for a seed. */
const randomFrom = (seed: number) => () => {
  seed = (seed * 1_664_525 + 1_013_904_223) % 2 ** 32
  return seed / 2 ** 32
}

/** More than half of the requests go wrong: some before the work is done and billed, some after. */
const troubles: ReadonlyArray<Fault> = [
  {},
  {},
  {},
  { status: 503, headers: { "retry-after": "0" } },
  { status: 429, headers: { "retry-after": "0" } },
  { reset: "before-head" },
  { reset: { afterBytes: 20 } }
]

it.live(
  "each of 1,000 calls with random failures is billed exactly once",
  () =>
    Effect.gen(function* () {
      const random = randomFrom(7)
      const count = 1000
      const emulator = yield* makeEmulator({ balanceMicroUsd: 1_000_000_000 })
      emulator.faults.add(
        ...Array.from({ length: 5 * count }, () => troubles[Math.floor(random() * troubles.length)] as Fault)
      )
      // Retries without delay, and more than any call needs: this test is not about the back-off.
      const layer = ParetaClient.layerFetch({ apiKey, fetch: emulator.fetch, retry: Schedule.recurs(50) })
      const outcomes = yield* Effect.forEach(
        Array.from({ length: count }, (_, index) => index),
        (index) =>
          ParetaClient.use((client) =>
            client.chat.completions.create({
              model: "ep_a1b2c3",
              messages: [{ role: "user", content: `Call ${index}` }]
            })
          ).pipe(withRequestOptions({ idempotencyKey: `call-${index}` }), Effect.result),
        { concurrency: 100 }
      ).pipe(Effect.provide(layer))
      expect(outcomes.every(Result.isSuccess)).toBe(true)
      const billed = emulator.ledger.map((entry) => String(entry.idempotencyKey))
      expect(billed).toHaveLength(count)
      expect(new Set(billed).size).toBe(count)
      expect(emulator.log.length).toBeGreaterThan(1.5 * count)
    }),
  // Pure computation: a second on an idle machine, much longer on a busy one.
  300_000
)
