import { createEmulator } from "@pareta/emulator"
import { expect, it } from "vitest"
import { answerOf, call, chat } from "../Wire.ts"

it("starts with $25.00 of credit", () => {
  expect(createEmulator().balanceMicroUsd).toBe(25_000_000)
})

it("charges a flat price per request of any length for a benchmarked task", async () => {
  const emulator = createEmulator()
  const short = await chat(emulator, "Hello", { model: "ep_contract_kie_01" })
  await chat(emulator, "A longer question about a contract. ".repeat(50), { model: "ep_contract_kie_01" })
  expect(emulator.ledger.map((entry) => entry.microUsd)).toEqual([3100, 3100])
  expect(short.headers.get("x-pareta-billed")).toBe("3100")
  expect(short.headers.get("x-pareta-frontier-would-have-cost")).toBe("28800")
})

it("charges a capability lane per token", async () => {
  const emulator = createEmulator()
  const { usage } = await answerOf(chat(emulator, "A question. ".repeat(100)))
  expect(emulator.ledger[0]?.microUsd).toBe(Math.ceil(usage.total_tokens * 0.4))
})

it("records every debit with the balance after it", async () => {
  const emulator = createEmulator()
  const response = await chat(
    emulator,
    "Hello",
    { model: "ep_contract_kie_01" },
    { headers: { "idempotency-key": "k1" } }
  )
  expect(emulator.ledger).toEqual([
    {
      at: expect.any(Number),
      requestId: response.headers.get("x-request-id"),
      route: "chat",
      idempotencyKey: "k1",
      model: "ep_contract_kie_01",
      microUsd: 3100,
      balanceAfterMicroUsd: 24_996_900
    }
  ])
  expect(emulator.balanceMicroUsd).toBe(24_996_900)
})

it("does not charge for failures and for requests that are not billed", async () => {
  const emulator = createEmulator()
  await chat(emulator, "Hello", { model: "nope" })
  await call(emulator, "GET", "/v1/models")
  await call(emulator, "GET", "/v1/endpoints")
  expect(emulator.ledger).toEqual([])
})

it("rejects chat once the credit is used up, and serves it again after a top-up", async () => {
  const emulator = createEmulator({ balanceMicroUsd: 3000 })
  const hello = () => chat(emulator, "Hello", { model: "ep_contract_kie_01" })
  expect([(await hello()).status, (await hello()).status]).toEqual([200, 402])
  expect((await call(emulator, "GET", "/v1/models")).status).toBe(200)
  emulator.balanceMicroUsd = 10_000
  expect((await hello()).status).toBe(200)
})
