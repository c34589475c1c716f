import { createEmulator } from "@pareta/emulator"
import { describe, expect, it } from "vitest"
import { answerOf, call, chat, detailOf, textOf } from "../Wire.ts"

describe("the request", () => {
  it.each([
    ["no body", "", [["body"], "field required"]],
    ["a body that is not JSON", "{", [["body"], "JSON decode error"]],
    ["no model", { messages: [{ role: "user", content: "hi" }] }, [["body", "model"], "field required"]],
    ["no messages", { model: "ep_a1b2c3" }, [["body", "messages"], "field required"]],
    ["empty messages", { model: "ep_a1b2c3", messages: [] }, [["body", "messages", 0], "field required"]],
    ["a model that is not a string", { model: 1, messages: [{ role: "user" }] }, [["body", "model"], "Expected string"]]
  ])("with %s gets a 422 with an item", async (_name, body, [loc, msg]) => {
    const response = await call(createEmulator(), "POST", "/v1/chat/completions", body)
    expect(response.status).toBe(422)
    expect(await detailOf(response)).toEqual([{ loc, msg, type: expect.any(String) }])
  })

  it("with several wrong fields gets an item for each", async () => {
    const response = await call(createEmulator(), "POST", "/v1/chat/completions", {})
    expect(await detailOf(response)).toEqual([
      { loc: ["body", "model"], msg: "field required", type: "value_error" },
      { loc: ["body", "messages"], msg: "field required", type: "value_error" }
    ])
  })

  it.each([
    ["ep_nope", "endpoint 'ep_nope' not found"],
    ["nope", "model 'nope' not found"],
    ["gpt-5.5", "model 'gpt-5.5' not found"]
  ])("for the unknown model %s gets a 404", async (model, detail) => {
    const response = await chat(createEmulator(), "hi", { model })
    expect([response.status, await detailOf(response)]).toEqual([404, detail])
  })

  it.each(["ep_a1b2c3", "ep_contract_kie_01", "qwen-vl-2", "mistral-2", "pareta-distilled-kie-1"])(
    "may name %s as its model",
    async (model) => {
      const answer = await answerOf(chat(createEmulator(), "Hello", { model }))
      expect(answer.model).toBe(model)
      expect(answer.choices[0]?.message.content).not.toBe("")
    }
  )
})

describe("the answer", () => {
  it("is an OpenAI chat completion with its usage", async () => {
    const answer = await answerOf(chat(createEmulator(), "Hello"))
    expect(answer).toMatchObject({
      id: expect.stringMatching(/^chatcmpl-[0-9a-f]{24}$/),
      object: "chat.completion",
      created: expect.any(Number),
      choices: [{ index: 0, finish_reason: "stop", message: { role: "assistant", content: expect.any(String) } }]
    })
    const { prompt_tokens, completion_tokens, total_tokens } = answer.usage
    expect(total_tokens).toBe(prompt_tokens + completion_tokens)
  })

  it("ends with `length` when max_tokens cuts it off", async () => {
    const answer = await answerOf(chat(createEmulator(), "Write a haiku about rain", { max_tokens: 3 }))
    expect(answer.choices[0]?.finish_reason).toBe("length")
    expect(answer.usage.completion_tokens).toBe(3)
  })

  it("ends before a stop sequence", async () => {
    const emulator = createEmulator()
    const whole = await textOf(chat(emulator, "Write a haiku about rain"))
    const line = await textOf(chat(emulator, "Write a haiku about rain", { stop: "\n" }))
    expect(line).toBe(whole.split("\n")[0])
  })

  it("has the requested number of choices", async () => {
    const answer = await answerOf(chat(createEmulator(), "Hello", { n: 3 }))
    expect(answer.choices.map((choice) => choice.index)).toEqual([0, 1, 2])
  })

  it("is JSON if JSON is requested", async () => {
    const text = await textOf(
      chat(createEmulator(), "Effective date: 2026-03-01", { response_format: { type: "json_object" } })
    )
    expect(JSON.parse(text)).toMatchObject({ date: "2026-03-01" })
  })

  it("fills a JSON schema from the text", async () => {
    const schema = {
      type: "object",
      properties: { invoiceNumber: { type: "string" }, total: { type: "number" }, due_date: { type: "string" } }
    }
    const text = await textOf(
      chat(createEmulator(), "Invoice No: INV-7. Total: $12.50. Due date: April 2, 2026.", {
        response_format: { type: "json_schema", json_schema: { name: "invoice", schema } }
      })
    )
    expect(JSON.parse(text)).toEqual({ invoiceNumber: "INV-7", total: 12.5, due_date: "2026-04-02" })
  })

  it("counts the system prompt that the endpoint recommends, unless the request has its own", async () => {
    const emulator = createEmulator()
    const injected = await answerOf(chat(emulator, "Hello", { model: "ep_contract_kie_01" }))
    const own = await answerOf(
      chat(emulator, "", {
        model: "ep_contract_kie_01",
        messages: [
          { role: "system", content: "Be brief." },
          { role: "user", content: "Hello" }
        ]
      })
    )
    expect(injected.usage.prompt_tokens).toBeGreaterThan(own.usage.prompt_tokens + 50)
  })

  it("reads content parts", async () => {
    const text = await textOf(chat(createEmulator(), [{ type: "text", text: "What is the capital of France?" }]))
    expect(text).toBe("The capital of France is Paris.")
  })
})

describe("tools", () => {
  const tools = [
    {
      type: "function",
      function: {
        name: "get_weather",
        description: "Current weather of a city",
        parameters: {
          type: "object",
          properties: { city: { type: "string" }, unit: { type: "string", enum: ["celsius", "fahrenheit"] } }
        }
      }
    },
    { type: "function", function: { name: "send_mail", parameters: { type: "object", properties: {} } } }
  ]

  it("are called when the message clearly asks for one", async () => {
    const answer = await answerOf(chat(createEmulator(), "What is the weather in Lisbon in fahrenheit?", { tools }))
    expect(answer.choices[0]?.finish_reason).toBe("tool_calls")
    const called = answer.choices[0]?.message.tool_calls?.[0]?.function
    expect(called?.name).toBe("get_weather")
    expect(JSON.parse(called?.arguments ?? "")).toEqual({ city: "Lisbon", unit: "fahrenheit" })
  })

  it("are called when tool_choice names one", async () => {
    const answer = await answerOf(
      chat(createEmulator(), "Hello", { tools, tool_choice: { type: "function", function: { name: "send_mail" } } })
    )
    expect(answer.choices[0]?.message.tool_calls?.[0]?.function.name).toBe("send_mail")
  })

  it("are not called otherwise, or when tool_choice is none", async () => {
    const emulator = createEmulator()
    expect((await answerOf(chat(emulator, "Hello", { tools }))).choices[0]?.finish_reason).toBe("stop")
    const refused = await answerOf(chat(emulator, "What is the weather in Lisbon?", { tools, tool_choice: "none" }))
    expect(refused.choices[0]?.finish_reason).toBe("stop")
  })
})
