import * as Core from "@pareta/core"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Shell from "pareta"
import { describe, expect, it } from "vitest"
import { type Args, drained, type Method, methods, settled } from "./HostileArguments.ts"
import { apiKey, completion, params, scriptedFetch } from "./ScriptedFetch.ts"

const settings: { readonly [name: string]: unknown } = {
  signal: new AbortController().signal,
  timeout: 5000,
  maxRetries: 0,
  headers: { "x-a": "b" },
  idempotencyKey: "k",
  onResponse: () => {},
  onProgress: () => {},
  session: "s"
}

/** The message of the failure, when nothing was sent. */
const refusalOf = async (call: (fetch: Shell.Fetch) => unknown): Promise<string> => {
  const { fetch, requests } = scriptedFetch(Response.json(completion))
  const failure: unknown = await settled(call(fetch)).then(
    () => undefined,
    (reason) => reason
  )
  expect(failure).toBeInstanceOf(Shell.InvalidArgumentError)
  expect(requests).toHaveLength(0)
  return failure instanceof Error ? failure.message : ""
}

const promised = (method: Method, args: ReadonlyArray<unknown>) =>
  refusalOf((fetch) => method.promise(new Shell.Pareta({ apiKey, fetch }), args as Args))

const effected = (method: Method, args: ReadonlyArray<unknown>) =>
  refusalOf((fetch) =>
    Core.ParetaClient.use((client) => drained(method.effect(client, args as Args))).pipe(
      Effect.provide(Core.ParetaClient.layerFetch({ apiKey, fetch })),
      Effect.runPromise
    )
  )

/** The methods whose one argument is an object of parameters, with that object. */
const withParameters = methods.flatMap((method) => {
  const [first, ...rest] = method.args
  return typeof first === "object" && rest.length === 0 ? [{ ...method, first }] : []
})

const first = (operation: string): object => withParameters.find(({ name }) => name === operation)?.first ?? {}

describe("a setting of the call in the first argument", () => {
  const misplaced = withParameters.flatMap((method) =>
    Object.keys(settings).map((name) => ({ method, title: method.name, name }))
  )
  // The documentation puts the time to wait for a run, in seconds, among the parameters.
  const documented = (method: Method, name: string) => method.name === "evals.runs.create" && name === "timeout"

  it("is tried with every method that has parameters", () => {
    expect(withParameters.map(({ name }) => name)).toEqual([
      "chat.completions.create",
      "chat.completions.create, streamed",
      "agent.chat.completions.create",
      "agent.chat.completions.create, streamed",
      "endpoints.deploy",
      "endpoints.deploy, waiting",
      "auto.compareFrontier",
      "evals.proposeContract",
      "evals.sets.create",
      "evals.runs.create"
    ])
  })

  it.each(misplaced.filter(({ method, name }) => !documented(method, name)))(
    "is refused by $title as a Promise: $name",
    async ({ method, name }) => {
      const message = await promised(method, [{ ...method.first, [name]: settings[name] }])
      expect(message).toContain(`${name} is an option of the call, not a parameter: pass it in the RequestOptions`)
    }
  )

  it.each(misplaced)("is refused by $title as an Effect: $name", async ({ method, name }) => {
    const message = await effected(method, [{ ...method.first, [name]: settings[name] }])
    expect(message).toContain(`${name} is an option of the call, not a parameter: pass it in the RequestOptions`)
  })

  it("is absent if it is undefined", async () => {
    const { fetch, requests } = scriptedFetch(Response.json(completion))
    await new Shell.Pareta({ apiKey, fetch }).chat.completions.create({ ...params, signal: undefined })
    expect(requests).toHaveLength(1)
  })

  it("is a query parameter like any other for metrics", async () => {
    const { fetch, requests } = scriptedFetch(Response.json({}))
    await new Shell.Pareta({ apiKey, fetch }).endpoints.metrics("e").cost({ timeout: 5, session: "s" })
    expect(requests[0]?.url).toBe("https://api.pareta.ai/v1/endpoints/e/cost?timeout=5&session=s")
  })

  it("is never looked for in the rows of a set", async () => {
    const { fetch, requests } = scriptedFetch(Response.json({ eval_set: { id: "es_1" } }))
    await new Shell.Pareta({ apiKey, fetch }).evals.sets.create({ task: "t", items: [{ timeout: 5, signal: "s" }] })
    expect(requests).toHaveLength(1)
  })

  it("may have the name of a parameter that the client does not know", async () => {
    const { fetch, requests } = scriptedFetch(Response.json(completion))
    await new Shell.Pareta({ apiKey, fetch }).chat.completions.create({ ...params, reasoning_effort: "low", topK: 5 })
    expect(JSON.parse(String(requests[0]?.body))).toMatchObject({ reasoning_effort: "low", topK: 5 })
  })
})

