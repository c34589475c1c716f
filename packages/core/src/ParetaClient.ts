import * as Config from "effect/Config"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import type * as Redacted from "effect/Redacted"
import { Call } from "./http/Call.ts"
import { type Fetch, HttpTransport } from "./http/HttpTransport.ts"
import { make } from "./make.ts"
import type { ParetaClientService } from "./ParetaClientService.ts"
import { type ParetaClientOptions, resolveConfig } from "./ParetaConfig.ts"
import { InvalidArgumentError } from "./ParetaError.ts"
import { implementedBy, type PartialService } from "./TestClient.ts"

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
  /** The client with these options, over the transport of your choice. */
  static readonly layer = (
    options: ParetaClientOptions
  ): Layer.Layer<ParetaClient, InvalidArgumentError, HttpTransport> =>
    Layer.effect(
      ParetaClient,
      Effect.flatMap(HttpTransport, (transport) =>
        Effect.try({
          try: () => make(new Call(transport, resolveConfig(options))),
          catch: (cause) =>
            cause instanceof InvalidArgumentError
              ? cause
              : new InvalidArgumentError("the options cannot be read", { cause })
        })
      )
    )

  /** The client with `PARETA_API_KEY` and `PARETA_BASE_URL` of the Config; an option that is given wins, an empty one is absent. */
  static readonly layerConfig = (
    options: ParetaClientOptions = {}
  ): Layer.Layer<ParetaClient, Config.ConfigError | InvalidArgumentError, HttpTransport> =>
    Layer.unwrap(
      Effect.gen(function* () {
        const apiKey = isGiven(options.apiKey) ? options.apiKey : yield* optional(Config.Redacted("PARETA_API_KEY"))
        const baseURL = isGiven(options.baseURL) ? options.baseURL : yield* optional(Config.String("PARETA_BASE_URL"))
        return ParetaClient.layer({ ...options, apiKey, baseURL })
      })
    )

  /** The client with these options over `fetch`: the given one, or the global one. */
  static readonly layerFetch = (
    options: ParetaClientOptions & { readonly fetch?: Fetch }
  ): Layer.Layer<ParetaClient, InvalidArgumentError> =>
    Layer.provide(ParetaClient.layer(options), HttpTransport.layerFetch(options))

  /** A client made of the given members, for tests; what is not given dies with a message that names it. */
  static readonly layerTest = (members: PartialService<ParetaClientService>): Layer.Layer<ParetaClient> =>
    Layer.succeed(ParetaClient, implementedBy(members))
}

const isGiven = (value: string | Redacted.Redacted<string> | null | undefined): boolean =>
  value !== undefined && value !== null && value !== ""

const optional = <A>(config: Config.Config<A>): Effect.Effect<A | undefined, Config.ConfigError> =>
  Effect.map(Config.option(config), Option.getOrUndefined)
