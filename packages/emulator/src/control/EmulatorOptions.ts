/** The options of an emulator, and their defaults. */
import type * as Duration from "effect/Duration"
import * as Schema from "effect/Schema"
import type { Surface } from "../wire/Surface.ts"
import { millisecondsOf } from "./Durations.ts"
import { type IdempotencyOptions, type ResolvedIdempotency, resolveIdempotency } from "./IdempotencyOptions.ts"
import { checkNames, type Names } from "./KnownNames.ts"
import { type Limits, resolveLimits } from "./Limits.ts"
import type { LoggedRequest } from "./LoggedRequest.ts"
import type { RateLimit } from "./RateLimit.ts"
import { typeCheck } from "./ScriptTypes.ts"
import { type ReportConsole, reportStack } from "./StackReport.ts"

/** Which API keys are accepted: any `pareta_sk_…`, only live keys, only test keys, or exactly the keys in the list. */
export type AcceptedKeys = "any" | "live" | "test" | ReadonlyArray<string>

/** An endpoint that exists from the start. */
export interface EndpointSeed {
  /** The id, which is also the name. Chat requests send it as `model`. */
  readonly id: string
  /** The id of a deployable task of the catalogue. */
  readonly task: string
  /** The alias of one of the task's candidates. Default: the recommended one. */
  readonly model?: string
  /** Default: `"live"`. */
  readonly status?: "live" | "stopped"
}

/** How long operations take on the emulator's clock. Numbers are milliseconds. */
export interface TimingOptions {
  /** From the deploy request to the `complete` event. Default: 3 seconds if `latency` is `"realistic"`, otherwise 0. */
  readonly deploy?: Duration.Input
  /** From the start request until the endpoint is live. Default: 2 seconds, with either `latency`. */
  readonly start?: Duration.Input
  /**
   * From the request for an eval run to its end. Default: 8 seconds if `latency` is `"realistic"`.
   *
   * Otherwise the default is 1 second, and each poll also advances the run by one status. So four polls return
   * `queued`, `running`, `evaluating` and `completed`, without waiting.
   */
  readonly run?: Duration.Input
  /**
   * From the chat request to its first token. Default: 150–300 ms (from the seed) if `latency` is `"realistic"`,
   * otherwise 0.
   */
  readonly firstToken?: Duration.Input
  /**
   * How fast an answer is generated. Default: 80–120 (from the seed) if `latency` is `"realistic"`, otherwise
   * `Infinity`.
   */
  readonly tokensPerSecond?: number
}

/** The options of `createEmulator` and `makeEmulator`. All are optional. */
export interface EmulatorOptions {
  /** Together with the requests, determines every id, latency and random number. Default: 1. */
  readonly seed?: number
  /** Which API keys are accepted. Default: `"any"`. */
  readonly keys?: AcceptedKeys
  /**
   * Which generation of the platform is served: that of 0.2, that of 3, or both at once. Without generation 3, `auto`
   * and the routes that came with it get 404; without 0.2, the model list has only `auto`, and aliases get 404.
   * Default: `"all"`.
   */
  readonly surface?: Surface
  /** Whether the agent lane is served where generation 3 is. Without it, its routes get 404. Default: `true`. */
  readonly agentLane?: boolean
  /** The initial credit in micro-USD. Default: 25 000 000 ($25.00). */
  readonly balanceMicroUsd?: number
  /** `"none"` reports latencies without waiting; `"realistic"` waits on the emulator's clock. Default: `"none"`. */
  readonly latency?: "none" | "realistic"
  /** Overrides individual durations, and the token rate. */
  readonly timing?: TimingOptions
  /** Replaces the two default endpoints, `ep_contract_kie_01` and `ep_a1b2c3`. */
  readonly endpoints?: ReadonlyArray<EndpointSeed>
  /** How much the emulator accepts from one request, and how much it keeps of all requests. */
  readonly limits?: Partial<Limits>
  /** How many requests are accepted in a period. Default: any number. */
  readonly rateLimit?: RateLimit
  /** How repeated idempotency keys are treated. */
  readonly idempotency?: IdempotencyOptions
  /**
   * Where the stack is printed when the emulator itself fails, for example because a function in a script throws. The
   * request is answered with 500. Default: `console`, whose `error` goes to stderr.
   */
  readonly console?: ReportConsole
  /**
   * Called with each request when its reply has ended, however it ended. The same entry is in `log`. What it throws is
   * printed, and changes nothing.
   */
  readonly onRequest?: (request: LoggedRequest) => void
}

