import { createEmulator } from "@pareta/emulator"
import { describe, expect, it } from "vitest"
import { blocksOf, call, chat, detailOf, namedEventsOf, stillEmulator } from "../Wire.ts"

const withKey = (key: string) => ({ headers: { "idempotency-key": key } })

it("returns the first reply to a repeated chat, billed once", async () => {
  const emulator = createEmulator()
  const first = await chat(emulator, "Hello", {}, withKey("k"))
  const second = await chat(emulator, "Hello", {}, withKey("k"))
  expect(await second.json()).toEqual(await first.json())
  expect(first.headers.get("x-pareta-billed")).not.toBe("0")
  expect(second.headers.get("x-pareta-billed")).toBe("0")
  expect(second.headers.get("x-request-id")).not.toBe(first.headers.get("x-request-id"))
  expect(emulator.ledger.length).toBe(1)
})

it("replays a stream with the same chunks and a receipt of 0", async () => {
  const emulator = createEmulator()
  const stream = async () => blocksOf(await (await chat(emulator, "Hello", { stream: true }, withKey("k"))).text())
  const [first, second] = [await stream(), await stream()]
  const data = (blocks: ReadonlyArray<string>) => blocks.filter((block) => block.startsWith("data:"))
  expect(data(second)).toEqual(data(first))
  expect(second).toContain(": pareta-billed-micro-usd 0")
  expect(emulator.ledger.length).toBe(1)
})

it("creates one endpoint for a repeated deploy", async () => {
  const emulator = createEmulator()
  const deploy = async () =>
    namedEventsOf(await (await call(emulator, "POST", "/v1/endpoints", { task: "icd-coding" }, withKey("d"))).text())
  const [first, second] = [await deploy(), await deploy()]
  expect(second).toEqual(first)
  expect(((await (await call(emulator, "GET", "/v1/endpoints")).json()) as Array<unknown>).length).toBe(3)
})

it("does not remember a deploy that was undone: the same key makes the endpoint", async () => {
  const emulator = createEmulator()
  emulator.faults.script("endpoints.deploy", { errorFrame: {} })
  const deploy = async () =>
    (await call(emulator, "POST", "/v1/endpoints", { task: "icd-coding", name: "mine" }, withKey("d"))).text()
  expect(await deploy()).toContain("event: error")
  expect(await deploy()).toContain("event: complete")
  expect((await call(emulator, "GET", "/v1/endpoints/mine")).status).toBe(200)
})

it("rejects the same key with another body", async () => {
  const emulator = createEmulator()
  await chat(emulator, "Hello", {}, withKey("k"))
  const response = await chat(emulator, "Goodbye", {}, withKey("k"))
  expect(response.status).toBe(422)
  expect(await detailOf(response)).toBe("Idempotency-Key 'k' was already used with a different request body")
  expect(emulator.ledger.length).toBe(1)
})

it("repeats the work for another key, and without a key", async () => {
  const emulator = createEmulator()
  await chat(emulator, "Hello", {}, withKey("a"))
  await chat(emulator, "Hello", {}, withKey("b"))
  await chat(emulator, "Hello")
  await chat(emulator, "Hello")
  expect(emulator.ledger.length).toBe(4)
})

it("does not remember failures: the same key may succeed later", async () => {
  const emulator = createEmulator({ balanceMicroUsd: 0 })
  expect((await chat(emulator, "Hello", {}, withKey("k"))).status).toBe(402)
  emulator.balanceMicroUsd = 1_000_000
  expect((await chat(emulator, "Hello", {}, withKey("k"))).status).toBe(200)
})

it("bills once when the connection breaks after the work and the client retries", async () => {
  const emulator = createEmulator()
  emulator.faults.add({ on: "chat", reset: "before-head" })
  await expect(chat(emulator, "Hello", {}, withKey("k"))).rejects.toThrow("fetch failed")
  const again = await chat(emulator, "Hello", {}, withKey("k"))
  expect([again.status, again.headers.get("x-pareta-billed")]).toEqual([200, "0"])
  expect(emulator.ledger.length).toBe(1)
})

