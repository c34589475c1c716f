import { describe, expect, it } from "@effect/vitest"
import {
  type AttemptEvent,
  type CallFailure,
  ParetaClient,
  type ParetaClientOptions,
  type ResponseMeta,
  type RetryEvent,
  responseMeta,
  VERSION,
  withRequestOptions
} from "@pareta/core"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Schema from "effect/Schema"
import { TestClock } from "effect/testing"
import { type Answer, apiKey, completion, json, params, pieces, scriptedFetch } from "../ScriptedFetch.ts"

const settle = Effect.promise(() => new Promise<void>((resolve) => setImmediate(resolve)))

const client = (fetch: ReturnType<typeof scriptedFetch>["fetch"], options: Partial<ParetaClientOptions> = {}) =>
  ParetaClient.layerFetch({ apiKey, maxRetries: 0, ...options, fetch })

const create = ParetaClient.use((pareta) => pareta.chat.completions.create(params))

describe("a request", () => {
  it.effect("is sent once, in the documented form", () =>
    Effect.gen(function* () {
      const { fetch, requests } = scriptedFetch(json(completion))
      yield* Effect.provide(create, client(fetch))
      expect(requests).toHaveLength(1)
      const { signal, ...request } = requests[0] as (typeof requests)[0]
      expect(request).toEqual({
        url: "https://api.pareta.ai/v1/chat/completions",
        method: "POST",
        redirect: "manual",
        body: JSON.stringify(params),
        headers: {
          Authorization: `Bearer ${apiKey}`,
          Accept: "application/json",
          "User-Agent": `pareta-typescript/${VERSION}`,
          "Content-Type": "application/json",
          "Idempotency-Key": expect.stringMatching(/^pareta-js-[0-9a-f]{32}$/)
        }
      })
      expect(signal.aborted).toBe(false)
    })
  )

  it.effect("of a GET has no body, no Content-Type and no Idempotency-Key", () =>
    Effect.gen(function* () {
      const { fetch, requests } = scriptedFetch(json({ data: [] }))
      yield* Effect.provide(
        ParetaClient.use((pareta) => pareta.models.list()),
        client(fetch)
      )
      expect(requests[0]?.body).toBeNull()
      expect(Object.keys(requests[0]?.headers ?? {})).toEqual(["Authorization", "Accept", "User-Agent"])
    })
  )

  it.effect("has the headers of the client and of the call; null removes one", () =>
    Effect.gen(function* () {
      const { fetch, requests } = scriptedFetch(json(completion))
      yield* create.pipe(
        withRequestOptions({ headers: { "X-Two": "b", "x-one": null, "User-Agent": "mine/1" } }),
        Effect.provide(client(fetch, { headers: { "X-One": "1", "X-Three": "3" } }))
      )
      const headers = new Headers(requests[0]?.headers)
      expect([headers.get("x-one"), headers.get("x-two"), headers.get("x-three")]).toEqual([null, "b", "3"])
      expect(headers.get("user-agent")).toBe("mine/1")
    })
  )

  it.effect.each(["Authorization", "accept", "Content-Type", "idempotency-key"])("cannot set the header %s", (name) =>
    Effect.gen(function* () {
      const { fetch, requests } = scriptedFetch(json(completion))
      const failure = yield* create.pipe(
        withRequestOptions({ headers: { [name]: "x" } }),
        Effect.flip,
        Effect.provide(client(fetch))
      )
      expect(failure._tag).toBe("InvalidArgumentError")
      expect(requests).toHaveLength(0)
    })
  )

  it.effect.each([{ "x-a": "b\r\nc: d" }, { "x-a": "ü€" }, { "x a": "b" }, { "": "b" }])(
    "is refused with the header %j before anything is sent",
    (headers) =>
      Effect.gen(function* () {
        const { fetch, requests } = scriptedFetch(json(completion))
        const failure = yield* create.pipe(withRequestOptions({ headers }), Effect.flip, Effect.provide(client(fetch)))
        expect(failure._tag).toBe("InvalidArgumentError")
        expect(requests).toHaveLength(0)
      })
  )

  it.effect("that cannot be serialized as JSON is refused", () =>
    Effect.gen(function* () {
      const { fetch, requests } = scriptedFetch(json(completion))
      const failure = yield* ParetaClient.use((pareta) =>
        pareta.chat.completions.create({ ...params, metadata: { big: 1n } })
      ).pipe(Effect.flip, Effect.provide(client(fetch)))
      expect(failure).toMatchObject({ _tag: "InvalidArgumentError", operation: "chat.completions.create" })
      expect(requests).toHaveLength(0)
    })
  )
})