describe("a parameter that does not exist", () => {
  const typos = [
    ["evals.sets.create", "taskId", "the parameters are task, prompt, items, name"],
    ["evals.sets.create", "intent", "did you mean prompt?"],
    ["evals.runs.create", "intent", "did you mean prompt?"],
    ["evals.sets.create", "Items", "did you mean items?"],
    ["evals.runs.create", "eval_set", "did you mean evalSet?"],
    ["evals.runs.create", "input", "did you mean items?"]
  ] as const

  it.each(typos)("is refused by %s as a Promise: %s", async (operation, name, cure) => {
    const method = methods.find((each) => each.name === operation) as Method
    expect(await promised(method, [{ ...first(operation), [name]: "x" }])).toContain(
      `unknown parameter "${name}"; ${cure}`
    )
  })

  it.each(typos)("is refused by %s as an Effect: %s", async (operation, name, cure) => {
    const method = methods.find((each) => each.name === operation) as Method
    expect(await effected(method, [{ ...first(operation), [name]: "x" }])).toContain(
      `unknown parameter "${name}"; ${cure}`
    )
  })

  it("is refused for waiting in core, where another method waits", async () => {
    const method = methods.find((each) => each.name === "evals.runs.create") as Method
    expect(await effected(method, [{ ...first(method.name), wait: true }])).toContain('unknown parameter "wait"')
  })
})

describe("an option of the client that does not exist", () => {
  const typos: ReadonlyArray<readonly [name: string, cure: string]> = [
    ["baseUrl", "did you mean baseURL?"],
    ["base_url", "did you mean baseURL?"],
    ["BASE-URL", "did you mean baseURL?"],
    ["url", "did you mean baseURL?"],
    ["apikey", "did you mean apiKey?"],
    ["api_key", "did you mean apiKey?"],
    ["max_retries", "did you mean maxRetries?"],
    ["retries", "did you mean maxRetries?"],
    ["defaultHeaders", "did you mean headers?"],
    ["default_headers", "did you mean headers?"],
    ["max_event_size", "did you mean maxEventSize?"],
    ["organization", "the options are apiKey, baseURL, timeout"],
    ["project", "the options are apiKey"],
    ["dangerouslyAllowBrowser", "the options are apiKey"],
    ["constructor", "the options are apiKey"],
    ["toString", "the options are apiKey"]
  ]

  it.each([...typos, ["httpAgent", "did you mean fetch?"], ["fetchOptions", "did you mean fetch?"]] as const)(
    "is refused by new Pareta: %s",
    (name, cure) => {
      for (const make of [Shell.Pareta.fromEnv.bind(Shell.Pareta), (options: object) => new Shell.Pareta(options)]) {
        expect(() => make({ apiKey, [name]: "x" })).toThrow(`unknown option "${name}"; ${cure}`)
        expect(() => make({ apiKey, [name]: "x" })).toThrow(Shell.InvalidArgumentError)
      }
    }
  )

  it.each([...typos, ["fetch", "the options are apiKey"]] as const)(
    "is refused by the layers of core: %s",
    async (name, cure) => {
      const options = { apiKey, [name]: "x" }
      const { ParetaClient } = Core
      for (const layer of [ParetaClient.layer(options), ParetaClient.layerConfig(options)]) {
        const failure = await ParetaClient.use(Effect.succeed).pipe(
          Effect.provide(Layer.provide(layer, Core.HttpTransport.layerFetch())),
          Effect.flip,
          Effect.runPromise
        )
        expect(failure).toMatchObject({
          _tag: "InvalidArgumentError",
          message: expect.stringContaining(`unknown option "${name}"; ${cure}`)
        })
      }
    }
  )

  it("is refused by layerFetch of core", async () => {
    const failure = await Core.ParetaClient.use(Effect.succeed).pipe(
      Effect.provide(Core.ParetaClient.layerFetch({ apiKey, ...{ baseUrl: "http://localhost" } })),
      Effect.flip,
      Effect.runPromise
    )
    expect(failure.message).toBe('unknown option "baseUrl"; did you mean baseURL?')
  })

  it("is a setting of a call", () => {
    const { signal } = new AbortController()
    expect(() => new Shell.Pareta({ apiKey, ...{ signal } })).toThrow(/^signal is an option of the call/)
  })

  it("is absent if it is undefined, and a symbol does not count", () => {
    const options = { apiKey, organization: undefined, [Symbol("mine")]: 1 }
    expect(new Shell.Pareta(options).maxRetries).toBe(2)
  })

  it("is looked for in an object only", () => {
    expect(() => Reflect.construct(Shell.Pareta, [apiKey])).toThrow("the options must be a plain object, not String")
    expect(() => new Shell.Pareta(new Headers() as object)).toThrow("the options must be a plain object, not Headers")
    expect(() => new Shell.Pareta((() => {}) as object)).toThrow("the options must be a plain object, not Function")
  })
})

