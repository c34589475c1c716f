import { describe, expect, it } from "@effect/vitest"
import { responseFailure } from "../../src/http/ResponseFailure.ts"

const failure = (body: string, status = 418, headers: Record<string, string> = {}) =>
  responseFailure(new Response(null, { status, headers }), "https://api.pareta.ai/v1/x?secret=1", body, 0)

describe("the body of an error", () => {
  it.each([
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
  ] as const)("%j has the detail %j and the message %j", (body, detail, message) => {
    expect(failure(body)).toMatchObject({ message })
    expect(failure(body).detail).toEqual(detail)
  })
})

describe("what is kept of the response", () => {
  it("is the status, the URL without its query, and headers that are no secret", () => {
    const error = failure("", 429, {
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
      headers: { "x-request-id": "req_1", "retry-after": "2", "x-pareta-billed": "0", "ratelimit-remaining": "0" }
    })
    expect(error).toMatchObject({
      requestId: "req_1",
      retryAfter: 2,
      rateLimit: { limit: null, remaining: 0, reset: null }
    })
  })
})
