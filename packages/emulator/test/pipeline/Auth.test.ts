import { createEmulator } from "@pareta/emulator"
import { expect, it } from "vitest"
import { call, detailOf, key } from "../Wire.ts"

const listModels = (emulator: ReturnType<typeof createEmulator>, authorization?: string) =>
  emulator.fetch("https://api.pareta.ai/v1/models", authorization === undefined ? {} : { headers: { authorization } })

it("rejects a request without a key, with a request id", async () => {
  const response = await listModels(createEmulator())
  expect(response.status).toBe(401)
  expect(await detailOf(response)).toBe("invalid API key")
  expect(response.headers.get("x-request-id")).toMatch(/^req_[0-9a-f]{20}$/)
})

it.each([
  ["any", "pareta_sk_anything", 200],
  ["any", "sk-openai", 401],
  ["any", "pareta_sk_", 401],
  ["live", "pareta_sk_live_1", 200],
  ["live", "pareta_sk_test_1", 401],
  ["test", "pareta_sk_test_1", 200],
  ["test", "pareta_sk_live_1", 401],
  [["pareta_sk_mine"], "pareta_sk_mine", 200],
  [["pareta_sk_mine"], "pareta_sk_yours", 401]
] as const)("with keys %j, %s gets status %i", async (keys, apiKey, status) => {
  const emulator = createEmulator({ keys })
  expect((await listModels(emulator, `Bearer ${apiKey}`)).status).toBe(status)
})

it("requires the Bearer scheme", async () => {
  expect((await listModels(createEmulator(), `Basic ${key}`)).status).toBe(401)
})

it("does not execute a request with an invalid key", async () => {
  const emulator = createEmulator()
  const response = await call(emulator, "DELETE", "/v1/endpoints/ep_a1b2c3", undefined, {
    headers: { authorization: "Bearer nope" }
  })
  expect(response.status).toBe(401)
  expect((await call(emulator, "GET", "/v1/endpoints/ep_a1b2c3")).status).toBe(200)
})
