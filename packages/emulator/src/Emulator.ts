/** The emulator: one state and one clock, reached through a fetch function, an `HttpClient` layer or a server. */
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as FetchHttpClient from "effect/http/FetchHttpClient"
import type * as HttpClient from "effect/http/HttpClient"
import * as Layer from "effect/Layer"
import * as Scope from "effect/Scope"
import { imitation } from "./answers/Imitation.ts"
import type { Answers } from "./control/AnswerScript.ts"
import { checkBalance, type EmulatorOptions, resolveOptions } from "./control/EmulatorOptions.ts"
import type { LoggedRequest } from "./control/LoggedRequest.ts"
import * as VirtualClock from "./control/VirtualClock.ts"
import * as FetchDoor from "./doors/FetchDoor.ts"
import type { ListenError, Listening, ListenOptions } from "./doors/Listening.ts"
import type { AttachedDocument } from "./evals/EvalSet.ts"
import type { Proposals } from "./evals/ProposalScript.ts"
import type { Runs } from "./evals/RunScript.ts"
import type { Matches } from "./match/MatchScript.ts"
import type { Faults } from "./pipeline/Faults.ts"
import * as PlatformState from "./pipeline/PlatformState.ts"
import type { RateLimiting } from "./pipeline/RateLimiter.ts"
import type { Idempotency } from "./state/Idempotency.ts"
import type { LedgerEntry } from "./state/Ledger.ts"
import { World } from "./state/World.ts"

/** A running server. `close` ends its open connections and leaves nothing running. */
export interface RunningServer extends Listening {
  readonly close: () => Promise<void>
  readonly [Symbol.asyncDispose]: () => Promise<void>
}

/** How much of its state an emulator has dropped. All are 0 unless one of its `limits` was reached. */
export interface Dropped {
  readonly logEntries: number
  readonly logBodies: number
  readonly ledgerEntries: number
  readonly rememberedReplies: number
  readonly trafficSamples: number
  readonly evalRuns: number
  readonly uploadUrls: number
}

/** The Pareta platform in one process. */
export interface Emulator {
  /**
   * A replacement for `globalThis.fetch`. It does not depend on `this`. The origin of a URL is ignored; only path and
   * query count.
   */
  readonly fetch: FetchDoor.FetchFunction
  /** An Effect `HttpClient` over the same state. */
  readonly httpClientLayer: Layer.Layer<HttpClient.HttpClient>
  /** Serves the same state on a port. Rejects with a `ListenError`, for example when the port is in use. Node only. */
  readonly listen: (options?: ListenOptions) => Promise<RunningServer>
  /** The same for Effect users: the server closes with the scope. Node only. */
  readonly serve: (options?: ListenOptions) => Effect.Effect<Listening, ListenError, Scope.Scope>
  /**
   * Moves the clock forward, and runs everything that becomes due, in order. Takes milliseconds or any Effect duration.
   * Rejects with a `RangeError` for anything else.
   *
   * @example
   * ```ts
   * await emulator.advance("5 minutes")
   * ```
   */
  readonly advance: (duration: Duration.Input) => Promise<void>
  /** The organization's credit in micro-USD. At 0 or below, requests that cost money fail with 402. */
  balanceMicroUsd: number
  /** The newest debits, oldest first. How many there are is limited: see `limits`. */
  readonly ledger: ReadonlyArray<LedgerEntry>
  /**
   * The newest requests, oldest first, including those that the client aborted. Keys and cookies are redacted. How many
   * there are, and how many of their bodies, is limited: see `limits`.
   */
  readonly log: ReadonlyArray<LoggedRequest>
  /** What the emulator has dropped so far, because its `limits` left no space for it. */
  readonly dropped: Dropped
  /** Every document attached to a row of an existing eval set, in the order of sets and rows. */
  readonly documents: ReadonlyArray<AttachedDocument>
  /**
   * Sets what the model answers in chat, buffered, streamed and billed alike.
   *
   * @example
   * ```ts
   * emulator.answers.script("weather", { toolCalls: [{ name: "getWeather", arguments: { city: "Paris" } }], times: 1 })
   * emulator.answers.script(/invoice/i, { json: { total: 42.5, currency: "EUR" } })
   * emulator.answers.script("", (request) => `You sent ${request.messages.length} messages.`)
   * ```
   */
  readonly answers: Answers
  /**
   * Makes the next requests fail.
   *
   * @example
   * ```ts
   * emulator.faults.script("chat", { status: 503, times: 2 }, { reset: { afterEvents: 3 } })
   * ```
   */
  readonly faults: Faults
  /**
   * Sets the outcomes of the next queries to `POST /v1/tasks/match`.
   *
   * @example
   * ```ts
   * emulator.matches.script("unsupported", { outcome: "reason", task: "icd-coding", query: /notes/ })
   * ```
   */
  readonly matches: Matches
  /**
   * Sets the outcomes of the next proposals of a task for an eval set.
   *
   * @example
   * ```ts
   * emulator.proposals.script("conflict", { outcome: "clean", task: "invoice-extraction", prompt: /invoice/ })
   * ```
   */
  readonly proposals: Proposals
  /**
   * Sets the duration and the failures of the next eval runs.
   *
   * @example
   * ```ts
   * emulator.runs.script({ failsWith: "provider down" }, { lasts: "1 hour" })
   * ```
   */
  readonly runs: Runs
  /**
   * Limits how many requests are accepted in a period.
   *
   * @example
   * ```ts
   * emulator.rateLimit.set({ on: "chat", requests: 100, per: "1 minute", algorithm: "fixed-window" })
   * ```
   */
  readonly rateLimit: RateLimiting
  /**
   * Sets how repeated idempotency keys are treated, or forgets them.
   *
   * @example
   * ```ts
   * emulator.idempotency.set({ lifetime: "1 hour", whileInProgress: "conflict" })
   * ```
   */
  readonly idempotency: Idempotency
  /**
   * Restores the initial state: endpoints, eval sets and runs, credit, ledger, log, scripts, rate limit, idempotency
   * keys and ids. The clock is not reset.
   */
  readonly reset: () => void
}

