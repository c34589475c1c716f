import { describe, expect, it } from "@effect/vitest"
import { HttpTransport, ParetaClient, type ParetaClientConfig, type ParetaClientOptions } from "@pareta/core"
import * as Config from "effect/Config"
import * as ConfigProvider from "effect/ConfigProvider"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import { apiKey, json, scriptedFetch } from "../../ScriptedFetch.ts"

const problemOf = (options: ParetaClientOptions) =>
  Effect.gen(function* () {
    const { fetch, requests } = scriptedFetch(json({}))
    const failure = yield* Effect.flip(Effect.scoped(Layer.build(ParetaClient.layerFetch({ ...options, fetch }))))
    expect(failure._tag).toBe("InvalidArgumentError")
    expect(requests).toHaveLength(0)
    return failure.message
  })

/** The URL and the headers of a call made with these options. */
const requestWith = (options: Partial<ParetaClientOptions>) =>
  Effect.gen(function* () {
    const { fetch, requests } = scriptedFetch(json({ data: [] }))
    yield* ParetaClient.use((client) => client.models.list()).pipe(
      Effect.provide(ParetaClient.layerFetch({ apiKey, ...options, fetch }))
    )
    return requests[0] as (typeof requests)[0]
  })

describe("apiKey", () => {
  it.effect.each([undefined, null, ""])("is missing if it is %j", (key) =>
    Effect.gen(function* () {
      expect(yield* problemOf({ apiKey: key })).toBe(
        "missing API key. Pass apiKey: … or use ParetaClient.layerConfig() with PARETA_API_KEY (mint a pareta_sk_ key in the dashboard)."
      )
    })
  )

  it.effect.each(["pareta_sk_x\n", "pareta_sk x", "pareta_sk_x\r\nX-Evil: 1", "clé", "\u0000"])(
    "is refused with an invalid character, and not shown (%j)",
    (key) => Effect.map(problemOf({ apiKey: key }), (message) => expect(message).not.toContain(key.trim()))
  )

  it.effect("can be Redacted", () =>
    Effect.map(requestWith({ apiKey: Redacted.make("pareta_sk_secret") }), (request) =>
      expect(request.headers["Authorization"]).toBe("Bearer pareta_sk_secret")
    )
  )
})

describe("baseURL", () => {
  it.effect.each([
    [undefined, "https://api.pareta.ai/v1/models"],
    ["", "https://api.pareta.ai/v1/models"],
    [null, "https://api.pareta.ai/v1/models"],
    ["https://api-staging.pareta.ai", "https://api-staging.pareta.ai/v1/models"],
    ["http://localhost:4010///", "http://localhost:4010/v1/models"],
    ["https://gateway.example/pareta/", "https://gateway.example/pareta/v1/models"]
  ] as const)("%j leads to %s", ([baseURL, url]) =>
    Effect.map(requestWith({ baseURL }), (request) => expect(request.url).toBe(url))
  )

  it.effect.each([
    "api.pareta.ai",
    "ftp://api.pareta.ai",
    "/v1",
    "https://u:p@api.pareta.ai",
    "https://a.b/?x=1",
    "https://a.b/#x"
  ])("%j is refused", (baseURL) =>
    Effect.map(problemOf({ apiKey, baseURL }), (message) => expect(message).toMatch(/^baseURL must/))
  )

  it.effect("with a password in it is refused without showing it", () =>
    Effect.map(problemOf({ apiKey, baseURL: "https://user:hunter2@a.b" }), (message) =>
      expect(message).not.toContain("hunter2")
    )
  )
})

describe("limits", () => {
  it.effect.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, "3" as unknown as number])(
    "maxRetries %o is refused",
    (maxRetries) => Effect.map(problemOf({ apiKey, maxRetries }), (message) => expect(message).toContain("maxRetries"))
  )

  it.live.each([
    [-5, 1],
    [0, 1],
    [1.9, 2],
    [3, 4]
  ] as const)("maxRetries %o makes %i attempts", ([maxRetries, attempts]) =>
    Effect.gen(function* () {
      const { fetch, requests } = scriptedFetch(new Response("{}", { status: 503, headers: { "retry-after": "0" } }))
      yield* ParetaClient.use((client) => client.models.list()).pipe(
        Effect.flip,
        Effect.provide(ParetaClient.layerFetch({ apiKey, maxRetries, fetch }))
      )
      expect(requests).toHaveLength(attempts)
    })
  )

  it.effect.each([
    0,
    -1,
    Number.NaN,
    "soon" as "1 second",
    { idle: 0 },
    { request: Number.NaN },
    { reqest: 5 } as object
  ])("timeout %o is refused", (timeout) =>
    Effect.map(problemOf({ apiKey, timeout }), (message) => expect(message).toContain("timeout"))
  )

  it.effect.each([
    1,
    0.5,
    Number.POSITIVE_INFINITY,
    "5 seconds",
    { seconds: 5 },
    { idle: Number.POSITIVE_INFINITY },
    {}
  ] as const)("timeout %o is accepted", (timeout) =>
    Effect.map(Effect.exit(requestWith({ timeout })), (exit) => expect(Exit.isSuccess(exit)).toBe(true))
  )

  it.effect.each([0, -1, Number.NaN])("maxEventSize %o is refused", (maxEventSize) =>
    Effect.map(problemOf({ apiKey, maxEventSize }), (message) => expect(message).toContain("maxEventSize"))
  )
})

