import { it as effectIt } from "@effect/vitest"
import { createEmulator, makeEmulator } from "@pareta/emulator"
import { Effect, Fiber } from "effect"
import { HttpClient, HttpClientRequest } from "effect/http"
import { TestClock } from "effect/testing"
import { describe, expect, it } from "vitest"
import { answerOf, call, chat, chunksOf, key, stillEmulator } from "./Wire.ts"

describe("determinism", () => {
  const bytesOf = async (emulator: ReturnType<typeof createEmulator>) => {
    const texts = []
    for (const stream of [false, true]) {
      const response = await chat(emulator, "Write a haiku about rain", { stream })
      texts.push(response.headers.get("x-request-id"), await response.text())
    }
    texts.push(await (await call(emulator, "POST", "/v1/endpoints", { task: "icd-coding" })).text())
    return texts.map((text) => text?.replace(/"created":\d+|ping - [^\r]+/g, ""))
  }

  it("returns identical bytes for identical requests to new emulators, except for timestamps", async () => {
    expect(await bytesOf(createEmulator())).toEqual(await bytesOf(createEmulator()))
  })

  it("returns different ids for a different seed", async () => {
    expect(await bytesOf(createEmulator({ seed: 2 }))).not.toEqual(await bytesOf(createEmulator()))
  })

  it("returns the same bytes again after a reset", async () => {
    const emulator = createEmulator()
    const first = await bytesOf(emulator)
    emulator.faults.add({ status: 500 })
    emulator.balanceMicroUsd = 1
    emulator.reset()
    expect([emulator.balanceMicroUsd, emulator.ledger, emulator.log, emulator.faults.pending]).toEqual([
      25_000_000,
      [],
      [],
      0
    ])
    expect(await bytesOf(emulator)).toEqual(first)
  })

  it("keeps emulators independent of each other", async () => {
    const [one, two] = [createEmulator(), createEmulator()]
    await chat(one, "Hello")
    expect([one.ledger.length, two.ledger.length]).toEqual([1, 0])
  })
})

describe("time", () => {
  it("does not pass by default, but latencies are reported", async () => {
    const emulator = createEmulator()
    const before = Math.floor(Date.now() / 1000)
    const { created } = await answerOf(chat(emulator, "Hello"))
    expect(created).toBeGreaterThanOrEqual(before)
    expect(created).toBeLessThanOrEqual(Date.now() / 1000)
    const metrics = await (await call(emulator, "GET", "/v1/endpoints/ep_a1b2c3/performance")).json()
    expect((metrics as { readonly p50_ms: number }).p50_ms).toBeGreaterThan(150)
  })

  it("passes with realistic latency, and advance moves it", async () => {
    const emulator = stillEmulator({ latency: "realistic" })
    const reading = chat(emulator, "Write a haiku about rain", { stream: true }).then((response) => response.text())
    await emulator.advance("100 millis")
    expect(emulator.log[0]).toMatchObject({ status: 200, eventsSent: 0, outcome: "open" })
    await emulator.advance("200 millis")
    const atFirst = emulator.log[0]?.eventsSent ?? 0
    expect(atFirst).toBeGreaterThan(0)
    await emulator.advance("1 minute")
    expect(chunksOf(await reading).length).toBeGreaterThan(atFirst)
    expect(emulator.log[0]?.outcome).toBe("complete")
  })

  it("moves for all requests at once", async () => {
    const emulator = createEmulator()
    const before = (await answerOf(chat(emulator, "Hello"))).created
    await emulator.advance("1 day")
    expect((await answerOf(chat(emulator, "Hello"))).created - before).toBeGreaterThanOrEqual(86_400)
  })

  it.each([{ deploy: "Infinity" }, { start: -1 }, { tokensPerSecond: 0 }] as const)("rejects %j", (timing) => {
    expect(() => createEmulator({ timing })).toThrow(RangeError)
  })

  effectIt.effect("is that of the TestClock: a stream of 10 tokens per second", () =>
    Effect.gen(function* () {
      const emulator = yield* makeEmulator({ timing: { firstToken: "1 second", tokensPerSecond: 10 } })
      const ask = chat(emulator, "Write a haiku about rain", { stream: true })
      const fiber = yield* Effect.forkChild(
        Effect.promise(async () => (await ask).text()),
        { startImmediately: true }
      )
      const turn = Effect.promise(() => new Promise((resolve) => setImmediate(resolve)))
      yield* turn
      yield* TestClock.adjust("1 second")
      yield* turn
      // The role and the first token.
      expect(emulator.log[0]?.eventsSent).toBe(2)
      yield* TestClock.adjust("5 seconds")
      const chunks = chunksOf(yield* Fiber.join(fiber))
      expect(chunks.at(-1)).toMatchObject({ created: 0, choices: [{ finish_reason: "stop" }] })
    })
  )
})

describe("the HttpClient layer", () => {
  effectIt.effect("reaches the same emulator from Effect", () =>
    Effect.gen(function* () {
      const emulator = yield* makeEmulator()
      const program = HttpClientRequest.post("https://api.pareta.ai/v1/chat/completions").pipe(
        HttpClientRequest.bearerToken(key),
        HttpClientRequest.bodyJsonUnsafe({ model: "ep_a1b2c3", messages: [{ role: "user", content: "Hello" }] }),
        HttpClient.execute,
        Effect.flatMap((response) => response.json),
        Effect.provide(emulator.httpClientLayer)
      )
      expect(yield* program).toMatchObject({ object: "chat.completion", created: 0 })
      expect(emulator.ledger.length).toBe(1)
    })
  )

  effectIt.effect("fails with a transport error when the connection is reset", () =>
    Effect.gen(function* () {
      const emulator = yield* makeEmulator()
      emulator.faults.add({ reset: "before-head" })
      const error = yield* HttpClient.get("https://api.pareta.ai/v1/models").pipe(
        Effect.flip,
        Effect.provide(emulator.httpClientLayer)
      )
      expect(error.reason._tag).toBe("TransportError")
    })
  )
})
