import { describe, expect, it } from "@effect/vitest"
import { type CallFailure, ParetaClient, type ParetaClientOptions, RetryPolicy, withRequestOptions } from "@pareta/core"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Schedule from "effect/Schedule"
import { TestClock } from "effect/testing"
import { type Answer, apiKey, completion, json, params, scriptedFetch } from "../../ScriptedFetch.ts"

/** Lets pending promises settle; a TestClock does not wait for them. */
const settle = Effect.promise(() => new Promise<void>((resolve) => setImmediate(resolve)))

/** Moves the clock in small steps, so that everything due at one step runs before the next step. */
const pass = (milliseconds: number, step = 1) =>
  Effect.gen(function* () {
    for (let passed = 0; passed < milliseconds; passed += step) {
      yield* settle
      yield* TestClock.adjust(Math.min(step, milliseconds - passed))
    }
    yield* settle
  })

/** Runs one call, and returns the times of its attempts in milliseconds. */
const attemptsOf = (
  answers: ReadonlyArray<Answer>,
  options: Partial<ParetaClientOptions>,
  milliseconds: number,
  step?: number
) =>
  Effect.gen(function* () {
    const clock = yield* Clock.Clock
    const times: Array<number> = []
    const { fetch, requests } = scriptedFetch(...answers)
    const timed = (url: string, init: Parameters<typeof fetch>[1]) => {
      times.push(clock.currentTimeMillisUnsafe())
      return fetch(url, init)
    }
    const call = ParetaClient.use((client) => client.chat.completions.create(params)).pipe(
      Effect.result,
      Effect.provide(ParetaClient.layerFetch({ apiKey, ...options, fetch: timed }))
    )
    const fiber = yield* Effect.forkChild(call)
    yield* pass(milliseconds, step)
    return { times, requests, result: fiber.pollUnsafe() }
  })

const status = (code: number, headers?: Record<string, string>): Response =>
  new Response("{}", { status: code, ...(headers === undefined ? undefined : { headers }) })

const gaps = (times: ReadonlyArray<number>) => times.slice(1).map((time, index) => time - (times[index] as number))

describe("RetryPolicy.default", () => {
  it.effect("waits 0.5, 1, 2, 4, 8, 8 seconds and up to 0.25 more", () =>
    Effect.gen(function* () {
      const { times } = yield* attemptsOf([status(503)], { maxRetries: 6 }, 26_000, 25)
      expect(times).toHaveLength(7)
      for (const [index, base] of [500, 1000, 2000, 4000, 8000, 8000].entries()) {
        expect(gaps(times)[index]).toBeGreaterThanOrEqual(base)
        // The clock moves in steps of 25 ms.
        expect(gaps(times)[index]).toBeLessThanOrEqual(base + 275)
      }
    })
  )

  it.effect.each([
    ["2", 2000],
    ["0", 0],
    ["0.25", 250],
    [" 1.5 ", 1500],
    ["120", 30_000],
    ["Infinity", 30_000],
    ["inf", 30_000]
  ] as const)("waits as long as Retry-After: %s asks, without jitter, for at most 30 seconds", ([header, expected]) =>
    Effect.gen(function* () {
      const answers = [status(429, { "retry-after": header }), json(completion)]
      const { times } = yield* attemptsOf(answers, {}, expected + 100, 10)
      expect(gaps(times)).toEqual([expected])
    })
  )

  it.effect("reads Retry-After as an HTTP date, by the Clock", () =>
    Effect.gen(function* () {
      const answers = [status(503, { "retry-after": "Thu, 01 Jan 1970 00:00:07 GMT" }), json(completion)]
      const { times } = yield* attemptsOf(answers, {}, 7100, 100)
      expect(gaps(times)).toEqual([7000])
    })
  )

  it.effect("prefers retry-after-ms", () =>
    Effect.gen(function* () {
      const answers = [status(503, { "retry-after-ms": "40", "retry-after": "9" }), json(completion)]
      const { times } = yield* attemptsOf(answers, {}, 50)
      expect(gaps(times)).toEqual([40])
    })
  )

  it.effect.each(["", "-3", "NaN", "12abc", "soon", "0x10"])("backs off when Retry-After is %j", (header) =>
    Effect.gen(function* () {
      const answers = [status(503, { "retry-after": header }), json(completion)]
      const { times } = yield* attemptsOf(answers, {}, 800, 10)
      expect(gaps(times)[0]).toBeGreaterThanOrEqual(500)
      expect(gaps(times)[0]).toBeLessThanOrEqual(760)
    })
  )
})

describe("what is retried", () => {
  it.effect.each([408, 409, 429, 500, 502, 503, 504])("status %i, twice by default", (code) =>
    Effect.gen(function* () {
      const { times } = yield* attemptsOf([status(code, { "retry-after": "0" })], {}, 5)
      expect(times).toHaveLength(3)
    })
  )

  it.effect.each([400, 401, 402, 403, 404, 410, 418, 422, 501, 505])("not status %i", (code) =>
    Effect.gen(function* () {
      const { times } = yield* attemptsOf([status(code, { "retry-after": "0" })], {}, 3000, 500)
      expect(times).toHaveLength(1)
    })
  )

  it.effect("not a stopped endpoint, which does not start by itself", () =>
    Effect.gen(function* () {
      const stopped = json({ detail: "endpoint 'ep_1' is stopped." }, { status: 503 })
      expect((yield* attemptsOf([stopped], {}, 3000, 25)).times).toHaveLength(1)
    })
  )

  it.effect("a connection that fails", () =>
    Effect.gen(function* () {
      const { requests, result } = yield* attemptsOf([new TypeError("fetch failed"), json(completion)], {}, 800, 50)
      expect(requests).toHaveLength(2)
      expect(result?._tag).toBe("Success")
    })
  )

  it.effect("not a complete body that is not JSON", () =>
    Effect.gen(function* () {
      const { times } = yield* attemptsOf([new Response("<html>")], {}, 3000, 500)
      expect(times).toHaveLength(1)
    })
  )

  it.effect("nothing with maxRetries 0", () =>
    Effect.gen(function* () {
      const { times } = yield* attemptsOf([status(503)], { maxRetries: 0 }, 3000, 500)
      expect(times).toHaveLength(1)
    })
  )
})

