/** The options of one call, and the function that runs an Effect or a Stream with them. */
import * as Context from "effect/Context"
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import { dual } from "effect/Function"
import * as Schedule from "effect/Schedule"
import * as Stream from "effect/Stream"
import { checkRecord, type FieldNames, fieldsOf } from "../../Arguments.ts"
import { type CallFailure, InvalidArgumentError } from "../../ParetaError.ts"
import type { HttpTransportBody } from "../transport/HttpTransport.ts"
import type { Hook } from "./Hooks.ts"
import type { ResponseMeta } from "./ResponseMeta.ts"

/** The time limits of a call. Each is in milliseconds or any other Effect duration; `Infinity` means no limit. */
export interface Timeouts {
  /** One attempt of a buffered call, including its body. Retried. @default "60 seconds" */
  readonly request?: Duration.Input | undefined
  /** One attempt of a stream, until its response headers are accepted. Retried. @default "60 seconds" */
  readonly handshake?: Duration.Input | undefined
  /**
   * From the accepted response headers of a stream to its first event. Default: 10 minutes for chat, none for deploy.
   */
  readonly firstEvent?: Duration.Input | undefined
  /** Silence on the wire after the first event. Default: 60 seconds for chat, 10 minutes for deploy. */
  readonly idle?: Duration.Input | undefined
  /** Bytes but no event (pings only) after the first event. Default: 10 minutes for chat, none for deploy. */
  readonly event?: Duration.Input | undefined
  /**
   * The whole call, with its attempts and back-off, to its result or to the response headers of a stream. In a method
   * that makes several calls, it limits each of them. Default: none.
   */
  readonly total?: Duration.Input | undefined
}

/** The argument of a function given as `idempotencyKey`: the POST that needs a key. */
export interface IdempotencyKeyRequest {
  /** The public method, e.g. `chat.completions.create`. */
  readonly operation: string
  readonly method: string
  readonly path: string
}

/** A schedule that replaces the default back-off. Its input is the failure; its output is ignored. */
export type RetrySchedule = Schedule.Schedule<unknown, CallFailure>

/** The options of one call. If one is left out, the client's is used. */
export interface RequestOptions {
  /** A single duration sets `request`, `handshake` and `idle` (`idle` to at least 60 seconds). */
  readonly timeout?: Duration.Input | Timeouts | undefined
  /**
   * How many times the call is retried. Fractions are truncated, and negative numbers count as 0. Default: the
   * client's, or no limit if `retry` is given.
   */
  readonly maxRetries?: number | undefined
  /**
   * Decides whether and when to retry. A failure that the client never retries is still not retried. The wait is at
   * least as long as `Retry-After` asks, up to 30 seconds.
   */
  readonly retry?: RetrySchedule | undefined
  /**
   * Added to the client's headers; `null` removes a header. `Authorization`, `Accept`, `Content-Type` and
   * `Idempotency-Key` are reserved.
   */
  readonly headers?: { readonly [name: string]: string | null } | undefined
  /**
   * The key of the POST made with these options, or a function that returns a key for each. Default: a new key for each
   * POST. The same POST may be repeated with a key, for example by `Effect.retry`; another one is refused.
   */
  readonly idempotencyKey?: string | ((request: IdempotencyKeyRequest) => string) | undefined
  /**
   * Called once when a call ends: on success, on failure, and when a stream closes. For a method that makes several
   * calls, such as `evals.runs.wait`, it is called for each. An Effect that it returns is run, but not waited for.
   */
  readonly onResponse?: Hook<ResponseMeta> | undefined
  /**
   * Called with each stage of a streamed chat with `model: "auto"`, before its text: `planning`, `executing` and
   * `answering`; others are possible. An Effect that it returns is run, but not waited for.
   */
  readonly onProgress?: Hook<string> | undefined
  /**
   * The conversation that a turn of the agent lane belongs to. The turns of a session go to the same model, until it has
   * been idle for about 30 minutes. Default: the platform derives it from the system prompt and the tools.
   */
  readonly session?: string | null | undefined
}

/** The options of a run, read once. */
export interface EnteredOptions extends RequestOptions {
  /** Why they could not be read. It is thrown where they are used, since a run begins without a check. */
  readonly problem?: unknown
  /** Called as `onResponse` is, also for the calls inside, whatever options these have. */
  readonly observers?: ReadonlyArray<(meta: ResponseMeta) => void> | undefined
}

