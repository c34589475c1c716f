/** The emulator: one state, one clock, several doors. */
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as FetchHttpClient from "effect/http/FetchHttpClient"
import type * as HttpClient from "effect/http/HttpClient"
import * as Layer from "effect/Layer"
import { type EmulatorOptions, resolveOptions } from "./EmulatorOptions.ts"
import type { Faults } from "./Faults.ts"
import * as FetchDoor from "./FetchDoor.ts"
import type { LedgerEntry } from "./Ledger.ts"
import * as Platform from "./Platform.ts"
import { type LoggedRequest, RequestLog } from "./RequestLog.ts"
import * as VirtualClock from "./VirtualClock.ts"
import { World } from "./World.ts"

/** The whole platform in one process. */
export interface Emulator {
  /** Stands in for `globalThis.fetch`; usable unbound. Any origin is accepted: only path and query count. */
  readonly fetch: FetchDoor.FetchFunction
  /** An Effect `HttpClient` over the same state. */
  readonly httpClientLayer: Layer.Layer<HttpClient.HttpClient>
  /** Moves the clock forward and lets everything due on the way happen. */
  readonly advance: (duration: Duration.Input) => Promise<void>
  /** The organization's credit in micro-USD; metered requests are refused with 402 at 0 and below. */
  balanceMicroUsd: number
  /** Every debit, oldest first. */
  readonly ledger: ReadonlyArray<LedgerEntry>
  /** Every request received, oldest first (the newest 10 000). Keys and cookies are redacted. */
  readonly log: ReadonlyArray<LoggedRequest>
  /** What goes wrong with the next requests. */
  readonly faults: Faults
  /** Back to the beginning: endpoints, credit, ledger, log, faults, remembered keys, ids. The clock goes on. */
  readonly reset: () => void
}

/**
 * Makes an emulator on the clock of the calling fiber: under a `TestClock`, adjusting it moves deploys, starts and
 * streams forward.
 */
export const makeEmulator = (options: EmulatorOptions = {}): Effect.Effect<Emulator> =>
  Effect.gen(function* () {
    const resolved = resolveOptions(options)
    const clock = VirtualClock.make(yield* Clock.clockWith(Effect.succeed))
    const context = Context.add(yield* Effect.context<never>(), Clock.Clock, clock)
    const platform = Platform.make(new World(resolved, clock))
    const fetch = FetchDoor.make(platform, context)

    const emulator: Emulator = {
      fetch,
      httpClientLayer: FetchHttpClient.layer.pipe(
        Layer.provide(Layer.succeed(FetchHttpClient.Fetch, fetch as typeof globalThis.fetch))
      ),
      advance: (duration) => Effect.runPromiseWith(context)(clock.advance(duration)),
      get balanceMicroUsd() {
        return platform.world.ledger.balanceMicroUsd
      },
      set balanceMicroUsd(microUsd) {
        platform.world.ledger.balanceMicroUsd = microUsd
      },
      get ledger() {
        return platform.world.ledger.entries
      },
      get log() {
        return platform.log.entries
      },
      faults: platform.faults,
      reset: () => {
        platform.world = new World(resolved, clock)
        platform.log = new RequestLog()
        platform.faults.clear()
      }
    }
    return emulator
  })

/**
 * Makes an emulator on the system clock.
 *
 * @example
 * ```ts
 * const emulator = createEmulator()
 * const response = await emulator.fetch("https://api.pareta.ai/v1/models", {
 *   headers: { authorization: "Bearer pareta_sk_test_1" }
 * })
 * ```
 */
export const createEmulator = (options: EmulatorOptions = {}): Emulator => Effect.runSync(makeEmulator(options))
