/** The client. */
import {
  type AttemptEvent,
  argumentError,
  checked,
  checkFetch,
  clientOptions as coreOptions,
  type Embeddings,
  type EmbeddingsOptions,
  embeddingsOptions,
  type Fetch,
  type FieldNames,
  fetchTransport,
  fieldsOf,
  type HttpMethod,
  InvalidArgumentError,
  isRawBody,
  makeApi,
  makeEmbeddings,
  makeRerank,
  openRoute,
  type QueryParams,
  type Rerank,
  type RerankOptions,
  type ResponseMeta,
  type RetryEvent,
  type RouteRequest,
  requestRoute,
  rerankOptions,
  type SSEEvent,
  settingsOf,
  undecoded
} from "@pareta/core/internal"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import * as Tracer from "effect/Tracer"
import { Agent } from "./Agent.ts"
import { Audio } from "./Audio.ts"
import { Auto } from "./Auto.ts"
import { Chat } from "./ChatCompletions.ts"
import { Endpoints } from "./Endpoints.ts"
import { Evals } from "./Evals.ts"
import { type EventIterable, ReadingIterable } from "./EventIterable.ts"
import { Images } from "./Images.ts"
import { Models } from "./Models.ts"
import { type OpenTelemetryTracer, openTelemetryTracer } from "./OpenTelemetry.ts"
import { Reading } from "./Reading.ts"
import { checkTimeout, type OwnNames, ownOptions, type RequestOptions, type TimeoutOptions } from "./RequestOptions.ts"
import { Runtime, run } from "./run.ts"
import { Tasks } from "./Tasks.ts"

/** The options of the client. */
export interface ParetaOptions {
  /** A `pareta_sk_…` key, from the dashboard. Required; `Pareta.fromEnv()` reads it from `PARETA_API_KEY`. */
  readonly apiKey?: string | null | undefined
  /** The URL of the API, without `/v1`. Trailing slashes are removed. @default "https://api.pareta.ai" */
  readonly baseURL?: string | null | undefined
  /**
   * Milliseconds. A single number sets `request`, `handshake` and `idle` (`idle` to at least 60 000). @default 60_000
   */
  readonly timeout?: number | TimeoutOptions | undefined
  /** How many times a call is retried. Fractions are truncated, and negative numbers count as 0. @default 2 */
  readonly maxRetries?: number | undefined
  /**
   * Sends the requests in place of the global `fetch`, with your own dispatcher, agent or proxy. An agent of the
   * `undici` package works only with the `fetch` and `FormData` of that package, which its `install()` makes global. A
   * fetch that does not know the `FormData` of an upload is refused before anything is sent.
   */
  readonly fetch?: Fetch | undefined
  /**
   * Sent with every API call; `null` removes a header. `Authorization`, `Accept`, `Content-Type` and `Idempotency-Key`
   * are reserved.
   */
  readonly headers?: { readonly [name: string]: string | null } | undefined
  /** The largest event of a stream, in characters. @default 10_485_760 */
  readonly maxEventSize?: number | undefined
  /** The largest body of a buffered call, in bytes. A larger one fails the call. @default 268_435_456 (256 MiB) */
  readonly maxResponseSize?: number | undefined
  /** Called before each attempt. */
  readonly onAttempt?: ((event: AttemptEvent) => void) | undefined
  /** Called when an attempt has failed and another will follow. */
  readonly onRetry?: ((event: RetryEvent) => void) | undefined
  /**
   * Called once when a call ends: on success, on failure, and when a stream closes. For a method that makes several
   * calls, such as `evals.runs.wait`, it is called for each.
   */
  readonly onResponse?: ((meta: ResponseMeta) => void) | undefined
  /** An OpenTelemetry tracer. Each call becomes a client span with the GenAI attributes, never with content. */
  readonly tracer?: OpenTelemetryTracer | undefined
}

