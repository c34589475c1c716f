import { describe, expect, it } from "@effect/vitest"
import { APITimeoutError, type CallFailure, HttpTransport, NotFoundError, ParetaClient } from "@pareta/core"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import { apiKey, eventResponse, params, pieces, scriptedFetch } from "../../ScriptedFetch.ts"

/** The failure of a call that gets this response. */
const failureOf = (body: string, status = 418, headers: Record<string, string> = {}) =>
  ParetaClient.use((client) => client.request({ method: "GET", path: "/v1/x", query: { secret: 1 } })).pipe(
    Effect.provide(
      ParetaClient.layerFetch({
        apiKey,
        maxRetries: 0,
        fetch: scriptedFetch(new Response(body, { status, headers: { "content-type": "text/plain", ...headers } }))
          .fetch
      })
    ),
    Effect.flip
  )

describe("the body of an error", () => {
  it.effect.each([
    ['{"detail":"text"}', "text", "text"],
    ['{"detail":""}', "", "HTTP 418"],
    [
      '{"detail":[{"loc":["body","model"],"msg":"m","type":"t"}]}',
      [{ loc: ["body", "model"], msg: "m", type: "t" }],
      "HTTP 418: body.model: m"
    ],
    [
      '{"detail":[{"loc":["body","rows",0],"msg":"m"},{"loc":[],"msg":"n"},{"msg":"o"}]}',
      [{ loc: ["body", "rows", 0], msg: "m" }, { loc: [], msg: "n" }, { msg: "o" }],
      "HTTP 418: body.rows.0: m (and 2 more)"
    ],
    ['{"detail":["a","b"]}', ["a", "b"], "HTTP 418: a (and 1 more)"],
    ['{"detail":[]}', [], "HTTP 418"],
    ['{"detail":{"message":"m"}}', { message: "m" }, "m"],
    ['{"detail":{"error":{"message":"m"}}}', { error: { message: "m" } }, "m"],
    ['{"detail":"d","error":"e"}', "d", "d"],
    ['{"error":"m"}', "m", "m"],
    ['{"error":"Not Found","message":"no route"}', "Not Found", "no route"],
    ['{"error":{"message":"m","detail":"d"},"message":"n"}', { message: "m", detail: "d" }, "m"],
    ['{"error":{"code":5},"message":"m"}', { code: 5 }, "m"],
    ['{"error":{"error":"m"}}', { error: "m" }, "m"],
    ['{"error":{"code":5}}', { code: 5 }, "HTTP 418"],
    ['{"message":"m","code":7}', { message: "m", code: 7 }, "m"],
    ['{"message":{"text":"m"}}', { message: { text: "m" } }, "HTTP 418"],
    [
      '{"errors":[{"message":"m"},{"message":"n"}]}',
      { errors: [{ message: "m" }, { message: "n" }] },
      "m (and 1 more)"
    ],
    ['{"errors":["m"]}', { errors: ["m"] }, "m"],
    ['[{"error":{"message":"m"}}]', [{ error: { message: "m" } }], "m"],
    ['{"title":"m","type":"about:blank"}', { title: "m", type: "about:blank" }, "m"],
    ['{"title":"t","detail":"d"}', "d", "d"],
    ["<!doctype html><title>Bad</title>", "<!doctype html><title>Bad</title>", "HTTP 418"],
    ["\n<HTML><p>Bad", "<HTML><p>Bad", "HTTP 418"],
    ['{"error":"<html>Bad"}', "<html>Bad", "HTTP 418"],
    ['{"detail":{"a":1}}', { a: 1 }, "HTTP 418"],
    ['{"detail":null}', null, "HTTP 418"],
    ['{"error":{"message":"m"}}', { message: "m" }, "m"],
    ["[1]", [1], "HTTP 418"],
    ['"text"', "text", "text"],
    ["null", null, "HTTP 418"],
    ["  upstream down \n", "upstream down", "upstream down"],
    ["", undefined, "HTTP 418"],
    ['{"detail":"cut', '{"detail":"cut', '{"detail":"cut']
  ] as const)("%j has the detail %j and the message %j", ([body, detail, message]) =>
    Effect.map(failureOf(body), (failure) => {
      expect(failure.message).toBe(message)
      expect((failure as CallFailure & { readonly detail?: unknown }).detail).toEqual(detail)
    })
  )
})

