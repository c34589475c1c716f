import { createEmulator } from "@pareta/emulator"
import { expect, it } from "vitest"
import { call, chat, key } from "../Wire.ts"

it("shows a request and its outcome", async () => {
  const emulator = createEmulator()
  const response = await chat(emulator, "Hello", { temperature: 0 }, { headers: { "user-agent": "test/1" } })
  const body = await response.text()
  expect(emulator.log).toEqual([
    {
      requestId: response.headers.get("x-request-id"),
      route: "chat",
      method: "POST",
      path: "/v1/chat/completions",
      query: "",
      headers: { authorization: "Bearer pareta_sk_…", "content-type": "application/json", "user-agent": "test/1" },
      body: { model: "ep_a1b2c3", messages: [{ role: "user", content: "Hello" }], temperature: 0 },
      receivedAt: expect.any(Number),
      status: 200,
      bytesSent: body.length,
      eventsSent: 0,
      outcome: "complete",
      endedAt: expect.any(Number)
    }
  ])
})

it("keeps the raw path and the query", async () => {
  const emulator = createEmulator()
  await call(emulator, "GET", "/v1/endpoints/a%2Fb/cost?window=7d&group_by=day")
  expect(emulator.log[0]).toMatchObject({
    path: "/v1/endpoints/a%2Fb/cost",
    query: "window=7d&group_by=day",
    route: "endpoints.metrics",
    body: undefined,
    status: 404
  })
})

it("never contains a key or a cookie, wherever it was sent", async () => {
  const emulator = createEmulator()
  await call(emulator, "POST", `/v1/nope/${key}?key=${key}`, `{"key":"${key}"}`, {
    headers: { cookie: "session=secret", "x-api-key": key, "proxy-authorization": `Basic secret` }
  })
  const text = JSON.stringify(emulator.log)
  expect(text).not.toContain(key)
  expect(text).not.toContain("secret")
  expect(text).toContain("Bearer pareta_sk_…")
})

it("counts the events that were sent", async () => {
  const emulator = createEmulator()
  const text = await (await chat(emulator, "Hello", { stream: true })).text()
  expect(emulator.log[0]?.eventsSent).toBe(text.match(/^data: /gm)?.length)
})
