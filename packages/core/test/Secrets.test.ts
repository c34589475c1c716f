import { describe, expect, it } from "@effect/vitest"
import {
  HttpTransport,
  isParetaError,
  ParetaClient,
  type ParetaClientOptions,
  type ParetaClientService,
  type ParetaError,
  responseMeta,
  withRequestOptions
} from "@pareta/core"
import { createEmulator } from "@pareta/emulator"
import * as Cause from "effect/Cause"
import * as ConfigProvider from "effect/ConfigProvider"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Layer from "effect/Layer"
import * as Logger from "effect/Logger"
import * as Redacted from "effect/Redacted"
import * as Schedule from "effect/Schedule"
import * as Stream from "effect/Stream"
import * as Tracer from "effect/Tracer"
import { echoes, escapings, needlesIn, carriers as places } from "./Needles.ts"
import { type Answer, scriptedFetch } from "./ScriptedFetch.ts"
import {
  answered,
  carriers,
  chatParams,
  completionText,
  failing,
  leaks,
  secrets,
  type Trouble,
  troubles
} from "./Secrets.ts"

const calls: {
  readonly [Call in Trouble["call"]]: (client: ParetaClientService) => Effect.Effect<unknown, ParetaError>
} = {
  create: (client) => client.chat.completions.create(chatParams),
  stream: (client) => Stream.runCollect(client.chat.completions.stream(chatParams)),
  list: (client) => client.models.list(),
  deploy: (client) => client.endpoints.deployAndWait({ task: "contract-key-fields" })
}

/** Runs a call with hooks, loggers and a tracer, and returns everything that could be printed. */
const observe = async (trouble: Trouble) => {
  const { fetch } = scriptedFetch(...trouble.answers)
  const seen: Array<unknown> = []
  const spans: Array<Tracer.NativeSpan> = []
  const logged: Array<unknown> = []
  const options: ParetaClientOptions = {
    ...{ apiKey: secrets.key, maxRetries: 0 },
    ...trouble.options,
    onAttempt: (event) => seen.push(event),
    onRetry: (event) => seen.push(event),
    onResponse: (meta) => seen.push(meta)
  }
  const tracer = Tracer.make({
    span: (spanOptions) => {
      const span = new Tracer.NativeSpan(spanOptions)
      spans.push(span)
      return span
    }
  })
  const exit = await ParetaClient.use(calls[trouble.call]).pipe(
    Effect.tapCause((cause) => Effect.logError("it failed", cause)),
    Effect.tap((result) => Effect.log("it worked", result)),
    Effect.provide(
      Layer.merge(
        ParetaClient.layerFetch({ ...options, fetch }),
        Logger.layer([
          Logger.make((entry) => {
            logged.push(
              Logger.formatJson.log(entry),
              Logger.formatLogFmt.log(entry),
              Logger.formatStructured.log(entry)
            )
          })
        ])
      )
    ),
    Effect.provideService(Tracer.Tracer, tracer),
    Effect.runPromiseExit
  )
  return { exit, seen, spans, logged }
}

