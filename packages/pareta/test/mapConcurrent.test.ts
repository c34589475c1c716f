import { createEmulator } from "@pareta/emulator"
import { InvalidArgumentError, mapConcurrent, Pareta, RateLimitError } from "pareta"
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest"

const numbers = (count: number) => Array.from({ length: count }, (_, index) => index)

const turn = () => new Promise<void>((resolve) => setImmediate(resolve))

describe("mapConcurrent", () => {
  it("returns the results in the order of the items, not in the order in which they end", async () => {
    const results = await mapConcurrent(numbers(20), 4, async (number) => {
      for (let turns = 20 - number; turns > 0; turns--) await turn()
      return number * 2
    })
    expect(results).toEqual(numbers(20).map((number) => number * 2))
  })

  it.each([1, 3, 50])("never runs more than %i at a time", async (concurrency) => {
    let running = 0
    let most = 0
    await mapConcurrent(numbers(40), concurrency, async () => {
      most = Math.max(most, ++running)
      await turn()
      running--
    })
    expect(most).toBe(Math.min(concurrency, 40))
  })

  it.each([
    [
      "a generator",
      function* () {
        yield* numbers(5)
      }
    ],
    [
      "an async generator",
      async function* () {
        yield* numbers(5)
      }
    ]
  ])("takes items from %s only when there is room", async (_, items) => {
    let asked = 0
    let done = 0
    const watched = (async function* () {
      for await (const item of items()) {
        expect(++asked - done).toBeLessThanOrEqual(3)
        yield item
      }
    })()
    const results = await mapConcurrent(watched, 2, async (item) => {
      await turn()
      done++
      return item
    })
    expect(results).toEqual(numbers(5))
  })

  it("returns an empty array for no items", async () => {
    expect(await mapConcurrent([], 5, () => 1)).toEqual([])
  })

  it("rejects with the first failure, aborts running calls and starts no more", async () => {
    const begun: Array<number> = []
    const aborted: Array<number> = []
    let returned = false
    const items = (function* () {
      try {
        yield* numbers(100)
      } finally {
        returned = true
      }
    })()
    const failure = new Error("third")
    const call = mapConcurrent(items, 3, async (number, { signal }) => {
      begun.push(number)
      signal.addEventListener("abort", () => aborted.push(number))
      await turn()
      if (number === 2) throw failure
      await new Promise(() => {})
    })
    await expect(call).rejects.toBe(failure)
    await turn()
    expect(begun).toEqual([0, 1, 2])
    expect(aborted).toEqual([0, 1, 2])
    expect(returned).toBe(true)
  })

  it("rejects with the first failure even if the items cannot be released", async () => {
    const failure = new Error("first")
    const items: Iterable<number> = {
      [Symbol.iterator]: () => ({
        next: () => ({ done: false, value: 1 }),
        return: () => {
          throw new Error("cannot be released")
        }
      })
    }
    await expect(mapConcurrent(items, 1, () => Promise.reject(failure))).rejects.toBe(failure)
  })

  it("returns the outcome of each item with settled: true", async () => {
    const results = await mapConcurrent(
      numbers(3),
      2,
      (number) => {
        if (number === 1) throw new Error("one")
        return number
      },
      { settled: true }
    )
    expect(results).toEqual([
      { status: "fulfilled", value: 0 },
      { status: "rejected", reason: new Error("one") },
      { status: "fulfilled", value: 2 }
    ])
  })

  it("rejects at once when its signal aborts, before or during", async () => {
    const fn = vi.fn(() => new Promise(() => {}))
    await expect(mapConcurrent([1], 1, fn, { signal: AbortSignal.abort("early") })).rejects.toMatchObject({
      name: "APIAbortError",
      cause: "early"
    })
    expect(fn).not.toHaveBeenCalled()
    const controller = new AbortController()
    const call = mapConcurrent(numbers(9), 2, fn, { signal: controller.signal, settled: true })
    await turn()
    controller.abort("late")
    await expect(call).rejects.toMatchObject({ name: "APIAbortError", cause: "late" })
    expect(fn).toHaveBeenCalledTimes(2)
  })

  it("rejects when the items cannot be read", async () => {
    const broken = (async function* () {
      yield 1
      throw new Error("disk")
    })()
    await expect(mapConcurrent(broken, 2, (item) => item)).rejects.toThrow("disk")
  })

  it.each([0, -1, Number.NaN])("refuses the concurrency %o", async (concurrency) => {
    await expect(mapConcurrent([1], concurrency, () => 1)).rejects.toBeInstanceOf(InvalidArgumentError)
  })

  it.each([null, undefined, 3, "text"])("refuses %o as items", async (items) => {
    await expect(mapConcurrent(items as unknown as Array<number>, 1, () => 1)).rejects.toBeInstanceOf(
      InvalidArgumentError
    )
  })
})

describe("when the platform throttles", () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"] })
  })
  afterEach(() => {
    vi.useRealTimers()
  })

  const throttled = (retryAfter: number | null) => new RateLimitError("slow down", { status: 429, retryAfter })

  it("everything waits as long as Retry-After asks, and the item is retried", async () => {
    const times: Array<[number, number]> = []
    const begun = performance.now()
    const failing = new Set([1])
    const call = mapConcurrent(numbers(4), 2, async (number) => {
      times.push([number, performance.now() - begun])
      if (failing.delete(number)) throw throttled(2)
      return number
    })
    await vi.advanceTimersByTimeAsync(2000)
    expect(await call).toEqual([0, 1, 2, 3])
    const again = times.filter(([number]) => number === 1).map(([, at]) => at)
    expect(again).toEqual([0, 2000])
    expect(times.filter(([, at]) => at > 0 && at < 2000)).toEqual([])
  })

  it("fewer run at a time until calls succeed again", async () => {
    let running = 0
    const seen: Array<number> = []
    let throttle = 4
    const call = mapConcurrent(numbers(40), 8, async () => {
      seen.push(++running)
      await new Promise((resolve) => setTimeout(resolve, 10))
      running--
      if (throttle-- > 0) throw throttled(null)
    })
    await vi.advanceTimersByTimeAsync(60_000)
    await call
    const after = seen.slice(8)
    expect(after[0]).toBe(1)
    expect(Math.max(...after)).toBeGreaterThan(1)
  })

  it("gives up on an item that is throttled five times", async () => {
    const fn = vi.fn(() => Promise.reject(throttled(1)))
    const call = mapConcurrent([1], 1, fn, { settled: true })
    await vi.advanceTimersByTimeAsync(10_000)
    expect(await call).toMatchObject([{ status: "rejected", reason: { status: 429 } }])
    expect(fn).toHaveBeenCalledTimes(5)
  })
})

it("works over the client: a hundred prompts, five at a time", async () => {
  const emulator = createEmulator()
  const pareta = new Pareta({ apiKey: "pareta_sk_test_map", fetch: emulator.fetch })
  const answers = await mapConcurrent(numbers(100), 5, (number, { signal }) =>
    pareta.chat.completions.create(
      { model: "ep_a1b2c3", messages: [{ role: "user", content: `Hello ${number}` }] },
      { signal }
    )
  )
  expect(answers).toHaveLength(100)
  expect(emulator.log).toHaveLength(100)
})
