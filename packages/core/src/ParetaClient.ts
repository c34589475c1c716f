/** The client as a service, with its Layers. */
import * as Config from "effect/Config"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import type * as Redacted from "effect/Redacted"
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
  /** Makes a client over the transport in the context. Fails with `InvalidArgumentError` if an option is wrong. */
  static readonly make = (
    options: ParetaClientOptions
  ): Effect.Effect<ParetaClientService, InvalidArgumentError, HttpTransport> =>
    Effect.flatMap(HttpTransport, (transport) =>
      checked("ParetaClient", () => {
        const given = fieldsOf(options, clientOptions, "option")
        checkSchedule(given.retry)
        return make(Api.make(transport, settingsOf(given), logDebug))
      })
    )

  /** Provides a client over the transport in the context. */
  static readonly layer = (
    options: ParetaClientOptions
  ): Layer.Layer<ParetaClient, InvalidArgumentError, HttpTransport> =>
    Layer.effect(ParetaClient, ParetaClient.make(options))

  /**
   * Provides a client that takes its key and base URL from `PARETA_API_KEY` and `PARETA_BASE_URL` of the Config.
   * Explicit options take precedence; an empty string counts as unset.
   */
  static readonly layerConfig = (
    options: ParetaClientOptions = {}
  ): Layer.Layer<ParetaClient, Config.ConfigError | InvalidArgumentError, HttpTransport> =>
    Layer.unwrap(
      Effect.gen(function* () {
        const given = yield* checked("ParetaClient", () => fieldsOf(options, clientOptions, "option"))
        const apiKey = isGiven(given.apiKey) ? given.apiKey : yield* optional(Config.Redacted("PARETA_API_KEY"))
        const baseURL = isGiven(given.baseURL) ? given.baseURL : yield* optional(Config.String("PARETA_BASE_URL"))
        return ParetaClient.layer({ ...given, apiKey, baseURL })
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

const isGiven = (value: string | Redacted.Redacted<string> | null | undefined): boolean =>
  value !== undefined && value !== null && value !== ""

const optional = <A>(config: Config.Config<A>): Effect.Effect<A | undefined, Config.ConfigError> =>
  Effect.map(Config.option(config), Option.getOrUndefined)
