import { createEmulator } from "@pareta/emulator"
import { expect, it } from "vitest"
import { blocksOf, chat, chunksOf, detailOf, textOf } from "../Wire.ts"

const ask = "Write a haiku about rain"

it("streams the role, one delta per token, the finish reason, and [DONE], with LF line endings", async () => {
  const emulator = createEmulator()
  const whole = await textOf(chat(emulator, ask))
  const response = await chat(emulator, ask, { stream: true })
  const body = await response.text()
  const chunks = chunksOf(body)
  expect(response.headers.get("content-type")).toContain("text/event-stream")
  expect(body).not.toContain("\r")
  expect(chunks[0]?.choices[0]).toEqual({ index: 0, delta: { role: "assistant" }, finish_reason: null })
  expect(chunks.at(-1)?.choices[0]).toEqual({ index: 0, delta: {}, finish_reason: "stop" })
  expect(chunks.map((chunk) => chunk.choices[0]?.delta.content ?? "").join("")).toBe(whole)
  expect(chunks.length).toBeGreaterThan(8)
  expect(body.endsWith("data: [DONE]\n\n")).toBe(true)
})

it("gives every chunk the same id, time and model", async () => {
  const chunks = chunksOf(await (await chat(createEmulator(), ask, { stream: true })).text())
  expect(
    new Set(chunks.map(({ id, created, model, object }) => JSON.stringify([id, created, model, object]))).size
  ).toBe(1)
})

it("sends usage in a last chunk without choices, only on request", async () => {
  const emulator = createEmulator()
  const without = chunksOf(await (await chat(emulator, ask, { stream: true })).text())
  const including = chunksOf(
    await (await chat(emulator, ask, { stream: true, stream_options: { include_usage: true } })).text()
  )
  expect(without.some((chunk) => "usage" in chunk)).toBe(false)
  expect(including.at(-1)).toMatchObject({ choices: [], usage: { total_tokens: expect.any(Number) } })
  expect(including.length).toBe(without.length + 1)
})

it("sends the receipts as comments just before [DONE]", async () => {
  const emulator = createEmulator()
  const blocks = blocksOf(await (await chat(emulator, ask, { stream: true })).text())
  expect(blocks.slice(-3)).toEqual([
    `: pareta-billed-micro-usd ${emulator.ledger[0]?.microUsd}`,
    expect.stringMatching(/^: pareta-frontier-would-have-cost-micro-usd \d+$/),
    "data: [DONE]"
  ])
})

it("streams tool calls: the name first, then the arguments in pieces", async () => {
  const tools = [
    {
      type: "function",
      function: { name: "get_weather", parameters: { type: "object", properties: { city: { type: "string" } } } }
    }
  ]
  const chunks = chunksOf(await (await chat(createEmulator(), "weather in Rome", { stream: true, tools })).text())
  const calls = chunks.flatMap((chunk) => chunk.choices[0]?.delta.tool_calls ?? [])
  expect(calls[0]).toMatchObject({ index: 0, type: "function", function: { name: "get_weather", arguments: "" } })
  expect(JSON.parse(calls.map((each) => each.function.arguments).join(""))).toEqual({ city: "Rome" })
  expect(chunks.at(-1)?.choices[0]?.finish_reason).toBe("tool_calls")
})

it("returns an error as JSON before any event", async () => {
  const response = await chat(createEmulator({ balanceMicroUsd: 0 }), ask, { stream: true })
  expect(response.status).toBe(402)
  expect(response.headers.get("content-type")).toBe("application/json")
  expect(await detailOf(response)).toMatch(/^organization is out of credit\. Top up/)
})