describe("an idempotency key", () => {
  it.effect("given by the caller is sent", () =>
    Effect.gen(function* () {
      const { fetch, requests } = scriptedFetch(json(completion))
      yield* create.pipe(withRequestOptions({ idempotencyKey: "order-1" }), Effect.provide(client(fetch)))
      expect(requests[0]?.headers["Idempotency-Key"]).toBe("order-1")
    })
  )

  it.effect("may be used again for the same POST, so that a call can be repeated", () =>
    Effect.gen(function* () {
      const { fetch, requests } = scriptedFetch(new Response("{}", { status: 418 }), json(completion))
      yield* create.pipe(
        Effect.retry({ times: 1 }),
        withRequestOptions({ idempotencyKey: "order-1" }),
        Effect.provide(client(fetch))
      )
      expect(requests.map(({ headers }) => headers["Idempotency-Key"])).toEqual(["order-1", "order-1"])
    })
  )

  const rows = (text: string) =>
    ParetaClient.use((pareta) => pareta.evals.sets.create({ task: "t", items: [{ text, expected: "x" }] }))
  const route = (body: Blob) => ParetaClient.use((pareta) => pareta.request({ method: "POST", path: "/v1/x", body }))

  it.effect("may be used again for the same rows", () =>
    Effect.gen(function* () {
      const { fetch, requests } = scriptedFetch(json({ eval_set: { id: "es_1" } }))
      yield* Effect.andThen(rows("one"), rows("one")).pipe(
        withRequestOptions({ idempotencyKey: "order-1" }),
        Effect.provide(client(fetch))
      )
      expect(requests).toHaveLength(2)
    })
  )

  it.effect.each([
    ["JSON", create, ParetaClient.use((pareta) => pareta.chat.completions.create({ ...params, temperature: 1 }))],
    ["rows of the same length", rows("one"), rows("two")],
    ["files", route(new Blob(["one"])), route(new Blob(["three"]))],
    ["operation", create, rows("one")]
  ] as const)("is refused for another POST, before anything is sent: other %s", ([, first, second]) =>
    Effect.gen(function* () {
      const { fetch, requests } = scriptedFetch(() => json({ ...completion, eval_set: { id: "es_1" } }))
      const failure = yield* Effect.andThen(Effect.ignore(first), second as typeof first).pipe(
        withRequestOptions({ idempotencyKey: "order-1" }),
        Effect.flip,
        Effect.provide(client(fetch))
      )
      expect(failure).toMatchObject({ _tag: "InvalidArgumentError" })
      expect(requests).toHaveLength(1)
    })
  )

  it.effect("can be used once in each run of the effect", () =>
    Effect.gen(function* () {
      const { fetch, requests } = scriptedFetch(json(completion))
      const keyed = create.pipe(withRequestOptions({ idempotencyKey: "order-1" }))
      yield* Effect.provide(Effect.andThen(keyed, keyed), client(fetch))
      expect(requests).toHaveLength(2)
    })
  )

  it.effect("can come from a function, one for each POST", () =>
    Effect.gen(function* () {
      const { fetch, requests } = scriptedFetch(json(completion))
      let count = 0
      yield* Effect.andThen(create, create).pipe(
        withRequestOptions({ idempotencyKey: ({ operation, path }) => `${operation}${path}#${++count}` }),
        Effect.provide(client(fetch))
      )
      expect(requests.map((request) => request.headers["Idempotency-Key"])).toEqual([
        "chat.completions.create/v1/chat/completions#1",
        "chat.completions.create/v1/chat/completions#2"
      ])
    })
  )

  it.effect.each(["", "a\nb", " "])("is refused when it is %j", (idempotencyKey) =>
    Effect.gen(function* () {
      const { fetch, requests } = scriptedFetch(json(completion))
      const failure = yield* create.pipe(
        withRequestOptions({ idempotencyKey }),
        Effect.flip,
        Effect.provide(client(fetch))
      )
      expect(failure._tag).toBe("InvalidArgumentError")
      expect(requests).toHaveLength(0)
    })
  )

  it.effect("is generated for each run of the effect if none is given", () =>
    Effect.gen(function* () {
      const { fetch, requests } = scriptedFetch(json(completion))
      yield* ParetaClient.use((pareta) => {
        const call = pareta.chat.completions.create(params)
        return Effect.andThen(call, call)
      }).pipe(Effect.provide(client(fetch)))
      const keys = requests.map((request) => request.headers["Idempotency-Key"])
      expect(new Set(keys).size).toBe(2)
    })
  )
})