/**
 * Creates an emulator on the clock of the calling fiber. Under a `TestClock`, adjusting that clock moves deploys,
 * starts and streams forward.
 *
 * @example
 * ```ts
 * const program = Effect.gen(function* () {
 *   const emulator = yield* makeEmulator({ timing: { deploy: "5 minutes" } })
 *   const models = HttpClient.get("https://emulator.invalid/v1/models")
 *   return yield* Effect.provide(models, emulator.httpClientLayer)
 * })
 * ```
 */
export const makeEmulator = (options: EmulatorOptions = {}): Effect.Effect<Emulator> =>
  Effect.gen(function* () {
    const resolved = resolveOptions(options)
    const clock = VirtualClock.make(yield* Clock.clockWith(Effect.succeed))
    const context = Context.add(yield* Effect.context<never>(), Clock.Clock, clock)
    const platform = PlatformState.make(new World(resolved, clock, imitation))
    const fetch = FetchDoor.make(platform, context)

    // Imported on demand, so that the fetch function also works without Node, and starts faster.
    const serve = (options?: ListenOptions) =>
      Effect.flatMap(
        Effect.promise(() => import("./doors/Server.ts")),
        (server) => server.serve(platform, clock, options)
      )
    const listen = async (options?: ListenOptions): Promise<RunningServer> => {
      const scope = Scope.makeUnsafe()
      const listening = await Effect.runPromiseWith(context)(Scope.provide(serve(options), scope))
      const close = () => Effect.runPromiseWith(context)(Scope.close(scope, Exit.void))
      return { ...listening, close, [Symbol.asyncDispose]: close }
    }

    const emulator: Emulator = {
      fetch,
      httpClientLayer: FetchHttpClient.layer.pipe(Layer.provide(Layer.succeed(FetchHttpClient.Fetch, fetch))),
      listen,
      serve,
      advance: (duration) => Effect.runPromiseWith(context)(clock.advance(duration)),
      get balanceMicroUsd() {
        platform.world.settle()
        return platform.world.ledger.balanceMicroUsd
      },
      set balanceMicroUsd(microUsd) {
        checkBalance(microUsd)
        // Debits that were due before this change are taken from the old balance.
        platform.world.settle()
        platform.world.ledger.balanceMicroUsd = microUsd
      },
      get ledger() {
        platform.world.settle()
        return platform.world.ledger.entries
      },
      get log() {
        return platform.log.entries
      },
      get dropped() {
        return PlatformState.droppedBy(platform)
      },
      get documents() {
        return platform.world.documents
      },
      get answers() {
        return platform.world.answers
      },
      faults: platform.faults,
      get matches() {
        return platform.world.matches
      },
      get proposals() {
        return platform.world.proposals
      },
      get runs() {
        return platform.world.runs
      },
      rateLimit: platform.rateLimiter,
      get idempotency() {
        return platform.world.idempotency
      },
      reset: () => PlatformState.reset(platform)
    }
    return emulator
  })

/**
 * Creates an emulator on the system clock.
 *
 * @example
 * ```ts
 * const emulator = createEmulator()
 * const response = await emulator.fetch("https://emulator.invalid/v1/models", {
 *   headers: { authorization: "Bearer pareta_sk_test_1" }
 * })
 * ```
 */
export const createEmulator = (options: EmulatorOptions = {}): Emulator => Effect.runSync(makeEmulator(options))
