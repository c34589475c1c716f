import { inspect } from "node:util"
import { describe, expect, it } from "@effect/vitest"
import * as Core from "@pareta/core"

const statusClasses = [
  [400, Core.BadRequestError],
  [401, Core.AuthenticationError],
  [402, Core.InsufficientCreditsError],
  [403, Core.PermissionDeniedError],
  [404, Core.NotFoundError],
  [409, Core.ConflictError],
  [422, Core.BadRequestError],
  [429, Core.RateLimitError],
  [503, Core.EndpointNotReadyError]
] as const

describe("the hierarchy", () => {
  it.each(statusClasses)("%i has its own subclass of APIStatusError", (status, Class) => {
    const error = new Class("m", { status })
    for (const Ancestor of [Class, Core.APIStatusError, Core.ParetaError, Error]) expect(error).toBeInstanceOf(Ancestor)
    expect([error.name, error._tag]).toEqual([Class.name, Class.name])
    expect(error).toMatchObject({ status, requestId: null, retryAfter: null, rateLimit: null })
  })

  it("puts a timeout under the connection errors", () => {
    const error = new Core.APITimeoutError()
    expect(error).toBeInstanceOf(Core.APIConnectionError)
    expect([error.message, new Core.APIConnectionError().message]).toEqual(["request timed out", "connection error"])
  })

  it.each([
    new Core.InvalidArgumentError("m"),
    new Core.APIResponseValidationError("m"),
    new Core.APIStreamError("m"),
    new Core.APIAbortError(),
    new Core.DeployError("m")
  ])("puts $name directly under ParetaError", (error) => {
    expect(Object.getPrototypeOf(Object.getPrototypeOf(error))).toBe(Core.ParetaError.prototype)
    expect(error.name).toBe(error.constructor.name)
  })

  it("keeps the cause", () => {
    const cause = new Error("inner")
    expect(new Core.ParetaError("m", { cause }).cause).toBe(cause)
    expect("cause" in new Core.ParetaError("m")).toBe(false)
  })

  it("starts its stack with the class name", () => {
    expect(new Core.RateLimitError("slow down", { status: 429 }).stack).toMatch(/^RateLimitError: slow down\n/)
  })
})

describe("the guards", () => {
  const errors = [new Core.ParetaError("m"), new Core.APITimeoutError(), new Core.NotFoundError("m", { status: 404 })]

  it("distinguish the families", () => {
    expect(errors.map(Core.isParetaError)).toEqual([true, true, true])
    expect(errors.map(Core.isAPIConnectionError)).toEqual([false, true, false])
    expect(errors.map(Core.isAPIStatusError)).toEqual([false, false, true])
  })

  it.each([null, undefined, "error", 3, {}, new Error("m")])("reject %o", (value) => {
    expect([Core.isParetaError(value), Core.isAPIConnectionError(value), Core.isAPIStatusError(value)]).toEqual([
      false,
      false,
      false
    ])
  })

  it("recognise the errors of another copy of the package", async () => {
    const error = new (await anotherCopy()).NotFoundError("m", { status: 404 })
    expect([Core.isParetaError(error), Core.isAPIStatusError(error)]).toEqual([true, true])
  })
})

const anotherCopy = async (): Promise<typeof Core> => {
  const copy = "../src/ParetaError.ts?another-copy"
  return await import(/* @vite-ignore */ copy)
}

describe("instanceof", () => {
  class Mine extends Core.NotFoundError {}
  const mine = new Mine("m", { status: 404 })

  it("recognizes the errors of another copy of the package, each with its class and base classes", async () => {
    const other = await anotherCopy()
    const error = new other.APITimeoutError()
    for (const Class of [Core.APITimeoutError, Core.APIConnectionError, Core.ParetaError, Error]) {
      expect(error).toBeInstanceOf(Class)
    }
    for (const Class of [Core.APIStatusError, Core.InvalidArgumentError]) expect(error).not.toBeInstanceOf(Class)
  })

  it("distinguishes a class from its siblings and from the classes below it", () => {
    const error = new Core.APIStatusError("m", { status: 418 })
    expect(error).not.toBeInstanceOf(Core.NotFoundError)
    expect(new Core.NotFoundError("m", { status: 404 })).not.toBeInstanceOf(Core.ConflictError)
  })

  it("recognizes a subclass of yours by its prototype", () => {
    for (const Class of [Mine, Core.NotFoundError, Core.APIStatusError]) expect(mine).toBeInstanceOf(Class)
    expect(new Core.NotFoundError("m", { status: 404 })).not.toBeInstanceOf(Mine)
  })

  it.each([null, undefined, 3, "error", {}, new Error("m")])("is false for %o", (value) => {
    for (const Class of [Core.ParetaError, Core.NotFoundError, Mine]) expect(value instanceof Class).toBe(false)
  })

  it("is false for a revoked proxy", () => {
    const { proxy, revoke } = Proxy.revocable(mine, {})
    revoke()
    for (const Class of [Core.ParetaError, Core.NotFoundError, Mine]) expect(proxy instanceof Class).toBe(false)
  })
})

describe("an error that is printed", () => {
  const long = "x".repeat(2000)
  const partial = new Core.ChatCompletion({ id: "c" })

  it("has its class name as its own property, which is not repeated", () => {
    const error = new Core.NotFoundError("m", { status: 404 })
    expect(Object.getOwnPropertyDescriptor(error, "name")).toMatchObject({ value: "NotFoundError", enumerable: false })
  })

  it("shows a short detail", () => {
    const error = new Core.NotFoundError("m", { status: 404, detail: { reason: "gone" } })
    expect(inspect(error)).toContain("gone")
  })

  it.each([
    ["text", long],
    ["object", { inner: [long] }],
    ["object that cannot be written as JSON", { inner: 1n }]
  ])("hides a detail that is a long %s, but keeps it", (_, detail) => {
    const failed = new Core.APIStatusError("m", { status: 500, detail })
    const reported = new Core.APIStreamError("m", { detail })
    for (const error of [failed, reported]) {
      expect([error.detail, Object.keys(error).includes("detail")]).toEqual([detail, false])
    }
  })

  it("hides what a model wrote, but keeps it", () => {
    const error = new Core.APIConnectionError("m", { facts: { partial } })
    expect([error, inspect(error).includes("partial")]).toEqual([expect.objectContaining({ partial }), false])
  })
})

describe("the JSON of an error", () => {
  it("has its name, its tag, its message and its short properties", () => {
    const error = new Core.RateLimitError("slow down", { status: 429, operation: "models.list", cause: new Error("c") })
    expect(JSON.parse(JSON.stringify(error))).toEqual({
      name: "RateLimitError",
      _tag: "RateLimitError",
      message: "slow down",
      operation: "models.list",
      requestId: null,
      status: 429,
      retryAfter: null,
      rateLimit: null
    })
  })
})

describe("an EvalContractError", () => {
  it("prints its message and its prompt, and not the entire proposal", () => {
    const proposal = new Core.ProposalResult({ conflict: { reasoning: "r".repeat(100_000) } })
    const error = new Core.EvalContractError("no task fits", { proposal, prompt: "p" })
    expect(inspect(error).length).toBeLessThan(3000)
    expect(JSON.parse(JSON.stringify(error))).toMatchObject({ message: "no task fits", prompt: "p" })
    expect(error.proposal).toBe(proposal)
  })
})
