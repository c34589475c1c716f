import {
  type AttemptEvent,
  type Fetch,
  type HttpMethod,
  InvalidArgumentError,
  type QueryParams,
  type ResponseMeta,
  type RetryEvent,
  type SSEEvent
} from "@pareta/core"
import { Call } from "@pareta/core/src/http/Call.ts"
import { fetchTransport } from "@pareta/core/src/http/HttpTransport.ts"
import * as Route from "@pareta/core/src/http/Route.ts"
import { type ParetaClientOptions, resolveConfig } from "@pareta/core/src/ParetaConfig.ts"
import * as Context from "effect/Context"
import * as Redacted from "effect/Redacted"
import * as Tracer from "effect/Tracer"
import { type Chat, makeChat } from "./Chat.ts"
import { type Endpoints, makeEndpoints } from "./Endpoints.ts"
import { type Evals, makeEvals } from "./Evals.ts"
import { type EventIterable, ReadingIterable } from "./EventIterable.ts"
import { type Models, makeModels } from "./Models.ts"
import { type OpenTelemetryTracer, openTelemetryTracer } from "./OpenTelemetry.ts"
import { Reading } from "./Reading.ts"
import type { RequestOptions, TimeoutOptions } from "./RequestOptions.ts"
import { type Runtime, run } from "./run.ts"
import { makeTasks, type Tasks } from "./Tasks.ts"

/** Options of the client. */
export interface ParetaOptions {
  /** A `pareta_sk_…` key from the dashboard. Required; `Pareta.fromEnv()` reads `PARETA_API_KEY`. */
  readonly apiKey?: string | null | undefined
  /** Where the API answers, without `/v1`. Default `https://api.pareta.ai`; trailing slashes are removed. */
  readonly baseURL?: string | null | undefined
  /** Milliseconds, default 60 000. A plain number sets `request`, `handshake` and, not below 60 000, `idle`. */
  readonly timeout?: number | TimeoutOptions | undefined
  /** Attempts after the first, default 2; truncated, negatives are 0. */
  readonly maxRetries?: number | undefined
  /**
   * Makes the requests in place of the global `fetch`. Its dispatcher, agent or proxy stay yours; an agent of the `undici`
   * package works only with that package's own fetch and `FormData`, which its `install()` makes the global ones.
   */
  readonly fetch?: Fetch | undefined
  /** Sent with every API call; `null` removes one. Authorization, Accept, Content-Type and Idempotency-Key are reserved. */
  readonly headers?: { readonly [name: string]: string | null } | undefined
  /** The largest event of a stream, in characters. Default 10 MiB. */
  readonly maxEventSize?: number | undefined
  /** Called as each request is sent. */
  readonly onAttempt?: ((event: AttemptEvent) => void) | undefined
  /** Called when an attempt has failed and another will follow. */
  readonly onRetry?: ((event: RetryEvent) => void) | undefined
  /** Called when a call is over: results, failures, and streams at their end. */
  readonly onResponse?: ((meta: ResponseMeta) => void) | undefined
  /** An OpenTelemetry tracer: each call becomes a client span with the GenAI attributes, never with content. */
  readonly tracer?: OpenTelemetryTracer | undefined
}

/** What `pareta.request` and `pareta.stream` take beside the settings of every call. */
export interface RouteOptions extends RequestOptions {
  readonly query?: QueryParams | undefined
  /** `FormData`, a `Blob` or a byte stream is sent as it is, any other value as JSON. */
  readonly body?: unknown
}

/**
 * The client of the Pareta platform.
 *
 * It owns no connection, so there is nothing to close. Make one and keep it: its namespaces are stable.
 *
 * ```ts
 * const pareta = Pareta.fromEnv()
 * const endpoint = await pareta.endpoints.deploy({ task: "contract-key-fields", wait: true })
 * const completion = await pareta.chat.completions.create({ model: endpoint.id, messages })
 * ```
 */
export class Pareta {
  readonly chat: Chat
  readonly models: Models
  readonly endpoints: Endpoints
  readonly tasks: Tasks
  readonly evals: Evals
  /** Where the API answers; without trailing slashes. */
  readonly baseURL: string
  /** Milliseconds of one attempt. */
  readonly timeout: number
  readonly maxRetries: number
  readonly #runtime: Runtime
  readonly #apiKey: Redacted.Redacted<string>

  /** Throws `InvalidArgumentError` (a `ParetaError`) for an option that cannot be right; sends nothing. */
  constructor(options?: ParetaOptions | null) {
    const { fetch, tracer, ...rest } = options ?? {}
    const config = resolveConfig(rest satisfies ParetaClientOptions)
    if (typeof (fetch ?? globalThis.fetch) !== "function") {
      throw new InvalidArgumentError("no fetch: pass fetch: …, this runtime has none of its own")
    }
    this.#apiKey = config.apiKey
    this.#runtime = {
      call: new Call(fetchTransport(fetch), config),
      context: tracer === undefined ? Context.empty() : Context.make(Tracer.Tracer, openTelemetryTracer(tracer))
    }
    this.baseURL = config.baseURL
    this.timeout = config.limits.request ?? 60_000
    this.maxRetries = config.maxRetries
    this.chat = makeChat(this.#runtime)
    this.models = makeModels(this.#runtime)
    this.endpoints = makeEndpoints(this.#runtime)
    this.tasks = makeTasks(this.#runtime)
    this.evals = makeEvals(this.#runtime)
  }

  /**
   * A client with `PARETA_API_KEY` and `PARETA_BASE_URL` of the environment. An option that is given wins; an empty one is
   * absent. Where there is no `process`, the environment is empty.
   */
  static fromEnv(options?: ParetaOptions | null): Pareta {
    const env = (globalThis as { process?: { env?: { readonly [name: string]: string | undefined } } }).process?.env
    return new this({
      ...options,
      apiKey: options?.apiKey || env?.["PARETA_API_KEY"],
      baseURL: options?.baseURL || env?.["PARETA_BASE_URL"]
    })
  }

  /** The key, as it was given; it is not shown when the client is printed. */
  get apiKey(): string {
    return Redacted.value(this.#apiKey)
  }

  /** Calls any route, also one this version does not know; answers its JSON, `{}` for an empty body. */
  request(method: HttpMethod, path: string, options?: RouteOptions): Promise<unknown> {
    return run(this.#runtime, Route.request(this.#runtime.call, route(method, path, options), Route.undecoded), options)
  }

  /** Streams the events of any route; data that is no JSON is text. They end with `[DONE]` or with the body. */
  stream(method: HttpMethod, path: string, options?: RouteOptions): EventIterable<SSEEvent> {
    return new ReadingIterable(
      new Reading<SSEEvent>(
        this.#runtime,
        (adopt) => Route.open(this.#runtime.call, route(method, path, options), Route.undecoded, adopt),
        options
      )
    )
  }
}

/** What reaches any route: a client, or what stands in for one. */
export type Transport = Pick<Pareta, "request" | "stream">

/** A file of a form, for code that names it so; `pareta.request` takes files in a `FormData`. */
export interface FilePart {
  readonly filename: string
  readonly content: Blob | ArrayBuffer | ArrayBufferView
  readonly contentType?: string | undefined
}

const route = (method: HttpMethod, path: string, options?: RouteOptions): Route.RouteRequest => {
  const { query, body } = options ?? {}
  return body instanceof FormData || body instanceof Blob || body instanceof ReadableStream
    ? { method, path, query, body }
    : { method, path, query, json: body }
}
