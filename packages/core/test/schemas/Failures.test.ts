import { describe, expect, it } from "@effect/vitest"
import * as Core from "@pareta/core"
import * as Schemas from "@pareta/core/Schemas"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"

const facts = {
  ...{ operation: "endpoints.retrieve", attempts: 3, requestId: "req_1" },
  response: { status: 404, statusText: "Not Found", url: "https://api.pareta.ai/v1/endpoints/x", headers: {} }
}

const encode = Schema.encodeUnknownSync(Schemas.ParetaFailure)
const decode = Schema.decodeUnknownSync(Schemas.ParetaFailure)

describe("the JSON of a failure", () => {
  it("has the tag, the message and the failure's own fields", () => {
    const rateLimit = { limit: 10, remaining: 0, reset: 1.5 }
    const error = new Core.RateLimitError("slow down", {
      ...facts,
      status: 429,
      retryAfter: 2,
      rateLimit,
      detail: "no"
    })
    expect(encode(error)).toEqual({
      ...{ _tag: "RateLimitError", message: "slow down", ...facts },
      ...{ status: 429, retryAfter: 2, rateLimit, detail: "no" }
    })
  })

  it("has no field that the failure lacks", () => {
    expect(encode(new Core.APITimeoutError("late"))).toEqual({ _tag: "APITimeoutError", message: "late" })
  })

  it("has no stack and no property of another origin", () => {
    const error = Object.assign(new Core.DeployError("m", { facts: { runId: "r", other: "private" } }), { extra: 1 })
    expect(encode(error)).toEqual({ _tag: "DeployError", message: "m", runId: "r" })
  })

  it.each([
    ["an error", new TypeError("fetch failed", { cause: new Error("inner") }), "TypeError: fetch failed"],
    ["a text", "the user left", "the user left"],
    ["an object", { key: "pareta_sk_secret" }, undefined],
    [
      "an error that cannot be printed",
      Object.defineProperty(new Error("m"), "message", { get: () => Symbol("s") }),
      undefined
    ],
    ["null", null, undefined]
  ])("has the cause only as text: %s", (_, cause, expected) => {
    expect(encode(new Core.InvalidArgumentError("m", { cause }))).toEqual({
      ...{ _tag: "InvalidArgumentError", message: "m" },
      ...(expected === undefined ? undefined : { cause: expected })
    })
  })

  it("tells a detail of null from none", () => {
    const details = [null, undefined].map((detail) => new Core.NotFoundError("m", { status: 404, detail }))
    const wires = details.map((error) => encode(error))
    expect(wires.map((wire) => "detail" in wire)).toEqual([true, false])
    expect(wires.map((wire) => "detail" in decode(wire) && decode(wire))).toMatchObject([
      { detail: null },
      { detail: undefined }
    ])
  })

  it("keeps an endless retryAfter, which JSON has no number for", () => {
    const error = new Core.RateLimitError("m", { status: 429, retryAfter: Number.POSITIVE_INFINITY })
    const json: unknown = JSON.parse(JSON.stringify(encode(error)))
    expect(json).toMatchObject({ retryAfter: "Infinity" })
    expect(decode(json)).toMatchObject({ retryAfter: Number.POSITIVE_INFINITY })
  })
})

describe("a decoded failure", () => {
  it("is an error of its class for every guard", () => {
    const error = decode({ _tag: "APITimeoutError", message: "late", ...facts })
    for (const Class of [Core.APITimeoutError, Core.APIConnectionError, Core.ParetaError, Error]) {
      expect(error).toBeInstanceOf(Class)
    }
    expect([Core.isParetaError, Core.isAPIConnectionError, Core.isAPIStatusError].map((is) => is(error))).toEqual([
      ...[true, true, false]
    ])
    expect(error).toMatchObject({ ...facts, name: "APITimeoutError" })
  })

  it("has the completion so far as a ChatCompletion", () => {
    const partial = { id: "c", choices: [{ index: 0, message: { content: "Hel" } }] }
    const error = Schema.decodeSync(Schemas.StreamFailure)({ _tag: "APIStreamError", message: "m", partial })
    expect(error.partial).toBeInstanceOf(Core.ChatCompletion)
    expect(error.partial?.choices[0]?.message.content).toBe("Hel")
  })

  it("has the run that was waited for", () => {
    const waited = { runId: "r", lastStatus: null }
    const decodeWait = Schema.decodeUnknownSync(Schemas.WaitFailure)
    expect(decodeWait({ _tag: "APIConnectionError", message: "m", ...waited })).toMatchObject(waited)
    expect(decodeWait({ _tag: "EvalTimeoutError", message: "m", ...waited })).toMatchObject(waited)
  })

  it("needs a tag of its union", () => {
    for (const _tag of ["DeployError", "APIAbortError", "Error", undefined]) {
      expect(Result.isFailure(Schema.decodeUnknownResult(Schemas.CallFailure)({ _tag, message: "m" }))).toBe(true)
    }
  })
})

describe("an error of another copy of the package", () => {
  /** As another copy makes it: with the brand and the tag, and no class of this one. */
  const foreign = Object.assign(new Error("late"), {
    ...{ [Symbol.for("@pareta/core/ParetaError")]: true, _tag: "APITimeoutError", attempts: 2 },
    partial: { raw: { id: "c" } }
  })

  it("is written by its tag, and comes back as an instance of this copy", () => {
    const wire = encode(foreign)
    expect(wire).toEqual({ _tag: "APITimeoutError", message: "late", attempts: 2, partial: { id: "c" } })
    expect(decode(wire)).toBeInstanceOf(Core.APITimeoutError)
  })
})

describe("a time-out", () => {
  it("is written under its own tag, though it is a connection error too", () => {
    const encodeOne = Schema.encodeUnknownResult(Schemas.APIConnectionError)
    expect(Result.isFailure(encodeOne(new Core.APITimeoutError()))).toBe(true)
    expect(Result.isSuccess(encodeOne(new Core.APIConnectionError()))).toBe(true)
  })
})

describe("the JSON Schema of a failure", () => {
  it("has a name for each member of a union, and its literal tag", () => {
    const { schema, definitions } = Schema.toJsonSchemaDocument(Schemas.CallFailure)
    expect(schema).toEqual({ $ref: "#/$defs/CallFailure" })
    expect(definitions["NotFoundError"]).toMatchObject({
      properties: {
        _tag: { type: "string", enum: ["NotFoundError"] },
        response: { $ref: "#/$defs/ResponseFacts" },
        partial: { $ref: "#/$defs/ChatCompletion" }
      },
      required: ["_tag", "message", "status", "retryAfter", "rateLimit"]
    })
  })
})