describe("a response", () => {
  it.effect.each([
    ["text that is not JSON", new Response("<html>busy</html>"), "not JSON"],
    ["cut JSON", new Response('{"id":"c","choices":[{"ind'), "not JSON"],
    ["an array", json([completion]), "unexpected response: must be an object"],
    ["a number", json(3), "unexpected response: must be an object"],
    ["null", json(null), "unexpected response: must be an object"],
    ["an object in place of an array", json({ ...completion, choices: {} }), "choices must be an array"],
    ["an array in place of an object", json({ choices: [{ message: [] }] }), "choices[0].message must be an object"]
  ] as const)("that is %s fails with a typed error, without a retry", ([_, answer, message]) =>
    Effect.gen(function* () {
      const { fetch, requests } = scriptedFetch(answer)
      const failure = yield* create.pipe(Effect.flip, Effect.provide(client(fetch, { maxRetries: 2 })))
      expect(failure._tag).toBe("APIResponseValidationError")
      expect(failure.message).toContain("chat.completions.create")
      expect(failure.message).toContain(message)
      expect(failure.response?.status).toBe(200)
      expect(requests).toHaveLength(1)
    })
  )

  it.effect.each([
    ["empty", new Response(null, { status: 204 })],
    ["blank", new Response("  ")],
    ["behind a BOM", new Response(`\ufeff${JSON.stringify({})}`)]
  ] as const)("that is %s counts as {}", ([_, answer]) =>
    Effect.gen(function* () {
      const result = yield* create.pipe(Effect.provide(client(scriptedFetch(answer).fetch)))
      expect(result.raw).toEqual({})
    })
  )

  it.effect("keeps unknown fields", () =>
    Effect.gen(function* () {
      const answer = { ...completion, system_fingerprint: "fp", choices: [{ ...completion.choices[0], extra: 1 }] }
      const result = yield* create.pipe(Effect.provide(client(scriptedFetch(json(answer)).fetch)))
      expect(result.raw).toEqual(answer)
      expect(result.choices[0]?.get("extra")).toBe(1)
    })
  )
})

