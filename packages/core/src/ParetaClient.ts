/** The client as a service, with its Layers. */
import * as Config from "effect/Config"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import { checked, fieldsOf } from "./Arguments.ts"
import * as Api from "./http/Api.ts"
import { checkFetch, clientOptions, type ParetaClientOptions, settingsOf } from "./http/call/ClientOptions.ts"
import { checkSchedule } from "./http/call/RequestOptions.ts"
import { type Fetch, HttpTransport } from "./http/transport/HttpTransport.ts"
import { make, makeTest, type ParetaClientService, type PartialService } from "./ParetaClientService.ts"
import type { InvalidArgumentError } from "./ParetaError.ts"

/**
 * The client of the Pareta platform.
 *
 * ```ts
 * const program = Effect.gen(function* () {
 *   const pareta = yield* ParetaClient
 *   const completion = yield* pareta.chat.completions.create({
 *     model: "ep_a1b2c3",
 *     messages: [{ role: "user", content: "Hello!" }]
 *   })
 *   yield* Console.log(completion.choices[0]?.message.content)
 * })
 *
 * program.pipe(
 *   Effect.provide(ParetaClient.layerConfig().pipe(Layer.provide(HttpTransport.layerFetch()))),
 *   Effect.runPromise
 * )
 * ```
 */
export class ParetaClient extends /*#__PURE__*/ Context.Service<ParetaClient, ParetaClientService>()(
  "@pareta/core/ParetaClient"
) {
  /** Creates a client over the transport in the context. Fails with `InvalidArgumentError` if an option is invalid. */
  static readonly make = (
    options: ParetaClientOptions
  ): Effect.Effect<ParetaClientService, InvalidArgumentError, HttpTransport> =>
    Effect.flatMap(HttpTransport, (transport) =>
      checked("ParetaClient", () => {
        const given = fieldsOf(options, clientOptions, "option")
        checkSchedule(given.retry)
        return make(Api.make(transport, settingsOf(given, "ParetaClient.layerConfig()"), logDebug))
      })
    )

  /** Provides a client over the transport in the context. */
  static readonly layer = (
    options: ParetaClientOptions
  ): Layer.Layer<ParetaClient, InvalidArgumentError, HttpTransport> =>
    Layer.effect(ParetaClient, ParetaClient.make(options))

  /**
   * Provides a client with options from the Config: each is a value or a Config of it. The key defaults to
   * `PARETA_API_KEY` and the base URL to `PARETA_BASE_URL`, which may be unset. An empty string counts as unset.
   *
   * Fails with `ConfigError` if there is no key, and with `InvalidArgumentError` if an option is invalid.
   *
   * ```ts
   * const layer = ParetaClient.layerConfig({ timeout: Config.Duration("PARETA_TIMEOUT") })
   * ```
   */
  static readonly layerConfig = (
    options: ParetaClientConfig = {}
  ): Layer.Layer<ParetaClient, Config.ConfigError | InvalidArgumentError, HttpTransport> =>
    Layer.unwrap(
      Effect.gen(function* () {
        const given = yield* checked("ParetaClient", () =>
          fieldsOf<ParetaClientConfig>(options, clientOptions, "option")
        )
        const entries = Object.entries(given).map(([name, value]) =>
          Effect.map(Config.isConfig(value) ? value : Effect.succeed(value), (read) => [name, read])
        )
        const read: ParetaClientOptions = Object.fromEntries(yield* Effect.all(entries))
        const apiKey = isGiven(read.apiKey) ? read.apiKey : yield* keyConfig
        const baseURL = isGiven(read.baseURL) ? read.baseURL : yield* baseURLConfig
        return ParetaClient.layer({ ...read, apiKey, baseURL })
      })
    )

  /** Provides a client that sends its requests with the given `fetch`, or with the global one. */
  static readonly layerFetch = (
    options: ParetaClientOptions & { readonly fetch?: Fetch }
  ): Layer.Layer<ParetaClient, InvalidArgumentError> =>
    Layer.unwrap(
      checked("ParetaClient", () => {
        const { fetch, ...rest } = fieldsOf(options, { ...clientOptions, fetch: true }, "option")
        checkFetch(fetch)
        return Layer.provide(ParetaClient.layer(rest), HttpTransport.layerFetch(fetch === undefined ? {} : { fetch }))
      })
    )

  /**
   * Provides a client with only the given members, for tests. Every other operation dies with a message that names it.
   * Models are instances of their classes.
   *
   * ```ts
   * const layer = ParetaClient.layerTest({
   *   models: { list: () => Effect.succeed(new ModelList({ data: [{ id: "ep_1" }] })) }
   * })
   * ```
   */
  static readonly layerTest = (members: PartialService<ParetaClientService>): Layer.Layer<ParetaClient> =>
    Layer.succeed(ParetaClient, makeTest(members))
}

const logDebug = (name: string, cause: unknown): Effect.Effect<void> => Effect.logDebug(`${name} failed`, cause)

/** Options of the client for {@link ParetaClient.layerConfig}: each is a value or a Config of it. */
export type ParetaClientConfig = {
  readonly [Name in keyof ParetaClientOptions]:
    | ParetaClientOptions[Name]
    | Config.Config<NonNullable<ParetaClientOptions[Name]>>
}

const keyConfig = /*#__PURE__*/ Config.map(/*#__PURE__*/ Config.NonEmptyString("PARETA_API_KEY"), Redacted.make)

const baseURLConfig = /*#__PURE__*/ Config.withDefault(/*#__PURE__*/ Config.String("PARETA_BASE_URL"), undefined)

const isGiven = (value: string | Redacted.Redacted<string> | null | undefined): boolean =>
  (Redacted.isRedacted(value) ? Redacted.value(value) : (value ?? "")) !== ""
