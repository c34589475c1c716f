import { type Emulator, type EmulatorOptions, makeEmulator } from "@pareta/emulator"
import * as Effect from "effect/Effect"
import { TestClock } from "effect/testing"
import type { Program } from "./runProgram.ts"

/** An emulator, and how many requests it had at the same time. */
export interface WatchedEmulator {
  readonly emulator: Emulator
  readonly mostAtOnce: () => number
}

/** How many requests have no complete answer yet. */
export const inFlight = (emulator: Emulator): number => emulator.log.filter(({ outcome }) => outcome === "open").length

/**
 * An emulator whose clock stands still, so that no program depends on how fast the machine is. Each look at an endpoint
 * moves it on by 100 ms: programs wait for endpoints to start.
 */
export const watchedEmulator = (options: EmulatorOptions): WatchedEmulator => {
  const emulator = Effect.runSync(Effect.provide(makeEmulator(options), TestClock.layer()))
  let most = 0
  // A fault for no request: its test sees each request when it arrives, already in the log.
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

/** Holds the next requests of a route back until so many are in flight, then lets all of them go on. */
export const together = (count: number, route: string) => ({
  prepare: (emulator: Emulator): void => emulator.faults.script(route, { delay: "1 hour", times: count }),
  meanwhile: async (emulator: Emulator, program: Program): Promise<void> => {
    await program.until(() => inFlight(emulator) >= count)
    await emulator.advance("1 hour")
  }
})
