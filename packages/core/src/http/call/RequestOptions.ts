/** The settings of one call, and how an Effect or a Stream is run with them. */
import * as Context from "effect/Context"
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import { dual } from "effect/Function"
import type * as Schedule from "effect/Schedule"
import * as Stream from "effect/Stream"
import type { CallFailure } from "../../ParetaError.ts"
import type { ResponseMeta } from "./ResponseMeta.ts"

/** The time limits of a call. Each is in milliseconds or any other Effect duration; `Infinity` means no limit. */
export interface Timeouts {
  /** One attempt of a buffered call, including its body. Retried. @default "60 seconds" */
  readonly request?: Duration.Input
  /** One attempt of a stream, to the accepted head. Retried. @default "60 seconds" */
  readonly handshake?: Duration.Input
  /** From the accepted head of a stream to its first event. Default: 10 minutes for chat, none for deploy. */
  readonly firstEvent?: Duration.Input
  /** Silence on the wire after the first event. Default: 60 seconds for chat, 10 minutes for deploy. */
  readonly idle?: Duration.Input
  /** Bytes but no event (pings only) after the first event. Default: 10 minutes for chat, none for deploy. */
  readonly event?: Duration.Input
  /** The whole call, with its attempts and back-off, to its result or to the head of a stream. Default: none. */
  readonly total?: Duration.Input
}

/** The POST that a function given as `idempotencyKey` is called with. */
export interface IdempotencyKeyRequest {
  /** The public method, e.g. `chat.completions.create`. */
  readonly operation: string
  readonly method: string
  readonly path: string
}

/** A schedule that replaces the default back-off. Its input is the failure; its output is ignored. */
export type RetrySchedule = Schedule.Schedule<unknown, CallFailure>

/** The settings of one call. Those left out come from the client. */
export interface RequestOptions {
  /** A plain duration sets `request`, `handshake` and `idle`, the last to at least 60 seconds. */
  readonly timeout?: Duration.Input | Timeouts
  /** How often the call is retried. Fractions are cut off, and negative numbers count as 0. */
  readonly maxRetries?: number
  /** Decides whether and when to retry a failure that may be retried at all. Never sooner than `Retry-After` asks for. */
  readonly retry?: RetrySchedule
  /** Added to the client's headers; `null` removes a header. Authorization, Accept, Content-Type and Idempotency-Key are reserved. */
  readonly headers?: { readonly [name: string]: string | null }
  /** The key of the one POST made under these options, or a function that returns the key of each. Default: a fresh key per POST. */
  readonly idempotencyKey?: string | ((request: IdempotencyKeyRequest) => string)
  /** Called once when a call ends: on success, on failure, and when a stream closes. */
  readonly onResponse?: (meta: ResponseMeta) => void
}

/** The options in force, and the plain idempotency keys that POSTs have used under them. */
export interface CurrentRequestOptions {
  readonly options: RequestOptions
  readonly keys: Set<string>
}

/** The options of the running fiber; `undefined` unless {@link withRequestOptions} set them. */
export const CurrentRequestOptions: Context.Reference<CurrentRequestOptions | undefined> =
  /*#__PURE__*/ Context.Reference<CurrentRequestOptions | undefined>("@pareta/core/RequestOptions", {
    defaultValue: () => undefined
  })

/** The options of one run: on top of those around it, and with an idempotency key that is not used yet. */
export const enter = (options: RequestOptions, around: CurrentRequestOptions | undefined): CurrentRequestOptions => ({
  options: { ...around?.options, ...options, headers: { ...around?.options.headers, ...options.headers } },
  keys: options.idempotencyKey === undefined && around !== undefined ? around.keys : new Set()
})

/**
 * Runs an Effect or a Stream of the client with its own settings.
 *
 * A plain `idempotencyKey` is for one POST of each run: a second POST under it fails with `InvalidArgumentError` before
 * anything is sent. Use a function to give each its own key.
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

/** The type of an Effect or Stream, as itself. */
type Same<Self> =
  Self extends Stream.Stream<infer A, infer E, infer R>
    ? Stream.Stream<A, E, R>
    : Self extends Effect.Effect<infer A, infer E, infer R>
      ? Effect.Effect<A, E, R>
      : never

/** The options of one run, taken as the run begins. */
const entered = (options: RequestOptions): Effect.Effect<CurrentRequestOptions> =>
  Effect.withFiber((fiber) => Effect.succeed(enter(options, fiber.getRef(CurrentRequestOptions))))