describe("options may be", () => {
  class FromClass {
    readonly apiKey = apiKey
    get maxRetries() {
      return 7
    }
  }
  it.each([
    ["an object without a prototype", Object.assign(Object.create(null), { apiKey, maxRetries: 7 })],
    ["an instance of a class", new FromClass()],
    ["frozen", Object.freeze({ apiKey, maxRetries: 7 })],
    ["inherited", Object.create({ apiKey, maxRetries: 7 })],
    ["a proxy", new Proxy({ apiKey, maxRetries: 7 }, {})]
  ])("%s", (_, options) => {
    expect(new Shell.Pareta(options).maxRetries).toBe(7)
    expect(Shell.Pareta.fromEnv(options).maxRetries).toBe(7)
  })
})

describe("an option of the client of the wrong type", () => {
  it.each([
    [{ timeout: "5" }],
    [{ timeout: "5 seconds" }],
    [{ timeout: 5n }],
    [{ timeout: [1, 0] }],
    [{ timeout: null }],
    [{ timeout: { seconds: Number.NaN } }],
    [{ timeout: new Map() }],
    [{ timeout: new Date(5) }],
    [{ maxRetries: "2" }],
    [{ maxRetries: 2n }],
    [{ maxRetries: null }],
    [{ headers: new Headers({ a: "b" }) }],
    [{ headers: new Map([["a", "b"]]) }],
    [{ headers: [["a", "b"]] }],
    [{ headers: "a: b" }],
    [{ headers: { a: 5 } }],
    [{ headers: { a: ["b"] } }],
    [{ fetch: "fetch" }],
    [{ fetch: {} }],
    [{ apiKey: {} }],
    [{ apiKey: 5 }],
    [{ apiKey: Symbol("k") }],
    [{ baseURL: new URL("https://a.b") }],
    [{ baseURL: " https://a.b" }],
    [{ onAttempt: "log" }],
    [{ onRetry: {} }],
    [{ onResponse: 5 }],
    [{ tracer: {} }],
    [{ tracer: null }],
    [{ maxEventSize: "5" }]
  ] as ReadonlyArray<readonly [object]>)("is refused: %o", (options) => {
    expect(() => new Shell.Pareta({ apiKey, ...options })).toThrow(Shell.InvalidArgumentError)
  })

  it("is refused when it cannot be read", () => {
    const options = Object.defineProperty({ apiKey }, "timeout", {
      enumerable: true,
      get: () => {
        throw new TypeError("hostile")
      }
    })
    expect(() => new Shell.Pareta(options)).toThrow(Shell.InvalidArgumentError)
    expect(() => Shell.Pareta.fromEnv(options)).toThrow(Shell.InvalidArgumentError)
  })
})