describe("a call that may take minutes", () => {
  const slow = [
    ["rerank", (client: ParetaClient["Service"]) => client.rerank("q", ["a"])],
    ["embeddings", (client: ParetaClient["Service"]) => client.embeddings("a")],
    [
      "chat with auto",
      (client: ParetaClient["Service"]) => client.chat.completions.create({ ...params, model: "auto" })
    ]
  ] as const
  const limits = [
    ["10 minutes", {}, "600000 ms"],
    ["what the client was given", { timeout: "2 minutes" }, "120000 ms"]
  ] as const

  describe.each(slow)("%s", (_, call) => {
    it.effect.each(limits)("has a limit of %s", ([_, options, limit]) =>
      Effect.gen(function* () {
        const { fetch } = scriptedFetch(() => new Promise<Response>(() => {}))
        const fiber = yield* ParetaClient.use((client): Effect.Effect<unknown, CallFailure> => call(client)).pipe(
          Effect.flip,
          Effect.provide(client(fetch, { maxRetries: 0, ...options })),
          Effect.forkChild
        )
        for (let minute = 0; minute < 10; minute++) {
          yield* settle
          yield* TestClock.adjust("1 minute")
        }
        yield* settle
        expect((yield* Fiber.join(fiber)).message).toContain(limit)
      })
    )
  })
})

describe("timeout.request", () => {
  it.effect("includes the body, which is cancelled, and the attempt is retried", () =>
    Effect.gen(function* () {
      const bodies: Array<ReturnType<typeof pieces>> = []
      const stalled: Answer = () => {
        const body = pieces(['{"id":'], "open")
        bodies.push(body)
        return new Response(body.body)
      }
      const { fetch, requests } = scriptedFetch(stalled)
      const fiber = yield* create.pipe(
        Effect.flip,
        Effect.provide(client(fetch, { maxRetries: 1, timeout: "2 seconds" })),
        Effect.forkChild
      )
      for (let step = 0; step < 60; step++) {
        yield* settle
        yield* TestClock.adjust("100 millis")
      }
      const failure = yield* Fiber.join(fiber)
      expect(failure._tag).toBe("APITimeoutError")
      expect(failure.message).toContain("timeout.request")
      expect(requests).toHaveLength(2)
      expect(bodies.map((body) => body.cancelled())).toEqual([1, 1])
    })
  )

  it.effect("does not limit the call if it is Infinity", () =>
    Effect.gen(function* () {
      const { fetch } = scriptedFetch(() => new Promise(() => {}))
      const fiber = yield* create.pipe(
        Effect.provide(client(fetch, { timeout: Number.POSITIVE_INFINITY })),
        Effect.forkChild
      )
      yield* settle
      yield* TestClock.adjust("10 days")
      expect(fiber.pollUnsafe()).toBeUndefined()
      yield* Fiber.interrupt(fiber)
    })
  )

  it.effect("reports an error status even if its body never ends", () =>
    Effect.gen(function* () {
      const { fetch } = scriptedFetch(() => new Response(pieces(['{"detail":'], "open").body, { status: 402 }))
      const fiber = yield* create.pipe(
        Effect.flip,
        Effect.provide(client(fetch, { timeout: "2 seconds" })),
        Effect.forkChild
      )
      yield* settle
      yield* TestClock.adjust("2 seconds")
      expect((yield* Fiber.join(fiber))._tag).toBe("InsufficientCreditsError")
    })
  )
})

describe("interruption", () => {
  it.effect("aborts the request before the head", () =>
    Effect.gen(function* () {
      const { fetch, requests } = scriptedFetch(() => new Promise(() => {}))
      const fiber = yield* create.pipe(Effect.provide(client(fetch)), Effect.forkChild)
      yield* settle
      yield* Fiber.interrupt(fiber)
      expect(requests[0]?.signal.aborted).toBe(true)
    })
  )

  it.effect("cancels the body", () =>
    Effect.gen(function* () {
      const stalled = pieces(["{"], "open")
      const { fetch } = scriptedFetch(() => new Response(stalled.body))
      const fiber = yield* create.pipe(Effect.provide(client(fetch)), Effect.forkChild)
      yield* settle
      yield* Fiber.interrupt(fiber)
      expect(stalled.cancelled()).toBe(1)
    })
  )

  it.effect("cancels the body of a response that arrives too late", () =>
    Effect.gen(function* () {
      const late = pieces(["{}"])
      let answer: (response: Response) => void = () => {}
      const { fetch } = scriptedFetch(() => new Promise((resolve) => (answer = resolve)))
      const fiber = yield* create.pipe(Effect.provide(client(fetch)), Effect.forkChild)
      yield* settle
      yield* Fiber.interrupt(fiber)
      answer(new Response(late.body))
      yield* settle
      expect(late.cancelled()).toBe(1)
    })
  )
})