/** All durations, in milliseconds, and the token rate. `undefined` means that the value is drawn for each request. */
export interface Timing {
  readonly deployMilliseconds: number
  readonly startMilliseconds: number
  readonly runMilliseconds: number
  readonly runMovesWhenPolled: boolean
  readonly firstTokenMilliseconds: number | undefined
  readonly tokensPerSecond: number | undefined
}

/** The options with all defaults filled in. */
export interface ResolvedOptions {
  readonly seed: number
  readonly keys: AcceptedKeys
  readonly surface: Surface
  readonly agentLane: boolean
  readonly balanceMicroUsd: number
  readonly timing: Timing
  readonly endpoints: ReadonlyArray<EndpointSeed>
  readonly limits: Limits
  readonly rateLimit: RateLimit | undefined
  readonly idempotency: ResolvedIdempotency
  readonly console: ReportConsole
  readonly onRequest: (request: LoggedRequest) => void
}

/** Fills in the defaults. Throws a `RangeError` for an option that does not exist, and for an invalid value. */
export const resolveOptions = (options: EmulatorOptions): ResolvedOptions => {
  checkNames(options, optionNames, "EmulatorOptions")
  checkNames(options.timing ?? {}, timingNames, "timing")
  for (const endpoint of options.endpoints ?? []) checkNames(endpoint, seedNames, "an endpoint")
  checkTypes(options, "EmulatorOptions")
  checkBalance(options.balanceMicroUsd ?? 0)
  const { console = globalThis.console } = options
  return {
    seed: options.seed ?? 1,
    keys: options.keys ?? "any",
    surface: options.surface ?? "all",
    agentLane: options.agentLane ?? true,
    balanceMicroUsd: options.balanceMicroUsd ?? 25_000_000,
    timing: resolveTiming(options.latency ?? "none", options.timing ?? {}),
    endpoints: options.endpoints ?? defaultEndpoints,
    limits: resolveLimits(options.limits ?? {}),
    rateLimit: options.rateLimit,
    idempotency: resolveIdempotency(options.idempotency ?? {}),
    console,
    onRequest: contained(options.onRequest, console)
  }
}

/** Throws a `RangeError` for a balance that is not finite. */
export function checkBalance(microUsd: unknown, name = "balanceMicroUsd"): asserts microUsd is number {
  if (typeof microUsd !== "number" || !Number.isFinite(microUsd)) throw new RangeError(`${name} must be a number`)
}

const checkTypes = typeCheck(
  Schema.Struct({
    seed: Schema.optional(Schema.Int),
    keys: Schema.optional(Schema.Union([Schema.Literals(["any", "live", "test"]), Schema.Array(Schema.String)])),
    surface: Schema.optional(Schema.Literals(["all", "0.2", "3"])),
    agentLane: Schema.optional(Schema.Boolean),
    latency: Schema.optional(Schema.Literals(["none", "realistic"])),
    endpoints: Schema.optional(
      Schema.Array(
        Schema.Struct({
          id: Schema.String,
          task: Schema.String,
          model: Schema.optional(Schema.String),
          status: Schema.optional(Schema.Literals(["live", "stopped"]))
        })
      )
    )
  })
)

const contained =
  (onRequest: EmulatorOptions["onRequest"], console: ReportConsole) =>
  (request: LoggedRequest): void => {
    try {
      onRequest?.(request)
    } catch (error) {
      reportStack(console, "pareta-emulator: onRequest failed", error, undefined)
    }
  }

const optionNames: Names<EmulatorOptions> = {
  seed: true,
  keys: true,
  surface: true,
  agentLane: true,
  balanceMicroUsd: true,
  latency: true,
  timing: true,
  endpoints: true,
  limits: true,
  rateLimit: true,
  idempotency: true,
  console: true,
  onRequest: true
}

const timingNames: Names<TimingOptions> = {
  deploy: true,
  start: true,
  run: true,
  firstToken: true,
  tokensPerSecond: true
}

const seedNames: Names<EndpointSeed> = { id: true, task: true, model: true, status: true }

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

const finiteMilliseconds = (name: string, duration: Duration.Input): number => {
  const milliseconds = millisecondsOf(duration)
  if (milliseconds === undefined || !Number.isFinite(milliseconds))
    throw new RangeError(`timing.${name} must be a finite duration`)
  return milliseconds
}

const defaultEndpoints: ReadonlyArray<EndpointSeed> = [
  { id: "ep_contract_kie_01", task: "contract-key-fields" },
  { id: "ep_a1b2c3", task: "general-chat" }
]