describe("key, cookie and prompt are never shown", () => {
  it.each(troubles)("after $name", async (trouble) => {
    const { exit, seen, spans, logged } = await observe(trouble)
    const failure = Exit.isFailure(exit) ? Cause.squash(exit.cause) : undefined
    expect(isParetaError(failure) ? failure.name : failure).toBe(trouble.error)
    expect(seen.length).toBeGreaterThan(1)
    expect(spans.length).toBe(1)
    expect(logged.length).toBeGreaterThan(0)
    const result = Exit.isSuccess(exit) ? exit.value : undefined
    expect(
      leaks({
        ...{ exit, failure, seen, spans, logged, result },
        meta: responseMeta(result),
        attributes: spans.map((span) => [...span.attributes]),
        events: spans.map((span) => span.events),
        pretty: Exit.isFailure(exit) ? Cause.pretty(exit.cause) : ""
      })
    ).toEqual([])
  })

  const options = { apiKey: secrets.key, fetch: scriptedFetch(answered(completionText)).fetch }

  it.each([
    ["layer", () => ParetaClient.layer(options)],
    ["layer with a Redacted key", () => ParetaClient.layer({ apiKey: Redacted.make(secrets.key) })],
    ["layerFetch", () => ParetaClient.layerFetch(options)],
    ["layerConfig", () => ParetaClient.layerConfig(options)],
    ["HttpTransport.layerFetch", () => HttpTransport.layerFetch(options)]
  ] as const)("in %s", (_, make) => {
    expect(leaks({ layer: make() })).toEqual([])
  })

  it.effect.each([
    ["given as a text", ParetaClient.layerFetch(options)],
    ["given as Redacted", ParetaClient.layerFetch({ ...options, apiKey: Redacted.make(secrets.key) })],
    [
      "of the Config",
      ParetaClient.layerConfig().pipe(
        Layer.provide(HttpTransport.layerFetch(options)),
        Layer.provide(ConfigProvider.layer(ConfigProvider.fromUnknown({ PARETA_API_KEY: secrets.key })))
      )
    ]
  ] as const)("in the services and their calls, with a key %s", ([_, layer]) =>
    Effect.gen(function* () {
      const context = yield* Layer.build(layer)
      const client = Context.get(context, ParetaClient)
      const create = client.chat.completions.create(chatParams)
      const subjects = {
        ...{ context, client, create },
        transport: yield* Effect.provide(HttpTransport, HttpTransport.layerFetch(options)),
        stream: client.chat.completions.stream(chatParams),
        withOptions: withRequestOptions(create, { maxRetries: 1 }),
        metrics: client.endpoints.metrics("ep_1"),
        cost: client.endpoints.metrics("ep_1").cost(),
        result: yield* create
      }
      expect(leaks(subjects)).toEqual([])
    })
  )

  it.effect("in a stream before, during and after", () =>
    Effect.gen(function* () {
      const trouble = troubles.find(({ name }) => name === "a stream") as Trouble
      const { fetch } = scriptedFetch(...trouble.answers)
      const client = Context.get(
        yield* Layer.build(ParetaClient.layerFetch({ apiKey: secrets.key, fetch })),
        ParetaClient
      )
      const stream = client.chat.completions.stream(chatParams)
      expect(leaks({ stream })).toEqual([])
      const pull = yield* Stream.toPull(stream)
      const first = yield* pull
      expect(leaks({ stream, pull, first })).toEqual([])
      yield* Effect.exit(pull)
      yield* Effect.exit(pull)
      expect(leaks({ stream, pull })).toEqual([])
    })
  )

  it("when a call is interrupted", async () => {
    const seen: Array<unknown> = []
    const { fetch } = scriptedFetch(() => new Promise(() => {}))
    const layer = ParetaClient.layerFetch({ apiKey: secrets.key, fetch, onResponse: (meta) => seen.push(meta) })
    const call = ParetaClient.use((client) => client.chat.completions.create(chatParams))
    const fiber = Effect.runFork(Effect.provide(call, layer))
    expect(leaks({ fiber })).toEqual([])
    const exit = new Promise((resolve) => fiber.addObserver(resolve))
    fiber.interruptUnsafe()
    await exit
    expect(seen).toHaveLength(1)
    expect(leaks({ fiber, exit, seen })).toEqual([])
  })

  it.effect("in the errors of invalid arguments and options", () =>
    Effect.gen(function* () {
      const { fetch } = scriptedFetch(answered(completionText))
      const failed = (params: object, headers = {}) =>
        ParetaClient.use((client) => client.chat.completions.create({ ...chatParams, ...params })).pipe(
          withRequestOptions({ headers }),
          Effect.provide(ParetaClient.layerFetch({ apiKey: secrets.key, fetch })),
          Effect.flip
        )
      const circle: { self?: unknown } = {}
      circle.self = circle
      const failures = {
        model: yield* failed({ model: "" }),
        stream: yield* failed({ stream: "yes" }),
        big: yield* failed({ metadata: 1n }),
        circle: yield* failed({ metadata: circle }),
        header: yield* failed({}, { "x-a": `${secrets.key}\n` }),
        key: yield* Effect.flip(Layer.build(ParetaClient.layerFetch({ apiKey: `${secrets.key}\n`, fetch }))),
        redacted: yield* Effect.flip(
          Layer.build(ParetaClient.layerFetch({ apiKey: Redacted.make(`${secrets.key} `), fetch }))
        )
      }
      for (const failure of Object.values(failures)) expect(failure._tag).toBe("InvalidArgumentError")
      expect(leaks(failures)).toEqual([])
    })
  )

  it.effect("in the report of a retry", () =>
    Effect.gen(function* () {
      const seen: Array<unknown> = []
      const { fetch } = scriptedFetch(...carriers.map(([, make]) => failing(make)), answered(completionText))
      const layer = ParetaClient.layerFetch({
        apiKey: secrets.key,
        fetch,
        retry: Schedule.forever,
        onRetry: (event) => seen.push(event)
      })
      yield* Effect.provide(
        ParetaClient.use((client) => client.chat.completions.create(chatParams)),
        layer
      )
      expect(seen).toHaveLength(carriers.length)
      expect(leaks({ seen })).toEqual([])
    })
  )

  const url = secrets.signature

  it.effect.each<readonly [string, Answer]>([
    ["fails with its URL", failing(() => Object.assign(new TypeError(`fetch failed: ${url}`), { request: { url } }))],
    ["fails with a URL object", failing(() => Object.assign(new TypeError("fetch failed"), { url: new URL(url) }))],
    ["fails with its signature", failing(() => new TypeError(`bad query ${new URL(url).search}`))],
    ["is refused with its URL", answered(`<Error>${url}</Error>`, 403)],
    ["is redirected", answered("", 302, { location: `${url}&again` })]
  ])("when an upload to storage %s", ([_, answer]) =>
    Effect.gen(function* () {
      const { fetch, requests } = scriptedFetch(
        answered(JSON.stringify({ upload_url: url, storage_uri: "gs://b/1" })),
        answer
      )
      const seen: Array<unknown> = []
      const layer = ParetaClient.layerFetch({
        ...{ apiKey: secrets.key, maxRetries: 0, fetch },
        onAttempt: (event) => seen.push(event),
        onResponse: (meta) => seen.push(meta)
      })
      const document = new Blob([new Uint8Array(5 * 1024 * 1024)])
      const failure = yield* ParetaClient.use((client) =>
        client.evals.sets.uploadDocument("s", document, { idx: 0, fieldName: "f" })
      ).pipe(Effect.provide(layer), Effect.flip)
      expect(requests).toHaveLength(2)
      expect(leaks({ failure, seen })).toEqual([])
    })
  )

  it.effect("in the emulator's log, which may show the prompt", () =>
    Effect.gen(function* () {
      const emulator = createEmulator()
      const layer = ParetaClient.layerFetch({ apiKey: secrets.key, fetch: emulator.fetch })
      yield* ParetaClient.use((client) => client.chat.completions.create({ ...chatParams, user: secrets.key })).pipe(
        Effect.provide(layer)
      )
      expect(emulator.log).toHaveLength(1)
      // The log may show the prompt: its purpose is to record the requests.
      expect(leaks({ log: emulator.log, emulator }).filter((leak) => !leak.startsWith("prompt"))).toEqual([])
    })
  )
})