/** The options of `pareta.request` and `pareta.stream`. */
export interface RouteOptions extends RequestOptions {
  readonly query?: QueryParams | undefined
  /** `FormData`, a `Blob` or a byte stream is sent unchanged; any other value is sent as JSON. */
  readonly body?: unknown
}

/**
 * The client of the Pareta platform.
 *
 * It holds no connections, so there is nothing to close. Create one client and reuse it.
 *
 * ```ts
 * const pareta = Pareta.fromEnv()
 * const endpoint = await pareta.endpoints.deploy({ task: "contract-key-fields", wait: true })
 * const completion = await pareta.chat.completions.create({ model: endpoint.id, messages })
 * ```
 */
export class Pareta {
  /** Chat completions, buffered and streamed. */
  readonly chat: Chat
  /** The models that can be called. */
  readonly models: Models
  /** Deployed models: deploy, start, stop, delete, metrics. */
  readonly endpoints: Endpoints
  /** The catalogue of tasks, matching and leaderboards. */
  readonly tasks: Tasks
  /** Evaluations on your own data. */
  readonly evals: Evals
  /** Images from a prompt, and edits of an image. */
  readonly images: Images
  /** Speech to text, and text to speech. */
  readonly audio: Audio
  /** What `model: "auto"` did and cost, and the same prompt on a frontier model. */
  readonly auto: Auto
  /** Chat turns with tools. The platform picks the model, and a session keeps it. */
  readonly agent: Agent
  /** The URL of the API, without trailing slashes. */
  readonly baseURL: string
  /** The time limit of one attempt of a buffered call, in milliseconds. */
  readonly timeout: number
  readonly maxRetries: number
  readonly #runtime: Runtime
  readonly #apiKey: Redacted.Redacted<string>

