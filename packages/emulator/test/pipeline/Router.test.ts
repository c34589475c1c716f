import { createEmulator } from "@pareta/emulator"
import { expect, it } from "vitest"
import { call, detailOf } from "../Wire.ts"

it("returns 404 for an unknown route", async () => {
  const response = await call(createEmulator(), "GET", "/v1/nope")
  expect([response.status, await detailOf(response)]).toEqual([404, "Not Found"])
})

it("does not ignore a trailing slash", async () => {
  expect((await call(createEmulator(), "GET", "/v1/models/")).status).toBe(404)
})

it("returns 405 and the allowed methods for a wrong method", async () => {
  const response = await call(createEmulator(), "PUT", "/v1/endpoints")
  expect([response.status, response.headers.get("allow")]).toEqual([405, "GET, POST"])
})

it("handles HEAD like GET, without the body", async () => {
  const emulator = createEmulator()
  const response = await call(emulator, "HEAD", "/v1/models")
  const whole = await (await call(emulator, "GET", "/v1/models")).text()
  expect([response.status, await response.text()]).toEqual([200, ""])
  expect(response.headers.get("content-length")).toBe(String(whole.length))
})

it("replies to a CORS preflight without a key, and exposes the receipts", async () => {
  const response = await createEmulator().fetch("https://api.pareta.ai/v1/chat/completions", {
    method: "OPTIONS",
    headers: { "access-control-request-headers": "authorization,idempotency-key" }
  })
  expect(response.status).toBe(204)
  expect(response.headers.get("access-control-allow-origin")).toBe("*")
  expect(response.headers.get("access-control-allow-headers")).toBe("authorization,idempotency-key")
  expect(response.headers.get("access-control-expose-headers")).toContain("x-pareta-billed")
})

it("treats an encoded id as one path segment", async () => {
  const response = await call(createEmulator(), "GET", "/v1/endpoints/a%2Fb")
  expect(await detailOf(response)).toBe("endpoint 'a/b' not found")
})