describe("what a server or a network gives back of a request is not shown", () => {
  it.each(places)("if it is $name", async ({ route, quoted }) => {
    for (const [escaping, write] of escapings) {
      for (const [echo, answer] of echoes) {
        const seen: Array<unknown> = []
        const { headers, ...request } = route
        const layer = ParetaClient.layerFetch({
          ...{ apiKey: secrets.key, retry: Schedule.recurs(1), headers },
          fetch: scriptedFetch(answer(write(quoted))).fetch,
          onRetry: (event) => seen.push(event),
          onResponse: (meta) => seen.push(meta)
        })
        const exit = await ParetaClient.use((client) => client.request(request)).pipe(
          Effect.provide(layer),
          Effect.runPromiseExit
        )
        const failure = Exit.isFailure(exit) ? Cause.squash(exit.cause) : exit.value
        expect(isParetaError(failure), `${echo}, ${escaping}`).toBe(true)
        expect(needlesIn({ failure, exit, seen }, failure), `${echo}, ${escaping}`).toEqual([])
      }
    }
  })
})

describe("text that an error keeps", () => {
  it.effect("may include a key that is too short to be a real one", () =>
    Effect.gen(function* () {
      const detail = "task 'k' is unknown"
      const { fetch } = scriptedFetch(answered(JSON.stringify({ detail }), 404))
      const failure = yield* ParetaClient.use((client) => client.tasks.retrieve("k")).pipe(
        Effect.provide(ParetaClient.layerFetch({ apiKey: "k", fetch })),
        Effect.flip
      )
      expect(failure).toMatchObject({ message: detail, detail })
    })
  )

  it.effect("may include an id or a keyword of the request", () =>
    Effect.gen(function* () {
      const detail = "model 'ep_a1b2c3' takes no role 'assistant_of_mine' (see json_object)"
      const { fetch } = scriptedFetch(answered(JSON.stringify({ detail }), 400))
      const messages = [{ role: "assistant_of_mine", content: secrets.prompt }]
      const failure = yield* ParetaClient.use((client) =>
        client.chat.completions.create({ model: "ep_a1b2c3", messages, response_format: { type: "json_object" } })
      ).pipe(Effect.provide(ParetaClient.layerFetch({ apiKey: secrets.key, fetch })), Effect.flip)
      expect(failure.message).toBe(detail)
    })
  )
})

