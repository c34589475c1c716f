import { type Emulator, type EmulatorOptions, makeEmulator } from "@pareta/emulator"
import * as Effect from "effect/Effect"
import { TestClock } from "effect/testing"
import type { Program } from "./runProgram.ts"

/** An emulator, and the highest number of requests that it had in flight at once. */
export interface WatchedEmulator {
  readonly emulator: Emulator
  readonly mostAtOnce: () => number
}

/** The number of requests without a complete response. */
export const inFlight = (emulator: Emulator): number => emulator.log.filter(({ outcome }) => outcome === "open").length

/**
 * An emulator whose clock stands still, so that no result depends on how fast the machine is. Each GET of an endpoint
 * moves the clock by 100 ms, for programs that wait until an endpoint has started.
 */
export const watchedEmulator = (options: EmulatorOptions): WatchedEmulator => {
  const emulator = Effect.runSync(Effect.provide(makeEmulator(options), TestClock.layer()))
  let most = 0
  // A fault that matches no request. Its matcher is called when a request arrives, after the request is in the log.
  emulator.faults.add({
    times: Number.POSITIVE_INFINITY,
    on: ({ method, path }) => {
      most = Math.max(most, inFlight(emulator))
      if (method === "GET" && /^\/v1\/endpoints\/[^/]+$/.test(path)) void emulator.advance("100 millis")
      return false
    }
  })
  return { emulator, mostAtOnce: () => most }
}

/** Holds the next `count` requests of a route until all of them are in flight, then releases them. */
export const together = (count: number, route: string) => ({
  prepare: (emulator: Emulator): void => emulator.faults.script(route, { delay: "1 hour", times: count }),
  meanwhile: async (emulator: Emulator, program: Program): Promise<void> => {
    await program.until(() => inFlight(emulator) >= count)
    await emulator.advance("1 hour")
  }
})