describe("a base URL that ends in /v1", () => {
  it.each([
    ["https://api.pareta.ai/v1", "https://api.pareta.ai"],
    ["https://api.pareta.ai/v1/", "https://api.pareta.ai"],
    ["https://api.pareta.ai//v1//", "https://api.pareta.ai"],
    ["https://api.pareta.ai/V1", "https://api.pareta.ai"],
    ["https://gateway.example/pareta/v1", "https://gateway.example/pareta"],
    ["http://127.0.0.1:4010/v1", "http://127.0.0.1:4010"]
  ])("is refused with the cure: %s", async (baseURL, cure) => {
    const message = `baseURL must not end in /v1, which the client adds itself: use ${cure}`
    expect(() => new Shell.Pareta({ apiKey, baseURL })).toThrow(message)
    const failure = await Core.ParetaClient.use(Effect.succeed).pipe(
      Effect.provide(Core.ParetaClient.layerFetch({ apiKey, baseURL })),
      Effect.flip,
      Effect.runPromise
    )
    expect(failure.message).toBe(message)
  })

  it.each(["https://v1.example", "https://a.example/v1/pareta", "https://a.example/xv1", "https://a.example/v10"])(
    "is not one that only contains it: %s",
    (baseURL) => {
      expect(new Shell.Pareta({ apiKey, baseURL }).baseURL).toBe(baseURL)
    }
  )
})

describe("an option of a call that does not exist", () => {
  const { fetch } = scriptedFetch(Response.json({ data: [] }))
  const pareta = new Shell.Pareta({ apiKey, fetch })
  const calls: ReadonlyArray<readonly [string, (options: object) => Promise<unknown>]> = [
    ["models.list", (options) => pareta.models.list(options)],
    ["tasks.match", (options) => pareta.tasks.match("q", options)],
    ["evals.runs.wait", (options) => pareta.evals.runs.wait("r", options)],
    [
      "evals.sets.uploadDocument",
      (options) => pareta.evals.sets.uploadDocument("s", new Uint8Array(1), { idx: 0, fieldName: "f", ...options })
    ],
    ["request", (options) => pareta.request("GET", "/v1/x", options)],
    ["stream", (options) => settled(pareta.stream("GET", "/v1/x", options))],
    [
      "chat.completions.create, streamed",
      (options) => settled(pareta.chat.completions.create({ ...params, stream: true }, options))
    ],
    ["evals.runs.watch", (options) => settled(pareta.evals.runs.watch("r", options))]
  ]
  const typos = [
    ["max_retries", "did you mean maxRetries?"],
    ["abortSignal", "did you mean signal?"],
    ["retry", "the request options are signal"],
    ["fetch", "the request options are signal"]
  ] as const

  it.each(calls.flatMap(([name, call]) => typos.map(([typo, cure]) => ({ name, call, typo, cure }))))(
    "is refused by $name: $typo",
    async ({ call, typo, cure }) => {
      await expect(call({ [typo]: 5 })).rejects.toMatchObject({
        name: "InvalidArgumentError",
        message: expect.stringContaining(`unknown request option "${typo}"; ${cure}`)
      })
    }
  )

  it("is refused with the options of the method named too", async () => {
    const options = { maxRetries: 0 }
    await expect(pareta.tasks.match("q", { ...options, ...{ top_k: 3 } })).rejects.toThrow("did you mean topK?")
    await expect(pareta.evals.runs.wait("r", { ...options, ...{ poll_interval: 3 } })).rejects.toThrow(
      "did you mean pollInterval?"
    )
  })

  it.each(["signal", "maxRetry"])("is refused by withRequestOptions: %s", async (name) => {
    const failure = await Core.ParetaClient.use((client) => client.models.list()).pipe(
      Core.withRequestOptions({ [name]: 5 }),
      Effect.provide(Core.ParetaClient.layerFetch({ apiKey, fetch })),
      Effect.flip,
      Effect.runPromise
    )
    expect(failure).toMatchObject({
      _tag: "InvalidArgumentError",
      message: `unknown request option "${name}"; the request options are timeout, maxRetries, retry, headers, idempotencyKey, onResponse, onProgress, session`
    })
  })

  it("is refused in options around others", async () => {
    const failure = await Core.ParetaClient.use((client) => client.models.list()).pipe(
      Core.withRequestOptions({ maxRetries: 1 }),
      Core.withRequestOptions({ timeout: 5, ...{ maxRetry: 5 } }),
      Effect.provide(Core.ParetaClient.layerFetch({ apiKey, fetch })),
      Effect.flip,
      Effect.runPromise
    )
    expect(failure.message).toContain('unknown request option "maxRetry"')
  })
})

