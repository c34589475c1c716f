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
    [
      "a result of a tool without the id of its call",
      { model: "ep_a1b2c3", messages: [{ role: "tool", content: "7" }] },
      [["body", "messages", 0], "needs a tool_call_id"]
    ],
    [
      "a schema in the wrong place",
      { model: "ep_a1b2c3", messages: [{ role: "user" }], response_format: { type: "json_schema", schema: {} } },
      [["body", "response_format"], "needs a json_schema"]
    ],
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
    const answer = await answerOf(chat(createEmulator(), "Hello", { max_tokens: 3 }))
    expect(answer.choices[0]?.finish_reason).toBe("length")
    expect(answer.usage.completion_tokens).toBe(3)
  })

  it("ends before a stop sequence", async () => {
    const emulator = createEmulator()
    const whole = await textOf(chat(emulator, "Hello"))
    const part = await textOf(chat(emulator, "Hello", { stop: [":", " API"] }))
    expect(part).toBe(whole.slice(0, whole.indexOf(":")))
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
    const parts = [
      { type: "text", text: "Extract as JSON, with the keys: date, title." },
      { type: "text", text: "Title: Lamps, 2026-03-01" }
    ]
    const text = await textOf(chat(createEmulator(), parts))
    expect(JSON.parse(text)).toEqual({ date: "2026-03-01", title: "Lamps, 2026-03-01" })
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

  it("are called together when the message asks for several, unless parallel calls are switched off", async () => {
    const emulator = createEmulator()
    const names = async (more: object) =>
      (
        await answerOf(chat(emulator, "Send a mail about the weather in Rome", { tools, ...more }))
      ).choices[0]?.message.tool_calls?.map((call) => call.function.name)
    expect(await names({})).toEqual(["get_weather", "send_mail"])
    expect(await names({ parallel_tool_calls: false })).toEqual(["get_weather"])
  })

  it("are called when tool_choice is required, though nothing asks for one", async () => {
    const answer = await answerOf(chat(createEmulator(), "Hello", { tools, tool_choice: "required" }))
    expect(answer.choices[0]?.message.tool_calls?.map((call) => call.function.name)).toEqual(["get_weather"])
  })

  it("are not called otherwise, or when tool_choice is none", async () => {
    const emulator = createEmulator()
    expect((await answerOf(chat(emulator, "Hello", { tools }))).choices[0]?.finish_reason).toBe("stop")
    const refused = await answerOf(chat(emulator, "What is the weather in Lisbon?", { tools, tool_choice: "none" }))
    expect(refused.choices[0]?.finish_reason).toBe("stop")
  })
})

describe("the result of a tool", () => {
  const tool = (name: string) => ({
    type: "function",
    function: { name, parameters: { type: "object", properties: { city: { type: "string" } }, required: ["city"] } }
  })
  const tools = [tool("get_weather"), tool("get_time")]
  const call = (name: string, id = name) => ({ id, type: "function", function: { name, arguments: "{}" } })
  const result = (id: string, content: unknown) => ({ role: "tool", tool_call_id: id, content })
  const question = { role: "user", content: "What is the weather in Rome?" }
  const answerTo = async (messages: ReadonlyArray<object>, more: object = {}) =>
    (await answerOf(chat(createEmulator(), "", { tools, messages, ...more }))).choices[0]

  it.each(["auto", "required", "none", { type: "function", function: { name: "get_weather" } }])(
    "is answered in words, when tool_choice is %j",
    async (choice) => {
      const answer = await answerTo(
        [
          question,
          { role: "assistant", content: null, tool_calls: [call("get_weather")] },
          result("get_weather", "24 °C")
        ],
        { tool_choice: choice }
      )
      expect(answer).toMatchObject({
        finish_reason: "stop",
        message: { content: "According to the tools:\n24 °C" }
      })
    }
  )

  it("ends the loop of an agent that requires a tool each time, after each tool was called once", async () => {
    const messages: Array<object> = [question]
    const called: Array<string> = []
    for (let turn = 0; turn < 10; turn++) {
      const message = (await answerTo(messages, { tool_choice: "required" }))?.message
      if (message?.tool_calls === undefined) break
      called.push(...message.tool_calls.map((each) => each.function.name))
      messages.push(message, ...message.tool_calls.map((_, index) => result(`call_${index}`, "done")))
    }
    expect(called).toEqual(["get_weather"])
  })

  it("is followed by the next tool, if the message asks for two and they are called one by one", async () => {
    const both = { role: "user", content: "What is the weather, and what is the time in Rome?" }
    const first = [
      both,
      { role: "assistant", content: null, tool_calls: [call("get_weather")] },
      result("get_weather", "24")
    ]
    const next = await answerTo(first, { parallel_tool_calls: false })
    expect(next?.message.tool_calls?.map((each) => each.function.name)).toEqual(["get_time"])
    const last = [
      ...first,
      { role: "assistant", content: null, tool_calls: [call("get_time")] },
      result("get_time", "noon")
    ]
    expect((await answerTo(last, { parallel_tool_calls: false }))?.message.content).toBe(
      "According to the tools:\n24\nnoon"
    )
  })

  it("of several calls is used whole, and content parts are read", async () => {
    const answer = await answerTo([
      question,
      { role: "assistant", tool_calls: [call("get_weather", "a"), call("get_time", "b")] },
      result("a", "24"),
      result("b", [{ type: "text", text: "noon" }])
    ])
    expect(answer?.message.content).toBe("According to the tools:\n24\nnoon")
  })

  it("fills the requested schema", async () => {
    const schema = { type: "object", properties: { total: { type: "number" } }, required: ["total"] }
    const answer = await answerTo(
      [
        question,
        { role: "assistant", tool_calls: [call("get_weather")] },
        result("get_weather", '{"x":1}\nTotal: $24.50')
      ],
      { response_format: { type: "json_schema", json_schema: { name: "answer", schema } } }
    )
    expect(JSON.parse(answer?.message.content ?? "")).toEqual({ total: 24.5 })
  })

  it("is of the past after the next user message, so the tool may be called again", async () => {
    const answer = await answerTo([
      question,
      { role: "assistant", tool_calls: [call("get_weather")] },
      result("get_weather", "24"),
      { role: "assistant", content: "24" },
      { role: "user", content: "And the weather in Oslo?" }
    ])
    expect(answer?.finish_reason).toBe("tool_calls")
  })

  it("is answered in words when its call is missing or not a function", async () => {
    for (const calls of [undefined, null, 7, [null], [{ type: "custom", custom: { name: "get_weather" } }]]) {
      const answer = await answerTo([
        question,
        { role: "assistant", content: "", tool_calls: calls },
        result("a", "24")
      ])
      expect(answer?.message.content).toBe("According to the tools:\n24")
    }
  })
})
