/** What can be chosen about an emulator, and the defaults. */
import * as Duration from "effect/Duration"

/** Which bearer keys are accepted: any `pareta_sk_…`, only live or test ones, or exactly the listed ones. */
export type AcceptedKeys = "any" | "live" | "test" | ReadonlyArray<string>

/** An endpoint that exists from the start. */
export interface EndpointSeed {
  /** The id (and name) that chat takes as `model`. */
  readonly id: string
  /** A deployable task id of the catalogue. */
  readonly task: string
  /** A candidate alias of that task; default: the task's recommended one. */
  readonly model?: string
  /** Default `"live"`. */
  readonly status?: "live" | "stopped"
}

/** How long things take on the emulator's clock. */
export interface TimingOptions {
  /** From the deploy request to `complete`. Default 3 seconds when realistic, else none. */
  readonly deploy?: Duration.Input
  /** From `start` to live. Default 2 seconds in both modes. */
  readonly start?: Duration.Input
  /**
   * From the eval run's request to its end. Default 8 seconds when realistic. Else 1 second, and each look at the run
   * moves it on by a status, so that `queued`, `running`, `evaluating`, `completed` take four looks and no waiting.
   */
  readonly run?: Duration.Input
  /** From the chat request to its first token. Default 150–300 ms (by seed) when realistic, else none. */
  readonly firstToken?: Duration.Input
  /** Default 80–120 (by seed) when realistic, else `Infinity`. */
  readonly tokensPerSecond?: number
}

/** Options of `createEmulator` and `makeEmulator`; all may be left out. */
export interface EmulatorOptions {
  /** Every id, latency and drawn number is a function of it and of the requests. Default 1. */
  readonly seed?: number
  /** Default `"any"`. */
  readonly keys?: AcceptedKeys
  /** Credit to start with, in micro-USD. Default 25 000 000 ($25.00). */
  readonly balanceMicroUsd?: number
  /** `"none"` reports latencies without sleeping, `"realistic"` sleeps them on the clock. Default `"none"`. */
  readonly latency?: "none" | "realistic"
  /** Overrides single durations of the latency mode. */
  readonly timing?: TimingOptions
  /** Replaces the two default endpoints, `ep_contract_kie_01` and `ep_a1b2c3`. */
  readonly endpoints?: ReadonlyArray<EndpointSeed>
}

/** The durations in force, in milliseconds; `undefined` means drawn from the seed for each request. */
export interface Timing {
  readonly deployMilliseconds: number
  readonly startMilliseconds: number
  readonly runMilliseconds: number
  readonly runMovesWhenPolled: boolean
  readonly firstTokenMilliseconds: number | undefined
  readonly tokensPerSecond: number | undefined
}

/** The options with every default filled in. */
export interface ResolvedOptions {
  readonly seed: number
  readonly keys: AcceptedKeys
  readonly balanceMicroUsd: number
  readonly timing: Timing
  readonly endpoints: ReadonlyArray<EndpointSeed>
}

/** Fills in the defaults. */
export const resolveOptions = (options: EmulatorOptions): ResolvedOptions => ({
  seed: options.seed ?? 1,
  keys: options.keys ?? "any",
  balanceMicroUsd: options.balanceMicroUsd ?? 25_000_000,
  timing: resolveTiming(options.latency ?? "none", options.timing ?? {}),
  endpoints: options.endpoints ?? defaultEndpoints
})

const resolveTiming = (latency: "none" | "realistic", timing: TimingOptions): Timing => {
  if (timing.tokensPerSecond !== undefined && !(timing.tokensPerSecond > 0)) {
    throw new RangeError("timing.tokensPerSecond must be greater than 0")
  }
  const realistic = latency === "realistic"
  return {
    deployMilliseconds: finiteMilliseconds("deploy", timing.deploy ?? (realistic ? "3 seconds" : 0)),
    startMilliseconds: finiteMilliseconds("start", timing.start ?? "2 seconds"),
    runMilliseconds: finiteMilliseconds("run", timing.run ?? (realistic ? "8 seconds" : "1 second")),
    runMovesWhenPolled: timing.run === undefined && !realistic,
    firstTokenMilliseconds:
      timing.firstToken === undefined
        ? realistic
          ? undefined
          : 0
        : finiteMilliseconds("firstToken", timing.firstToken),
    tokensPerSecond: timing.tokensPerSecond ?? (realistic ? undefined : Number.POSITIVE_INFINITY)
  }
}

// NaN, Infinity and negative numbers have no meaning as waits here.
const finiteMilliseconds = (name: string, duration: Duration.Input): number => {
  const milliseconds = Duration.toMillis(duration)
  if (!Number.isFinite(milliseconds) || milliseconds < 0)
    throw new RangeError(`timing.${name} must be a finite duration`)
  return milliseconds
}

const defaultEndpoints: ReadonlyArray<EndpointSeed> = [
  { id: "ep_contract_kie_01", task: "contract-key-fields" },
  { id: "ep_a1b2c3", task: "general-chat" }
]
