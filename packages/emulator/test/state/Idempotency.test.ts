import { createEmulator } from "@pareta/emulator"
import { expect, it } from "vitest"
import { blocksOf, call, chat, detailOf, namedEventsOf } from "../Wire.ts"

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