/** A POST, with the values that distinguish it from another one. */
export interface KeyedRequest extends IdempotencyKeyRequest {
  readonly body: HttpTransportBody
  /** The text of the files in the body, if it is known. */
  readonly fileText: string | undefined
}

/** The options in force, and the POSTs that were sent with a string key, by key. */
export interface CurrentRequestOptions {
  readonly options: EnteredOptions
  readonly keys: Map<string, KeyedRequest>
}

/** The options of the running fiber; `undefined` unless {@link withRequestOptions} set them. */
export const CurrentRequestOptions: Context.Reference<CurrentRequestOptions | undefined> =
  /*#__PURE__*/ Context.Reference<CurrentRequestOptions | undefined>("@pareta/core/RequestOptions", {
    defaultValue: () => undefined
  })

/** The options of one run. They override those around it, and their idempotency key counts as unused. */
export const enter = (own: EnteredOptions, around: CurrentRequestOptions | undefined): CurrentRequestOptions =>
  around === undefined
    ? { options: own, keys: new Map() }
    : {
        options: { ...around.options, ...own, headers: { ...around.options.headers, ...own.headers } },
        keys: own.idempotencyKey === undefined ? around.keys : new Map()
      }

/**
 * Runs an Effect or a Stream of the client with the given options.
 *
 * A string as `idempotencyKey` is for one POST of each run. The same POST may be repeated with it, for example by
 * `Effect.retry`; another one fails with `InvalidArgumentError` before it is sent. To use a different key for each
 * POST, pass a function.
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

/**
 * Returns the result of an Effect together with the metadata of the last call that ended in it: attempts, receipts,
 * rate limits, timings. It also works for results that `responseMeta` cannot look up, such as `undefined`.
 *
 * Fails with `InvalidArgumentError` if no call ended in it.
 *
 * ```ts
 * const [completion, meta] = yield* withResponseMeta(client.chat.completions.create(params))
 * ```
 */
export const withResponseMeta = <A, E, R>(
  self: Effect.Effect<A, E, R>
): Effect.Effect<[A, ResponseMeta], E | InvalidArgumentError, R> =>
  Effect.withFiber((fiber) => {
    let last: ResponseMeta | undefined
    const observe = (meta: ResponseMeta) => {
      last = meta
    }
    const around = fiber.getRef(CurrentRequestOptions)
    const current: CurrentRequestOptions = {
      options: { ...around?.options, observers: [...(around?.options.observers ?? []), observe] },
      keys: around?.keys ?? new Map()
    }
    return Effect.flatMap(Effect.provideService(self, CurrentRequestOptions, current), (result) =>
      last === undefined
        ? Effect.fail(new InvalidArgumentError("withResponseMeta: no call of the client ended in this Effect"))
        : Effect.succeed([result, last])
    )
  })

type AnyEffect = Effect.Effect<unknown, unknown, unknown>

type AnyStream = Stream.Stream<unknown, unknown, unknown>

/** The same Effect or Stream type again. */
type Same<Self> =
  Self extends Stream.Stream<infer A, infer E, infer R>
    ? Stream.Stream<A, E, R>
    : Self extends Effect.Effect<infer A, infer E, infer R>
      ? Effect.Effect<A, E, R>
      : never

/** The options of one run, made when the run begins. */
const entered = (options: RequestOptions): Effect.Effect<CurrentRequestOptions> =>
  Effect.withFiber((fiber) => Effect.succeed(enter(read(options), fiber.getRef(CurrentRequestOptions))))

const requestOptions: FieldNames<RequestOptions> = {
  timeout: true,
  maxRetries: true,
  retry: true,
  headers: true,
  idempotencyKey: true,
  onResponse: true,
  onProgress: true,
  session: true
}

/** Throws unless the value is a Schedule. */
export const checkSchedule = (retry: unknown): void => {
  if (retry !== undefined && !Schedule.isSchedule(retry)) throw new InvalidArgumentError("retry must be a Schedule")
}

const read = (given: RequestOptions): EnteredOptions => {
  try {
    const options = fieldsOf(given, requestOptions, "request option")
    const { headers, retry } = options
    checkSchedule(retry)
    if (headers === undefined) return options
    checkRecord(headers, "headers")
    return { ...options, headers: { ...headers } }
  } catch (problem) {
    return { problem }
  }
}