describe("any other route", () => {
  const sent = async (method: string, options?: object) => {
    const { fetch, requests } = scriptedFetch(Response.json({}))
    await new Shell.Pareta({ apiKey, fetch }).request(method as "GET", "/v1/x", options)
    return requests[0]
  }

  it("is called with the method in upper case, and a POST so has its idempotency key", async () => {
    expect(await sent("post", { body: {} })).toMatchObject({
      method: "POST",
      headers: { "Idempotency-Key": expect.stringMatching(/^pareta-js-/) }
    })
    expect(await sent("Patch", { body: {} })).toMatchObject({ method: "PATCH" })
  })

  it.each([
    ["HEAD", {}, "method must be one of GET, POST, PUT, PATCH, DELETE"],
    ["TRACE", {}, "method must be one of"],
    ["", {}, "method must be one of"],
    ["POST ", {}, "method must be one of"],
    ["GET", { body: {} }, "a GET request cannot have a body; did you mean query?"],
    ["get", { body: new FormData() }, "a GET request cannot have a body; did you mean query?"],
    ["GET", { params: { a: 1 } }, 'unknown request option "params"; did you mean query?'],
    ["POST", { json: { a: 1 } }, 'unknown request option "json"; did you mean body?'],
    ["POST", { data: { a: 1 } }, 'unknown request option "data"; did you mean body?'],
    ["GET", { query: new URLSearchParams("a=1") }, "query must be a plain object, not URLSearchParams"],
    ["GET", { query: "a=1" }, "query must be a plain object, not String"]
  ] as const)("is refused: %s %o", async (method, options, message) => {
    const failure = await refusalOf((fetch) =>
      new Shell.Pareta({ apiKey, fetch }).request(method as "GET", "/v1/x", options as object)
    )
    expect(failure).toContain(message)
  })

  it("is called without a body if it is null and the method is GET", async () => {
    expect(await sent("GET", { body: null })).toMatchObject({ method: "GET", body: null })
  })

  const route = (request: object) =>
    refusalOf((fetch) =>
      Core.ParetaClient.use((client) => client.request(request as Core.RouteRequest)).pipe(
        Effect.provide(Core.ParetaClient.layerFetch({ apiKey, fetch })),
        Effect.runPromise
      )
    )

  it.each([
    [{ method: "HEAD", path: "/v1/x" }, "method must be one of"],
    [{ method: "get", path: "/v1/x", json: {} }, "a GET request cannot have a body"],
    [{ method: "GET", path: "/v1/x", params: {} }, 'unknown field "params"; did you mean query?'],
    [{ method: "GET", path: "/v1/x", maxRetries: 0 }, "maxRetries is an option of the call"],
    [{ method: "POST", path: "/v1/x", data: {} }, 'unknown field "data"; did you mean body?'],
    [{ method: "POST", path: "/v1/x", body: {} }, "did you mean json?"],
    [{ method: "POST", path: "/v1/x", body: "text" }, "did you mean json?"],
    [{ method: "POST", path: "/v1/x", body: new FormData(), json: {} }, "json and body are mutually exclusive"],
    [{ method: "GET", path: "/v1/x", schema: {} }, "schema must be a Schema"],
    [{ path: "/v1/x" }, "method must be one of"]
  ])("is refused in core: %o", async (request, message) => {
    expect(await route(request)).toContain(message)
  })
})