describe("the message of an error", () => {
  const long = `${"x".repeat(998)}\u{1f600}${"y".repeat(100_000)}`

  it.effect.each([
    ["a detail", JSON.stringify({ detail: long })],
    ["a list of faults", JSON.stringify({ detail: [{ loc: ["body"], msg: long }] })],
    ["a text", long]
  ] as const)("has at most 1000 characters of %s, and the detail has all of them", ([_, body]) =>
    Effect.map(failureOf(body), (failure) => {
      expect(failure.message.length).toBeLessThanOrEqual(1000)
      expect(failure.message).toMatch(/x…$/)
      expect(JSON.stringify((failure as CallFailure & { readonly detail?: unknown }).detail)).toContain(
        "y".repeat(100_000)
      )
    })
  )

  it.effect("of exactly 1000 characters is whole", () =>
    Effect.map(failureOf("x".repeat(1000)), (failure) => expect(failure.message).toBe("x".repeat(1000)))
  )
})

describe("the response of an error", () => {
  it.effect("has the status, the URL without its query, and the headers that are not secret", () =>
    Effect.gen(function* () {
      const error = yield* failureOf("", 429, {
        "x-request-id": "req_1",
        "retry-after": "2",
        "set-cookie": "session=1",
        authorization: "Bearer x",
        "x-pareta-billed": "0",
        "ratelimit-remaining": "0"
      })
      expect(error._tag).toBe("RateLimitError")
      expect(error.response).toEqual({
        status: 429,
        statusText: "",
        url: "https://api.pareta.ai/v1/x",
        headers: {
          "content-type": "text/plain",
          "x-request-id": "req_1",
          "retry-after": "2",
          "x-pareta-billed": "0",
          "ratelimit-remaining": "0"
        }
      })
      expect(error).toMatchObject({
        requestId: "req_1",
        retryAfter: 2,
        rateLimit: { limit: null, remaining: 0, reset: null }
      })
    })
  )
})

describe("an error body that is nested deeply", () => {
  const deep = `${"[".repeat(5000)}"boom"${"]".repeat(5000)}`

  it.effect("is an error of its status", () =>
    Effect.map(failureOf(`{"detail":${deep}}`, 400), (failure) =>
      expect(failure).toMatchObject({ _tag: "BadRequestError", message: "HTTP 400" })
    )
  )

  it.effect("fails a stream, and cancels its body", () =>
    Effect.gen(function* () {
      const { body, cancelled } = pieces([`data: {"error":${deep}}\n\n`], "open")
      const failure = yield* ParetaClient.use((client) => Stream.runDrain(client.chat.completions.stream(params))).pipe(
        Effect.provide(
          ParetaClient.layerFetch({ apiKey, maxRetries: 0, fetch: scriptedFetch(() => eventResponse(body)).fetch })
        ),
        Effect.flip
      )
      expect(failure._tag).toBe("APIStreamError")
      expect(cancelled()).toBe(1)
    })
  )
})

describe("a redirect that is not followed", () => {
  it.effect("names the request that was redirected", () =>
    Effect.gen(function* () {
      const redirect = (location: string) => new Response(null, { status: 302, headers: { location } })
      const failure = yield* ParetaClient.use((client) => client.models.list()).pipe(
        Effect.provide(
          ParetaClient.layerFetch({
            apiKey,
            maxRetries: 0,
            fetch: scriptedFetch(redirect("/hop"), redirect("https://elsewhere.example/")).fetch
          })
        ),
        Effect.flip
      )
      expect(failure.response?.url).toBe("https://api.pareta.ai/hop")
    })
  )
})

describe("the failure of a transport", () => {
  const failingWith = (failure: unknown) =>
    ParetaClient.use((client) => client.models.list()).pipe(
      Effect.provide(ParetaClient.layer({ apiKey, maxRetries: 0 })),
      Effect.provideService(HttpTransport, { send: () => Effect.fail(failure as APITimeoutError) }),
      Effect.flip
    )

  it.effect("keeps the properties that the transport has added, and its own class as the cause", () =>
    Effect.gen(function* () {
      class PoolError extends APITimeoutError {
        readonly pool = "main"
      }
      const own = new PoolError("no connection")
      const failure = yield* failingWith(own)
      expect(failure).toMatchObject({ _tag: "APITimeoutError", message: "no connection", pool: "main", attempts: 1 })
      expect(failure.cause).toBe(own)
    })
  )

  it.effect("passes through if it is another error", () =>
    Effect.gen(function* () {
      const own = new NotFoundError("no such pool", { status: 404 })
      expect(yield* failingWith(own)).toBe(own)
    })
  )
})
