import type { Emulator, RateLimit } from "@pareta/emulator"
import { describe, expect, it } from "vitest"
import { call, chat, detailOf, stillEmulator } from "../Wire.ts"

const statusesOf = async (emulator: Emulator, count: number): Promise<ReadonlyArray<number>> => {
  const statuses = []
  for (let sent = 0; sent < count; sent++) statuses.push((await chat(emulator, "Hello")).status)
  return statuses
}

describe("a token bucket", () => {
  it("accepts what it holds at once, and then as much as flows in", async () => {
    const emulator = stillEmulator({ rateLimit: { requests: 10 } })
    expect(await statusesOf(emulator, 11)).toEqual([...Array(10).fill(200), 429])
    await emulator.advance(300)
    expect(await statusesOf(emulator, 4)).toEqual([200, 200, 200, 429])
  })

  it("holds no more than its burst, however long the pause was", async () => {
    const emulator = stillEmulator({ rateLimit: { requests: 60, per: "1 minute", burst: 2 } })
    expect(await statusesOf(emulator, 3)).toEqual([200, 200, 429])
    await emulator.advance("1 hour")
    expect(await statusesOf(emulator, 3)).toEqual([200, 200, 429])
  })

  it("says when to come again, and keeps its word", async () => {
    const emulator = stillEmulator({ rateLimit: { requests: 4, burst: 1 } })
    await statusesOf(emulator, 1)
    await emulator.advance(100)
    const refused = await chat(emulator, "Hello")
    expect([refused.status, refused.headers.get("retry-after"), await detailOf(refused)]).toEqual([
      429,
      "0.15",
      "rate limit exceeded, slow down"
    ])
    await emulator.advance(150)
    expect(await statusesOf(emulator, 1)).toEqual([200])
  })
})

describe("a fixed window", () => {
  it("accepts its requests in any part of the window, and again in the next", async () => {
    const emulator = stillEmulator({ rateLimit: { requests: 2, per: "1 minute", algorithm: "fixed-window" } })
    expect(await statusesOf(emulator, 3)).toEqual([200, 200, 429])
    await emulator.advance("40 seconds")
    expect((await chat(emulator, "Hello")).headers.get("retry-after")).toBe("20")
    await emulator.advance("20 seconds")
    expect(await statusesOf(emulator, 3)).toEqual([200, 200, 429])
  })
})

describe("a limited request", () => {
  it("is neither billed nor remembered, and stands in the log", async () => {
    const emulator = stillEmulator({ rateLimit: { requests: 1 } })
    await statusesOf(emulator, 1)
    await chat(emulator, "Hello", {}, { headers: { "idempotency-key": "k" } })
    expect([emulator.ledger.length, emulator.log.map((entry) => entry.status)]).toEqual([1, [200, 429]])
    await emulator.advance("1 second")
    expect((await chat(emulator, "Hello", {}, { headers: { "idempotency-key": "k" } })).status).toBe(200)
  })

  it("has no Retry-After when none is wanted", async () => {
    const emulator = stillEmulator({ rateLimit: { requests: 1, retryAfter: false } })
    await statusesOf(emulator, 1)
    expect((await chat(emulator, "Hello")).headers.get("retry-after")).toBeNull()
  })

  it("is not counted for a key that is refused, and gets 401", async () => {
    const emulator = stillEmulator({ rateLimit: { requests: 1 } })
    const response = await call(emulator, "GET", "/v1/models", undefined, { headers: { authorization: "Bearer no" } })
    expect([response.status, ...(await statusesOf(emulator, 1))]).toEqual([401, 200])
  })
})

it("tells each reply how much is left", async () => {
  const emulator = stillEmulator({ rateLimit: { requests: 2 } })
  const { headers } = await chat(emulator, "Hello")
  expect(["limit", "remaining", "reset"].map((name) => headers.get(`ratelimit-${name}`))).toEqual(["2", "1", "0"])
})

it("counts the requests of its route only", async () => {
  const emulator = stillEmulator({ rateLimit: { requests: 1, on: "chat" } })
  expect((await call(emulator, "GET", "/v1/models")).headers.get("ratelimit-limit")).toBeNull()
  expect(await statusesOf(emulator, 2)).toEqual([200, 429])
  expect((await call(emulator, "GET", "/v1/models")).status).toBe(200)
})

it("can be set and removed, and is the one of the options again after a reset", async () => {
  const emulator = stillEmulator({ rateLimit: { requests: 1 } })
  emulator.rateLimit.set({ requests: 2 })
  expect(await statusesOf(emulator, 3)).toEqual([200, 200, 429])
  emulator.rateLimit.clear()
  expect(await statusesOf(emulator, 3)).toEqual([200, 200, 200])
  emulator.reset()
  expect(await statusesOf(emulator, 2)).toEqual([200, 429])
})

it.each([
  [{ requests: 0 }, "requests must be a finite number"],
  [{ requests: Number.NaN }, "requests must be a finite number"],
  [{ requests: 1, burst: 0 }, "burst must be a finite number"],
  [{ requests: 1, per: 0 }, "per must be a finite duration"],
  [{ requests: 1, per: "soon" }, "per must be a finite duration"],
  [{ requests: 1, algorithm: "leaky" }, "algorithm must be"],
  [{ requests: 1, retryAfter: 1 }, "retryAfter must be a boolean"],
  [{ requests: 1, on: "chatt" }, 'no route is called "chatt"'],
  [{ request: 1 }, 'a rate limit has no "request"']
])("refuses %j", (limit, message) => {
  const emulator = stillEmulator()
  expect(() => emulator.rateLimit.set(limit as RateLimit)).toThrow(message)
  expect(() => stillEmulator({ rateLimit: limit as RateLimit })).toThrow(message)
})
