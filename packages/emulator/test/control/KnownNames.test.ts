import { createEmulator } from "@pareta/emulator"
import { describe, expect, it } from "vitest"

describe("an option of another type", () => {
  it.each([
    [{ seed: Number.NaN }, "EmulatorOptions: Expected"],
    [{ seed: "x" }, "EmulatorOptions: Expected"],
    [{ keys: "x" }, "EmulatorOptions: Expected"],
    [{ latency: "x" }, "EmulatorOptions: Expected"],
    [{ endpoints: 5 }, ""],
    [{ balanceMicroUsd: Number.NaN }, "balanceMicroUsd must be a number"],
    [{ balanceMicroUsd: "5" }, "balanceMicroUsd must be a number"]
  ])("is refused: %j", (options, message) => {
    expect(() => createEmulator(options as object)).toThrow(message)
  })

  it("is refused when the credit is set", () => {
    const emulator = createEmulator()
    expect(() => {
      emulator.balanceMicroUsd = Number.NaN
    }).toThrow("balanceMicroUsd must be a number")
    expect(emulator.balanceMicroUsd).toBe(25_000_000)
  })
})

// A program in JavaScript, or with a value of the type `any`, has no compiler that would find these.
describe("a misspelt name", () => {
  it.each([
    [{ lateny: "realistic" }, 'EmulatorOptions has no "lateny"'],
    [{ balance: 0 }, 'EmulatorOptions has no "balance"'],
    [{ timing: { deploys: 5 } }, 'timing has no "deploys"'],
    [{ limits: { body: 5 } }, "limits.body does not exist"],
    [{ endpoints: [{ name: "mine", id: "mine", task: "general-chat" }] }, 'an endpoint has no "name"']
  ])("of an option is refused: %j", (options, message) => {
    expect(() => createEmulator(options as object)).toThrow(message)
    expect(() => createEmulator(options as object)).toThrow(RangeError)
  })

  it("of a fault is refused, and no fault of the same call is scripted", () => {
    const { faults } = createEmulator()
    expect(() => faults.add({ status: 500 }, { statsu: 500 } as object)).toThrow('a fault has no "statsu"')
    expect(faults.pending).toBe(0)
  })

  it.each(["soon", -1, "5 moons"])("in place of a duration is refused: %j", (duration) => {
    const { faults, runs } = createEmulator()
    expect(() => faults.add({ delay: duration as "1 second" })).toThrow("delay must be a duration")
    expect(() => runs.script({ lasts: duration as "1 second" })).toThrow("lasts must be a duration")
    expect([faults.pending, runs.pending]).toEqual([0, 0])
  })

  it.each(["soon", -1, Number.NaN, {}, [], { day: 1 }, { days: Number.NaN }])(
    "in place of a duration of an option is refused: %j",
    (deploy) => {
      expect(() => createEmulator({ timing: { deploy: deploy as 1 } })).toThrow(RangeError)
    }
  )

  it("of an error frame is refused", () => {
    expect(() => createEmulator().faults.add({ errorFrame: { message: "boom" } as object })).toThrow(
      'errorFrame has no "message"'
    )
  })

  it("of an option in place of a matcher is refused", () => {
    const { faults, answers } = createEmulator()
    const matcher = { on: "models", status: 500 } as unknown as string
    expect(() => faults.script(matcher, { status: 500 })).toThrow("on must be a route name")
    expect(() => faults.script("chat", { on: "models", status: 500 } as object)).toThrow("the matcher is the first")
    expect(() => faults.script("chat")).toThrow("at least one fault")
    expect(() => answers.script({ match: "a" } as unknown as string, "b")).toThrow("the first argument must be")
    expect([faults.pending, answers.pending]).toEqual([0, 0])
  })

  it.each(["chatt", "", "evals.run", "Chat"])("of a route is refused: %j", (route) => {
    expect(() => createEmulator().faults.script(route, { status: 500 })).toThrow(`no route is called "${route}"`)
  })

  it.each(["chat", "evals", "evals.runs", "evals.runs.create", "/v1/anything", "unknown", /models/, () => true])(
    "is not that of %s",
    (matcher) => {
      const { faults } = createEmulator()
      faults.script(matcher, { status: 500 })
      expect(faults.pending).toBe(1)
    }
  )

  it("is not that of an option that is undefined", () => {
    expect(createEmulator({ seed: undefined, timing: undefined } as object).balanceMicroUsd).toBe(25_000_000)
  })
})