describe("the cause of an error", () => {
  it.effect("is kept as it is if it has no secret", () =>
    Effect.gen(function* () {
      const cause = Object.assign(new TypeError("fetch failed", { cause: new Error("ECONNREFUSED") }), { code: "E" })
      const { fetch } = scriptedFetch(cause)
      const failure = yield* ParetaClient.use((client) => client.chat.completions.create(chatParams)).pipe(
        Effect.provide(ParetaClient.layerFetch({ apiKey: secrets.key, fetch, maxRetries: 0 })),
        Effect.flip
      )
      expect(failure.cause).toBe(cause)
    })
  )

  it.effect("is kept if it is circular, and the call still ends", () =>
    Effect.gen(function* () {
      const cause = new Error("a")
      cause.cause = new Error("b", { cause })
      const { fetch } = scriptedFetch(cause)
      const failure = yield* ParetaClient.use((client) => client.chat.completions.create(chatParams)).pipe(
        Effect.provide(ParetaClient.layerFetch({ apiKey: secrets.key, fetch, maxRetries: 0 })),
        Effect.flip
      )
      expect(failure.cause).toBe(cause)
    })
  )

  it.effect("is replaced by its redacted facts if it has a secret", () =>
    Effect.gen(function* () {
      const { fetch } = scriptedFetch((_, init) => {
        throw Object.assign(new TypeError(`no way with ${init.headers["Authorization"]}`), {
          code: "E_NO",
          config: init
        })
      })
      const failure = yield* ParetaClient.use((client) => client.chat.completions.create(chatParams)).pipe(
        Effect.provide(ParetaClient.layerFetch({ apiKey: secrets.key, fetch, maxRetries: 0 })),
        Effect.flip
      )
      expect(failure.message).toBe("no way with Bearer <redacted>")
      expect(failure.cause).toMatchObject({ name: "TypeError", message: "no way with Bearer <redacted>", code: "E_NO" })
    })
  )
})
