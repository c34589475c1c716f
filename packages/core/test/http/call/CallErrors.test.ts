import { describe, expect, it } from "@effect/vitest"
import { type CallFailure, ParetaClient } from "@pareta/core"
import * as Effect from "effect/Effect"
import { apiKey, scriptedFetch } from "../../ScriptedFetch.ts"

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
      "HTTP 418"
    ],
    ['{"detail":{"a":1}}', { a: 1 }, "HTTP 418"],
    ['{"detail":null}', null, "HTTP 418"],
    ['{"error":{"message":"m"}}', undefined, "HTTP 418"],
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