it("reveals nothing to the holder of another key", async () => {
  const emulator = createEmulator()
  await chat(emulator, "Hello", {}, withKey("k"))
  const refused = await chat(emulator, "Hello", {}, { headers: { "idempotency-key": "k", authorization: "Bearer x" } })
  expect(refused.status).toBe(401)
  const other = { headers: { "idempotency-key": "k", authorization: "Bearer pareta_sk_live_2" } }
  expect((await chat(emulator, "Other", {}, other)).status).toBe(200)
})

describe("keys", () => {
  const billed = async (emulator: ReturnType<typeof createEmulator>, key: string) =>
    (await chat(emulator, "Hello", {}, withKey(key))).headers.get("x-pareta-billed") !== "0"

  it("are remembered for a lifetime, from the first request on", async () => {
    const emulator = stillEmulator({ idempotency: { lifetime: "1 hour" } })
    expect(await billed(emulator, "k")).toBe(true)
    await emulator.advance("59 minutes")
    expect(await billed(emulator, "k")).toBe(false)
    await emulator.advance("1 minute")
    expect(await billed(emulator, "k")).toBe(true)
    await emulator.advance("59 minutes")
    expect(await billed(emulator, "k")).toBe(false)
  })

  it("may be fewer from now on, and are then forgotten oldest first", async () => {
    const emulator = stillEmulator()
    for (const key of ["a", "b", "c"]) await billed(emulator, key)
    emulator.idempotency.set({ maxKeys: 1 })
    expect([await billed(emulator, "c"), await billed(emulator, "b")]).toEqual([false, true])
  })

  it("can be forgotten", async () => {
    const emulator = stillEmulator()
    await billed(emulator, "k")
    emulator.idempotency.clear()
    expect([await billed(emulator, "k"), await billed(emulator, "k")]).toEqual([true, false])
  })

  it.each([
    [{ maxKeys: -1 }, "maxKeys must be a number"],
    [{ lifetime: "soon" }, "lifetime must be a duration"],
    [{ whileInProgress: "wait" }, "whileInProgress must be"],
    [{ lifeTime: "1 hour" }, 'idempotency has no "lifeTime"']
  ])("are not treated as %j says", (options, message) => {
    const emulator = stillEmulator()
    expect(() => emulator.idempotency.set(options as object)).toThrow(message)
    expect(() => stillEmulator({ idempotency: options as object })).toThrow(message)
  })
})

describe("a key that is in progress", () => {
  it("gets the same reply, unless a conflict is asked for", async () => {
    const emulator = stillEmulator()
    emulator.faults.script("chat", { delay: "1 second" })
    const first = chat(emulator, "Hello", {}, withKey("k"))
    expect((await chat(emulator, "Hello", {}, withKey("k"))).headers.get("x-pareta-billed")).toBe("0")
    await emulator.advance("1 second")
    expect((await first).status).toBe(200)
  })

  it.each([{ stream: true }, { stream: false }])("gets 409 until the reply has ended, with %j", async (more) => {
    const emulator = stillEmulator({ idempotency: { whileInProgress: "conflict" }, timing: { firstToken: "1 second" } })
    const first = chat(emulator, "Hello", more, withKey("k")).then((response) => response.text())
    const second = await chat(emulator, "Hello", more, withKey("k"))
    expect([second.status, await detailOf(second)]).toEqual([
      409,
      "a request with Idempotency-Key 'k' is still in progress"
    ])
    expect((await call(emulator, "GET", "/v1/models")).status).toBe(200)
    await emulator.advance("1 second")
    await first
    expect((await chat(emulator, "Hello", more, withKey("k"))).status).toBe(200)
    expect(emulator.ledger.length).toBe(1)
  })

  it("is free again when its client has left", async () => {
    const emulator = stillEmulator({ idempotency: { whileInProgress: "conflict" } })
    emulator.faults.script("chat", { stall: "before-head" })
    const leaving = new AbortController()
    const first = chat(emulator, "Hello", {}, { ...withKey("k"), signal: leaving.signal })
    expect((await chat(emulator, "Hello", {}, withKey("k"))).status).toBe(409)
    leaving.abort()
    await expect(first).rejects.toThrow()
    expect((await chat(emulator, "Hello", {}, withKey("k"))).headers.get("x-pareta-billed")).toBe("0")
  })
})
