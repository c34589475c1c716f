import { createEmulator } from "@pareta/emulator"
import OpenAI from "openai"
import { describe, expect, it } from "vitest"
import { call, detailOf } from "../Wire.ts"

const messages = [{ role: "user", content: "Hello" }] as const
const path = "/agent/v1/chat/completions"

const turn = (body: object | string, emulator = createEmulator()) => call(emulator, "POST", path, body)

describe("the agent lane", () => {
  it("lists auto, with its context", async () => {
    const response = await call(createEmulator(), "GET", "/agent/v1/models")
    const { data } = await response.json()
    expect(data).toMatchObject([{ id: "auto", owned_by: "pareta", max_model_len: 131_072, context_window: 131_072 }])
  })

  it("answers as auto, with or without a model, and ignores unknown fields", async () => {
    for (const more of [{}, { model: "auto" }, { model: null, n: 1, verbosity: { level: "low" } }]) {
      const response = await turn({ messages, ...more })
      expect(response.status).toBe(200)
      expect(await response.json()).toMatchObject({ model: "auto", object: "chat.completion" })
      expect(Number(response.headers.get("x-pareta-billed"))).toBeGreaterThan(0)
    }
  })

  it.each([
    [{ messages, model: "qwen-1" }, /model must be 'auto'/],
    [{ messages, model: "" }, /model must be 'auto'/],
    [{ messages, n: 2 }, /n must be 1/],
    [{ messages, n: 0.5 }, /n must be 1/],
    ["{", /./]
  ])("refuses %o with 400", async (body, detail) => {
    const response = await turn(body)
    expect(response.status).toBe(400)
    expect(await detailOf(response)).toMatch(detail)
  })

  it("ends a stream with the usage, whether asked for or not", async () => {
    const text = await (await turn({ messages, stream: true, stream_options: { include_usage: false } })).text()
    const events = text.split("\n\n").filter((event) => event.startsWith("data: "))
    expect(events.at(-1)).toBe("data: [DONE]")
    expect(events.at(-2)).toContain('"usage":{')
    expect(text).not.toContain("pareta-progress")
  })

  it("bills each turn once, and nothing for a repeated key or without credit", async () => {
    const emulator = createEmulator()
    const keyed = () =>
      emulator.fetch(`https://emulator.invalid${path}`, {
        method: "POST",
        headers: { authorization: "Bearer pareta_sk_x", "content-type": "application/json", "idempotency-key": "k" },
        body: JSON.stringify({ messages })
      })
    await keyed()
    expect((await keyed()).headers.get("x-pareta-billed")).toBe("0")
    expect(emulator.ledger).toMatchObject([{ route: "agent.chat", model: "auto" }])
    emulator.balanceMicroUsd = 0
    expect((await turn({ messages }, emulator)).status).toBe(402)
  })

  it("is not served if it is turned off, or in generation 0.2", async () => {
    for (const options of [{ agentLane: false }, { surface: "0.2" }] as const) {
      const emulator = createEmulator(options)
      expect((await turn({ messages }, emulator)).status).toBe(404)
      expect((await call(emulator, "GET", "/agent/v1/models")).status).toBe(404)
    }
  })

  it("fails where a script says", async () => {
    const emulator = createEmulator()
    emulator.faults.script("agent.chat", { status: 503, headers: { "retry-after": "30" } })
    const response = await turn({ messages }, emulator)
    expect([response.status, response.headers.get("retry-after")]).toEqual([503, "30"])
  })

  it("runs the tool loop of the stock OpenAI client, buffered and streamed", async () => {
    const emulator = createEmulator()
    await using server = await emulator.listen()
    const openai = new OpenAI({ apiKey: "pareta_sk_test", baseURL: `${server.url}/agent/v1` })
    const called: Array<unknown> = []
    const weather = {
      type: "function" as const,
      function: {
        name: "get_weather",
        description: "The weather of a city",
        parameters: { type: "object", properties: { city: { type: "string" } }, required: ["city"] },
        parse: (text: string): unknown => JSON.parse(text),
        function: (args: unknown) => {
          called.push(args)
          return "sunny, 21 °C"
        }
      }
    }
    const ask = { model: "auto", messages: [{ role: "user", content: "What is the weather in Paris?" }] } as const
    const buffered = openai.chat.completions.runTools({ ...ask, messages: [...ask.messages], tools: [weather] })
    expect(await buffered.finalContent()).toContain("sunny")
    const streamed = openai.chat.completions.runTools({
      ...ask,
      messages: [...ask.messages],
      tools: [weather],
      stream: true
    })
    expect(await streamed.finalContent()).toContain("sunny")
    expect(called).toEqual([{ city: "Paris" }, { city: "Paris" }])
    expect((await openai.models.list()).data.map(({ id }) => id)).toEqual(["auto"])
  })
})
