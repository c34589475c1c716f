import { createEmulator } from "@pareta/emulator"
import { expect, it } from "vitest"
import { call, chat, key } from "../Wire.ts"

it("works unbound, with any origin, with a URL or a Request", async () => {
  const { fetch } = createEmulator()
  const headers = { authorization: `Bearer ${key}` }
  const statuses = await Promise.all([
    fetch("http://localhost:1/v1/models", { headers }),
    fetch(new URL("https://example.test/v1/models?x=1"), { headers }),
    fetch(new Request("https://api.pareta.ai/v1/models", { headers }))
  ])
  expect(statuses.map((response) => response.status)).toEqual([200, 200, 200])
})

it("reads any kind of body", async () => {
  const { fetch } = createEmulator()
  const body = JSON.stringify({ model: "ep_a1b2c3", messages: [{ role: "user", content: "Grüße" }] })
  const headers = { authorization: `Bearer ${key}`, "content-type": "application/json" }
  const url = "https://api.pareta.ai/v1/chat/completions"
  for (const each of [body, new TextEncoder().encode(body), new Blob([body])]) {
    expect((await fetch(url, { method: "POST", headers, body: each })).status).toBe(200)
  }
  expect((await fetch(new Request(url, { method: "POST", headers, body }))).status).toBe(200)
})

it("rejects an invalid URL", async () => {
  await expect(createEmulator().fetch("no url")).rejects.toThrow(TypeError)
})

it("sends nothing if the signal is already aborted", async () => {
  const emulator = createEmulator()
  await expect(chat(emulator, "Hello", {}, { signal: AbortSignal.abort(new Error("early")) })).rejects.toThrow("early")
  expect(emulator.log).toEqual([])
})

it("rejects with the signal's reason while waiting for the head, and logs the disconnect", async () => {
  const emulator = createEmulator({ timing: { firstToken: "10 seconds" } })
  const controller = new AbortController()
  const pending = chat(emulator, "Hello", {}, { signal: controller.signal })
  controller.abort(new Error("changed my mind"))
  await expect(pending).rejects.toThrow("changed my mind")
  expect(emulator.log[0]).toMatchObject({ status: null, outcome: "client-closed" })
})

it("fails the body with the signal's reason while it is read, and logs the disconnect", async () => {
  const emulator = createEmulator({ timing: { tokensPerSecond: 1 } })
  const controller = new AbortController()
  const response = await chat(emulator, "Hello", { stream: true }, { signal: controller.signal })
  const reader = response.body?.getReader()
  await reader?.read()
  controller.abort(new Error("enough"))
  const readOn = async () => {
    while (!(await reader?.read())?.done);
  }
  await expect(readOn()).rejects.toThrow("enough")
  expect(emulator.log[0]?.outcome).toBe("client-closed")
})

it("notices that a body is cancelled", async () => {
  const emulator = createEmulator({ timing: { tokensPerSecond: 1 } })
  const response = await chat(emulator, "Hello", { stream: true })
  await response.body?.cancel()
  expect(emulator.log[0]?.outcome).toBe("client-closed")
})

it("ignores an abort after the end", async () => {
  const emulator = createEmulator()
  const controller = new AbortController()
  const response = await chat(emulator, "Hello", { stream: true }, { signal: controller.signal })
  const text = await response.text()
  controller.abort()
  expect(text).toContain("[DONE]")
  expect(emulator.log[0]?.outcome).toBe("complete")
})

it("handles a text body in the same tick as the call", () => {
  const emulator = createEmulator()
  void call(emulator, "POST", "/v1/endpoints", { task: "icd-coding" })
  expect(emulator.log.length).toBe(1)
})