describe("redirects", () => {
  const redirect = (location: string, status = 307) => new Response(null, { status, headers: { location } })
  const list = ParetaClient.use((pareta) => pareta.models.list())

  it.effect("of a GET are followed within the origin", () =>
    Effect.gen(function* () {
      const { fetch, requests } = scriptedFetch(redirect("/v1/models/", 308), json({ data: [{ id: "a" }] }))
      const models = yield* Effect.provide(list, client(fetch))
      expect(models.length).toBe(1)
      expect(requests[1]?.url).toBe("https://api.pareta.ai/v1/models/")
    })
  )

  it.effect("of a GET are followed at most five times", () =>
    Effect.gen(function* () {
      const { fetch, requests } = scriptedFetch(redirect("/again"))
      const failure = yield* list.pipe(Effect.flip, Effect.provide(client(fetch)))
      expect(failure).toMatchObject({ _tag: "APIStatusError", status: 307 })
      expect(requests).toHaveLength(6)
    })
  )

  it.effect("never take the key to another origin", () =>
    Effect.gen(function* () {
      const { fetch, requests } = scriptedFetch(redirect("https://evil.example/v1/models?x=1"))
      const failure = yield* list.pipe(Effect.flip, Effect.provide(client(fetch)))
      expect(failure).toMatchObject({ _tag: "APIStatusError", status: 307 })
      expect(failure.message).toContain("https://evil.example")
      expect(failure.message).not.toContain("x=1")
      expect(requests).toHaveLength(1)
    })
  )

  it.effect("never send a POST twice", () =>
    Effect.gen(function* () {
      const { fetch, requests } = scriptedFetch(redirect("/v1/chat/completions/"))
      const failure = yield* create.pipe(Effect.flip, Effect.provide(client(fetch)))
      expect(failure._tag).toBe("APIStatusError")
      expect(requests).toHaveLength(1)
    })
  )
})