describe("layerConfig", () => {
  const requestOf = (env: Record<string, string>, options?: ParetaClientConfig) =>
    Effect.gen(function* () {
      const { fetch, requests } = scriptedFetch(json({ data: [] }))
      yield* ParetaClient.use((client) => client.models.list()).pipe(
        Effect.provide(
          ParetaClient.layerConfig(options).pipe(
            Layer.provide(HttpTransport.layerFetch({ fetch })),
            Layer.provide(ConfigProvider.layer(ConfigProvider.fromUnknown(env)))
          )
        )
      )
      return { url: requests[0]?.url, key: requests[0]?.headers["Authorization"] }
    })
  const env = { PARETA_API_KEY: "pareta_sk_env", PARETA_BASE_URL: "http://env.example/" }

  it.effect("reads the key and the base URL", () =>
    Effect.map(requestOf(env), (request) =>
      expect(request).toEqual({ url: "http://env.example/v1/models", key: "Bearer pareta_sk_env" })
    )
  )

  it.effect("gives explicit options precedence, and treats an empty one as unset", () =>
    Effect.gen(function* () {
      expect(yield* requestOf(env, { apiKey: "pareta_sk_mine", baseURL: "" })).toEqual({
        url: "http://env.example/v1/models",
        key: "Bearer pareta_sk_mine"
      })
      expect(yield* requestOf({ ...env, PARETA_BASE_URL: "" })).toMatchObject({
        url: "https://api.pareta.ai/v1/models"
      })
    })
  )

  it.effect.each([{}, { PARETA_API_KEY: "" }])(
    "fails with a ConfigError that names the variable if %j has no key",
    (env) =>
      Effect.map(Effect.flip(requestOf(env)), (failure) => {
        expect(failure._tag).toBe("ConfigError")
        expect(failure.message).toContain("PARETA_API_KEY")
      })
  )

  it.effect("takes a Config for each option", () =>
    Effect.gen(function* () {
      const options: ParetaClientConfig = {
        apiKey: Config.Redacted("MY_KEY"),
        baseURL: Config.String("MY_URL"),
        timeout: Config.Duration("MY_TIMEOUT"),
        maxRetries: Config.Int("MY_RETRIES"),
        headers: Config.map(Config.String("MY_TENANT"), (tenant) => ({ "x-tenant": tenant })),
        maxEventSize: Config.Int("MY_SIZE")
      }
      const mine = { MY_KEY: "pareta_sk_mine", MY_URL: "http://mine.example", MY_TENANT: "t", MY_SIZE: "1000" }
      const complete = { ...mine, MY_TIMEOUT: "5 seconds", MY_RETRIES: "0" }
      expect(yield* requestOf(complete, options)).toEqual({
        url: "http://mine.example/v1/models",
        key: "Bearer pareta_sk_mine"
      })
      const failure = yield* Effect.flip(requestOf({ ...complete, MY_TIMEOUT: "soon" }, options))
      expect([failure._tag, failure.message.includes("MY_TIMEOUT")]).toEqual(["ConfigError", true])
    })
  )

  it.effect("checks the values of a Config as it checks others", () =>
    Effect.map(Effect.flip(requestOf({ ...env, MY_SIZE: "0" }, { maxEventSize: Config.Int("MY_SIZE") })), (failure) =>
      expect(failure._tag).toBe("InvalidArgumentError")
    )
  )
})

describe("layerTest", () => {
  it.effect("has the given members, and any other member dies with an error that names it", () =>
    Effect.gen(function* () {
      const layer = ParetaClient.layerTest({ endpoints: { start: () => Effect.succeed({ ok: true }) } })
      const started = yield* ParetaClient.use((client) => client.endpoints.start("e")).pipe(Effect.provide(layer))
      expect(started).toEqual({ ok: true })
      const exit = yield* ParetaClient.use((client) => client.models.list()).pipe(Effect.provide(layer), Effect.exit)
      expect(String(Exit.isFailure(exit) && exit.cause)).toContain("models.list")
    })
  )
})
