import { getEventListeners } from "node:events"
import { createEmulator } from "@pareta/emulator"
import { mapConcurrent, Pareta } from "pareta"
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest"
import { apiKey, chunk, params, streamed } from "./ScriptedFetch.ts"

const count = 1000

const numbers = Array.from({ length: count }, (_, index) => index)

/** A fetch that never answers, and what waits for it. */
const stalled = () => new Promise<Response>(() => {})

/** The most listeners that the signals of this test have had at once. */
let most = 0

// Node 20 warns from the eleventh on. Newer versions do not, so the listeners are counted.
beforeEach(() => {
  most = 0
  const { addEventListener } = AbortSignal.prototype
  vi.spyOn(AbortSignal.prototype, "addEventListener").mockImplementation(function (this: AbortSignal, ...args) {
    addEventListener.apply(this, args)
    most = Math.max(most, getEventListeners(this, "abort").length)
  })
})
afterEach(() => {
  vi.restoreAllMocks()
})

const turn = () => new Promise<void>((resolve) => setImmediate(resolve))

describe("a signal that is shared by a thousand calls", () => {
  const calls = {
    "of a buffered call": (pareta: Pareta, signal: AbortSignal) => pareta.models.list({ signal }),
    "of a stream": (pareta: Pareta, signal: AbortSignal) =>
      pareta.chat.completions.create({ ...params, stream: true }, { signal }).text(),
    "of waiting for a run": (pareta: Pareta, signal: AbortSignal) => pareta.evals.runs.wait("run", { signal }),
    "of watching a run": (pareta: Pareta, signal: AbortSignal) =>
      pareta.evals.runs.watch("run", { signal })[Symbol.asyncIterator]().next(),
    "of a route": (pareta: Pareta, signal: AbortSignal) => pareta.request("GET", "/v1/x", { signal })
  }

  it.each(Object.entries(calls))("%s has one listener, stops all of them, and is left without", async (_, call) => {
    const pareta = new Pareta({ apiKey, fetch: stalled })
    const controller = new AbortController()
    const { signal } = controller
    const outcomes = numbers.map(() => call(pareta, signal).then(String, (error: Error) => error.name))
    await turn()
    expect(getEventListeners(signal, "abort")).toHaveLength(1)
    controller.abort()
    expect(new Set(await Promise.all(outcomes))).toEqual(new Set(["APIAbortError"]))
    expect(getEventListeners(signal, "abort")).toHaveLength(0)
    expect(most).toBe(1)
  })

  it("has no listener after the last of them has ended", async () => {
    const { signal } = new AbortController()
    const pareta = new Pareta({ apiKey, fetch: async () => Response.json({ data: [] }) })
    await Promise.all(numbers.map(() => pareta.models.list({ signal })))
    expect(getEventListeners(signal, "abort")).toHaveLength(0)
    expect(most).toBe(1)
  })

  it("goes on to stop the others when one has ended", async () => {
    const controller = new AbortController()
    const { signal } = controller
    let answer = (_: Response): void => {}
    const fetch = vi.fn(stalled).mockImplementationOnce(() => new Promise<Response>((resolve) => (answer = resolve)))
    const pareta = new Pareta({ apiKey, fetch })
    const [first, second] = [pareta.models.list({ signal }), pareta.models.list({ signal })]
    answer(Response.json({ data: [] }))
    await first
    controller.abort("later")
    await expect(second).rejects.toMatchObject({ name: "APIAbortError", cause: "later" })
  })

  it("stops a call that a hook aborts before it is sent", async () => {
    const controller = new AbortController()
    const pareta = new Pareta({ apiKey, fetch: stalled, onAttempt: () => controller.abort("early") })
    const call = pareta.models.list({ signal: controller.signal })
    await expect(call).rejects.toMatchObject({ name: "APIAbortError", cause: "early" })
  })

  it("has no listener after a stream is left", async () => {
    const { signal } = new AbortController()
    const { response } = streamed([chunk("a"), chunk("b")], "open")
    const pareta = new Pareta({ apiKey, fetch: async () => response() })
    for await (const _ of pareta.chat.completions.create({ ...params, stream: true }, { signal })) break
    expect(getEventListeners(signal, "abort")).toHaveLength(0)
  })
})

describe("mapConcurrent, fifty at a time,", () => {
  it("has one listener on each signal", async () => {
    const emulator = createEmulator()
    const pareta = new Pareta({ apiKey, fetch: emulator.fetch })
    const { signal } = new AbortController()
    const answers = await mapConcurrent(
      numbers.slice(0, 200),
      50,
      (_, { signal }) => pareta.chat.completions.create(params, { signal }),
      { signal }
    )
    expect(answers).toHaveLength(200)
    expect(most).toBe(1)
    expect(getEventListeners(signal, "abort")).toHaveLength(0)
  })

  it("gives each item a signal of its own, for listeners of the function", async () => {
    const signals = new Set<AbortSignal>()
    await mapConcurrent(numbers.slice(0, 100), 50, async (_, { signal }) => {
      signals.add(signal)
      signal.addEventListener("abort", () => {})
      await turn()
    })
    expect(signals.size).toBe(100)
    expect(most).toBe(1)
  })
})
