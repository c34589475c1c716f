import * as Context from "effect/Context"
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import { dual } from "effect/Function"
import type * as Schedule from "effect/Schedule"
import * as Stream from "effect/Stream"
import type { CallFailure } from "../ParetaError.ts"
import type { ResponseMeta } from "./ResponseMeta.ts"

/** Limits of one call's phases; each in milliseconds or any Effect duration, `Infinity` for none. */
export interface Timeouts {
  /** One attempt of a buffered call, its body included. Default 60 seconds; retried. */
  readonly request?: Duration.Input
  /** One attempt of a stream, to the accepted head. Default 60 seconds; retried. */
  readonly handshake?: Duration.Input
  /** From the accepted head of a stream to its first event. Default: chat 10 minutes, deploy none. */
  readonly firstEvent?: Duration.Input
  /** Silence on the wire after the first event. Default: chat 60 seconds, deploy 10 minutes. */
  readonly idle?: Duration.Input
  /** Bytes but no event (pings only) after the first event. Default: chat 10 minutes, deploy none. */
  readonly event?: Duration.Input
  /** The whole logical call, attempts and back-off, to its result or to a stream's head. Default none. */
  readonly total?: Duration.Input
}

/** What a key function is told of the POST it names. */
export interface IdempotencyKeyRequest {
  /** The public method, e.g. `chat.completions.create`. */
  readonly operation: string
  readonly method: string
  readonly path: string
}

/** The retry that replaces the default: its input is the failure, its output is ignored. */
export type RetrySchedule = Schedule.Schedule<unknown, CallFailure>

/** Settings of one call; what is absent comes from the client. */
export interface RequestOptions {
  /** A plain duration sets `request`, `handshake` and, not below 60 seconds, `idle`. */
  readonly timeout?: Duration.Input | Timeouts
  /** Attempts after the first; truncated, negatives are 0. */
  readonly maxRetries?: number
  /** Decides whether and when to try again, among the failures that may be retried at all. `Retry-After` stays a floor. */
  readonly retry?: RetrySchedule
  /** Added to the client's headers; `null` removes one. Authorization, Accept, Content-Type and Idempotency-Key are reserved. */
  readonly headers?: { readonly [name: string]: string | null }
  /** The key of the one POST made under these options, or a function that names each. Default: a fresh key per POST. */
  readonly idempotencyKey?: string | ((request: IdempotencyKeyRequest) => string)
  /** Told of every logical call when it is over, failed ones and streams (at their end) included. */
  readonly onResponse?: (meta: ResponseMeta) => void
}

/** The options in force and the plain idempotency keys that POSTs have consumed under them. */
export interface CurrentRequestOptions {
  readonly options: RequestOptions
  readonly keys: Set<string>
}

/** The per-call settings of the running fiber; absent unless {@link withRequestOptions} set them. */
export const CurrentRequestOptions: Context.Reference<CurrentRequestOptions | undefined> =
  /*#__PURE__*/ Context.Reference<CurrentRequestOptions | undefined>("@pareta/core/RequestOptions", {
    defaultValue: () => undefined
  })

/** Options for one run: laid over those in force around it, with an idempotency key that nobody has used yet. */
export const enter = (options: RequestOptions, around: CurrentRequestOptions | undefined): CurrentRequestOptions => ({
  options: { ...around?.options, ...options, headers: { ...around?.options.headers, ...options.headers } },
  keys: options.idempotencyKey === undefined && around !== undefined ? around.keys : new Set()
})

/**
 * Runs an Effect or a Stream of the client with other settings.
 *
 * A plain `idempotencyKey` serves one POST of each run: a second one under it fails with `InvalidArgumentError` before
 * anything is sent. Use a function to name many.
 *
 * ```ts
 * client.chat.completions.create(params).pipe(withRequestOptions({ timeout: "5 seconds", maxRetries: 0 }))
 * ```
 */
export const withRequestOptions: {
  (options: RequestOptions): <Self extends AnyEffect | AnyStream>(self: Self) => Same<Self>
  <Self extends AnyEffect | AnyStream>(self: Self, options: RequestOptions): Same<Self>
} = /*#__PURE__*/ dual(2, (self: AnyEffect | AnyStream, options: RequestOptions) =>
  Stream.isStream(self)
    ? Stream.unwrap(
        Effect.map(entered(options), (current) => Stream.provideService(self, CurrentRequestOptions, current))
      )
    : Effect.flatMap(entered(options), (current) => Effect.provideService(self, CurrentRequestOptions, current))
)

type AnyEffect = Effect.Effect<unknown, unknown, unknown>

type AnyStream = Stream.Stream<unknown, unknown, unknown>

/** The Effect or Stream that a value is. */
type Same<Self> =
  Self extends Stream.Stream<infer A, infer E, infer R>
    ? Stream.Stream<A, E, R>
    : Self extends Effect.Effect<infer A, infer E, infer R>
      ? Effect.Effect<A, E, R>
      : never

/** Options of one run, entered as the run begins. */
const entered = (options: RequestOptions): Effect.Effect<CurrentRequestOptions> =>
  Effect.withFiber((fiber) => Effect.succeed(enter(options, fiber.getRef(CurrentRequestOptions))))
