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
    const copy = "../src/ParetaError.ts?another-copy"
    const other: typeof Core = await import(/* @vite-ignore */ copy)
    const error = new other.NotFoundError("m", { status: 404 })
    expect(error).not.toBeInstanceOf(Core.NotFoundError)
    expect([Core.isParetaError(error), Core.isAPIStatusError(error)]).toEqual([true, true])
  })
})