  /** Checks the options. Sends nothing. Throws `InvalidArgumentError` if an option is invalid. */
  constructor(options?: ParetaOptions | null) {
    const { fetch, tracer, settings } = checkedOptions(options)
    this.#apiKey = settings.apiKey
    this.#runtime = new Runtime(
      makeApi(fetchTransport(fetch), settings),
      tracer === undefined ? Context.empty() : Context.make(Tracer.Tracer, openTelemetryTracer(tracer))
    )
    this.baseURL = settings.baseURL
    this.timeout = settings.limits.request
    this.maxRetries = settings.maxRetries
    this.chat = new Chat(this.#runtime)
    this.models = new Models(this.#runtime)
    this.endpoints = new Endpoints(this.#runtime)
    this.tasks = new Tasks(this.#runtime)
    this.evals = new Evals(this.#runtime)
    this.images = new Images(this.#runtime)
    this.audio = new Audio(this.#runtime)
    this.auto = new Auto(this.#runtime)
    this.agent = new Agent(this.#runtime)
  }

  /**
   * Creates a client with the key and base URL from the environment (`PARETA_API_KEY`, `PARETA_BASE_URL`). Explicit
   * options take precedence; an empty string counts as unset. In a runtime without `process`, the environment counts as
   * empty.
   */
  static fromEnv(options?: ParetaOptions | null): Pareta {
    const env = (globalThis as { process?: { env?: { readonly [name: string]: string | undefined } } }).process?.env
    const given = readOptions(options)
    return new this({
      ...given,
      apiKey: given.apiKey || env?.["PARETA_API_KEY"],
      baseURL: given.baseURL || env?.["PARETA_BASE_URL"]
    })
  }

  /** The key. It is not shown when the client is printed. */
  get apiKey(): string {
    return Redacted.value(this.#apiKey)
  }

  /**
   * Scores documents by their relevance to a query: `POST /v1/rerank`. Billed by document. At most 1 000 documents; of
   * each, about the first 512 tokens count.
   *
   * ```ts
   * const ranked = await pareta.rerank("notice period", clauses, { topN: 3 })
   * console.log(ranked.topDocuments(clauses))
   * ```
   */
  rerank(query: string, documents: ReadonlyArray<string>, options?: RerankOptions & RequestOptions): Promise<Rerank> {
    const own = ownOptions("rerank", options, rerankOptions)
    const ranked = Effect.flatMap(own, (given) => makeRerank(this.#runtime.api)(query, documents, given))
    return run(this.#runtime, ranked, options, rerankOptions)
  }

  /**
   * Turns texts into vectors of 1 024 numbers and length 1: `POST /v1/embeddings`. Billed by token. At most 512 texts;
   * of each, the first 512 tokens count.
   *
   * ```ts
   * const { vectors } = await pareta.embeddings(["a red car", "a crimson vehicle"])
   * ```
   */
  embeddings(input: string | ReadonlyArray<string>, options?: EmbeddingsOptions & RequestOptions): Promise<Embeddings> {
    const own = ownOptions("embeddings", options, embeddingsOptions)
    const embedded = Effect.flatMap(own, (given) => makeEmbeddings(this.#runtime.api)(input, given))
    return run(this.#runtime, embedded, options, embeddingsOptions)
  }

  /**
   * Calls any route, including those that the client has no method for. Returns the JSON of the response, or `{}` if
   * its body is empty.
   */
  request(method: HttpMethod, path: string, options?: RouteOptions): Promise<unknown> {
    const { api } = this.#runtime
    const route = checked("request", () => routeRequest(method, path, options))
    const request = Effect.flatMap(route, (given) => requestRoute(api, given, undecoded))
    return run(this.#runtime, request, options, routeOptions)
  }

  /** Streams the events of any route. Data that is not JSON is a string. Ends at `[DONE]` or when the body ends. */
  stream(method: HttpMethod, path: string, options?: RouteOptions): EventIterable<SSEEvent> {
    const { api } = this.#runtime
    return new ReadingIterable(
      new Reading<SSEEvent>(
        this.#runtime,
        (adopt) =>
          Effect.flatMap(
            checked("stream", () => routeRequest(method, path, options)),
            (route) => openRoute(api, route, undecoded, adopt)
          ),
        options,
        routeOptions
      )
    )
  }
}

/** The part of the client that calls any route, as a type for code that also accepts a stub. */
export type Transport = Pick<Pareta, "request" | "stream">

/**
 * A file for a form, as a type for your own code. No method takes it: pass files to `pareta.request` in a `FormData`.
 */
export interface FilePart {
  readonly filename: string
  readonly content: Blob | ArrayBuffer | ArrayBufferView
  readonly contentType?: string | undefined
}

const { retry: _, ...sharedOptions } = coreOptions
const clientOptions: FieldNames<ParetaOptions> = { ...sharedOptions, fetch: true, tracer: true }

const readOptions = (options: ParetaOptions | null | undefined): ParetaOptions =>
  refusing(() => fieldsOf(options, clientOptions, "option"))

const checkedOptions = (options: ParetaOptions | null | undefined) =>
  refusing(() => {
    const { fetch, tracer, ...rest } = readOptions(options)
    checkTimeout(rest.timeout)
    const settings = settingsOf(rest, "Pareta.fromEnv()")
    checkFetch(fetch)
    if (tracer !== undefined && typeof tracer?.startSpan !== "function") {
      throw new InvalidArgumentError("tracer must be an OpenTelemetry Tracer")
    }
    return { fetch, tracer, settings }
  })

/** Runs a check. Any other error that it throws, such as one from a getter, also becomes an `InvalidArgumentError`. */
const refusing = <A>(check: () => A): A => {
  try {
    return check()
  } catch (cause) {
    throw argumentError(undefined, cause)
  }
}

/** The options of a route that are not those of every call. */
const routeOptions: OwnNames = { query: true, body: true }

const routeRequest = (method: HttpMethod, path: string, options?: RouteOptions): RouteRequest => {
  const { query, body } = options ?? {}
  return isRawBody(body) ? { method, path, query, body } : { method, path, query, json: body }
}