describe("the report of a call", () => {
  it.effect("is attached to the result", () =>
    Effect.gen(function* () {
      const { fetch } = scriptedFetch(
        json(completion, {
          headers: {
            "x-request-id": "req_1",
            "x-pareta-billed": "653",
            "x-pareta-frontier-would-have-cost": "11795",
            "x-ratelimit-limit-requests": "60",
            "x-ratelimit-remaining-requests": "59",
            "x-ratelimit-reset-requests": "1s"
          }
        })
      )
      const result = yield* Effect.provide(create, client(fetch))
      expect(responseMeta(result)).toMatchObject({
        operation: "chat.completions.create",
        status: 200,
        attempts: 1,
        requestId: "req_1",
        billedMicroUsd: 653,
        frontierWouldHaveCostMicroUsd: 11_795,
        rateLimit: { limit: 60, remaining: 59, reset: 1 },
        verdict: null,
        error: null
      })
    })
  )

  it.effect("reaches onAttempt, onRetry and onResponse, which may throw", () =>
    Effect.gen(function* () {
      const attempts: Array<AttemptEvent> = []
      const retries: Array<RetryEvent> = []
      const ends: Array<ResponseMeta> = []
      const { fetch } = scriptedFetch(
        new Response("{}", { status: 503, headers: { "retry-after": "0" } }),
        json(completion)
      )
      yield* Effect.forkChild(TestClock.adjust(1))
      yield* create.pipe(
        Effect.provide(
          client(fetch, {
            maxRetries: 1,
            onAttempt: (event) => {
              attempts.push(event)
              throw new Error("mine")
            },
            onRetry: (event) => {
              retries.push(event)
              throw new Error("mine")
            },
            onResponse: (meta) => {
              ends.push(meta)
              throw new Error("mine")
            }
          })
        )
      )
      expect(attempts.map((event) => event.attempt)).toEqual([1, 2])
      expect(attempts[0]).toMatchObject({ method: "POST", url: "https://api.pareta.ai/v1/chat/completions" })
      expect(retries).toMatchObject([{ attempt: 1, delay: 0, error: { status: 503 } }])
      expect(ends).toMatchObject([{ status: 200, attempts: 2, error: null }])
    })
  )

  it.effect("reaches onResponse for a failure too", () =>
    Effect.gen(function* () {
      const ends: Array<ResponseMeta> = []
      const { fetch } = scriptedFetch(json({ detail: "no" }, { status: 404 }))
      const failure = yield* create.pipe(
        withRequestOptions({ onResponse: (meta) => ends.push(meta) }),
        Effect.flip,
        Effect.provide(client(fetch))
      )
      expect(ends).toMatchObject([{ status: 404, attempts: 1 }])
      expect(ends[0]?.error).toBe(failure)
      expect(failure).toMatchObject({ operation: "chat.completions.create", attempts: 1 })
    })
  )

  it.effect("says that a call was interrupted", () =>
    Effect.gen(function* () {
      const ends: Array<ResponseMeta> = []
      const { fetch } = scriptedFetch(() => new Promise(() => {}))
      const fiber = yield* create.pipe(
        Effect.provide(client(fetch, { onResponse: (meta) => ends.push(meta) })),
        Effect.forkChild
      )
      yield* settle
      yield* Fiber.interrupt(fiber)
      expect(ends).toMatchObject([{ status: null, error: { _tag: "APIAbortError" } }])
    })
  )
})

describe("any other route", () => {
  it.effect("can be called, and its response decoded by a schema", () =>
    Effect.gen(function* () {
      const { fetch, requests } = scriptedFetch(json({ tasks: [{ id: "t" }] }))
      const schema = Schema.Struct({ tasks: Schema.Array(Schema.Struct({ id: Schema.String })) })
      const answer = yield* ParetaClient.use((pareta) =>
        pareta.request({ method: "GET", path: "/v1/tasks", query: { n: 3, none: undefined, list: ["a", "b"] }, schema })
      ).pipe(Effect.provide(client(fetch)))
      expect(answer.tasks[0]?.id).toBe("t")
      expect(requests[0]?.url).toBe("https://api.pareta.ai/v1/tasks?n=3&list=a%2Cb")
    })
  )

  it.effect("fails with a typed error if the schema does not fit", () =>
    Effect.gen(function* () {
      const { fetch } = scriptedFetch(json({ tasks: 3 }))
      const schema = Schema.Struct({ tasks: Schema.Array(Schema.String) })
      const failure = yield* ParetaClient.use((pareta) =>
        pareta.request({ method: "GET", path: "/v1/x", schema })
      ).pipe(Effect.flip, Effect.provide(client(fetch)))
      expect(failure._tag).toBe("APIResponseValidationError")
    })
  )

  it.effect.each(["v1/tasks", "//evil.example/x", "https://evil.example", "/v1/x?y=1", "/v1/a b", ""])(
    "refuses the path %j",
    (path) =>
      Effect.gen(function* () {
        const { fetch, requests } = scriptedFetch(json({}))
        const failure = yield* ParetaClient.use((pareta) => pareta.request({ method: "GET", path })).pipe(
          Effect.flip,
          Effect.provide(client(fetch))
        )
        expect(failure._tag).toBe("InvalidArgumentError")
        expect(requests).toHaveLength(0)
      })
  )
})