describe("every attempt of a call", () => {
  it.effect("has the same idempotency key, and another call has another key", () =>
    Effect.gen(function* () {
      const answers = [status(503, { "retry-after": "0" })]
      const first = yield* attemptsOf(answers, {}, 5)
      const second = yield* attemptsOf(answers, {}, 5)
      const keys = [...first.requests, ...second.requests].map((request) => request.headers["Idempotency-Key"])
      expect(keys).toHaveLength(6)
      expect(new Set(keys).size).toBe(2)
      expect(keys[0]).toMatch(/^pareta-js-[0-9a-f]{32}$/)
    })
  )
})

describe("a schedule given as retry", () => {
  const everySecond = Schedule.spaced("1 second")

  it.effect("decides when to retry, for a Layer", () =>
    Effect.gen(function* () {
      const retry = everySecond.pipe(Schedule.upTo({ times: 4 }))
      const { times } = yield* attemptsOf([status(503)], { retry }, 10_000, 100)
      expect(times).toEqual([0, 1000, 2000, 3000, 4000])
    })
  )

  it.effect("is capped by maxRetries", () =>
    Effect.gen(function* () {
      const { times } = yield* attemptsOf([status(503)], { retry: everySecond, maxRetries: 1 }, 5000, 100)
      expect(times).toEqual([0, 1000])
    })
  )

  it.effect("does not retry failures that the client never retries", () =>
    Effect.gen(function* () {
      const { times } = yield* attemptsOf([status(401)], { retry: everySecond }, 5000, 100)
      expect(times).toEqual([0])
    })
  )

  it.effect("does not retry sooner than Retry-After", () =>
    Effect.gen(function* () {
      const answers = [status(429, { "retry-after": "3" }), json(completion)]
      const { times } = yield* attemptsOf(answers, { retry: everySecond }, 5000, 100)
      expect(times).toEqual([0, 3000])
    })
  )

  it.effect("sees the failure as its input", () =>
    Effect.gen(function* () {
      const seen: Array<string> = []
      const retry = everySecond.pipe(
        Schedule.setInputType<CallFailure>(),
        Schedule.while(({ input }) => {
          seen.push(input._tag)
          return input._tag === "RateLimitError"
        })
      )
      const { times } = yield* attemptsOf([status(429), status(503)], { retry }, 5000, 100)
      expect(times).toEqual([0, 1000])
      expect(seen).toEqual(["RateLimitError", "EndpointNotReadyError"])
    })
  )

  it.effect("replaces the Layer's for one call", () =>
    Effect.gen(function* () {
      const { fetch, requests } = scriptedFetch(status(503))
      const fiber = yield* ParetaClient.use((client) => client.chat.completions.create(params)).pipe(
        withRequestOptions({ retry: Schedule.recurs(1) }),
        Effect.flip,
        Effect.provide(ParetaClient.layerFetch({ apiKey, fetch })),
        Effect.forkChild
      )
      yield* pass(2)
      yield* Fiber.join(fiber)
      expect(requests).toHaveLength(2)
    })
  )

  it.effect("can build on the default", () =>
    Effect.gen(function* () {
      const retry = RetryPolicy.default.pipe(Schedule.while(({ input }) => input._tag === "RateLimitError"))
      const { times } = yield* attemptsOf([status(503)], { retry }, 3000, 100)
      expect(times).toEqual([0])
    })
  )
})

describe("timeout.total", () => {
  it.effect("fails at once when the next wait would cross it", () =>
    Effect.gen(function* () {
      const answers = [status(503, { "retry-after": "20" })]
      const { times, result } = yield* attemptsOf(answers, { timeout: { total: "10 seconds" } }, 1)
      expect(times).toEqual([0])
      expect(result).toBeDefined()
    })
  )

  it.effect("ends an attempt in flight, and the message says so", () =>
    Effect.gen(function* () {
      const never: Answer = () => new Promise(() => {})
      const { times, result } = yield* attemptsOf([never], { timeout: { total: 3000, request: 2000 } }, 4000, 100)
      expect(times).toHaveLength(2)
      expect(result).toMatchObject({
        _tag: "Success",
        value: {
          _tag: "Failure",
          failure: { _tag: "APITimeoutError", message: expect.stringContaining("timeout.total") }
        }
      })
    })
  )
})

it("building the Layer sends nothing", () => {
  const { fetch, requests } = scriptedFetch(json(completion))
  Effect.runSync(Effect.scoped(Layer.build(ParetaClient.layerFetch({ apiKey, fetch }))))
  expect(requests).toHaveLength(0)
})
