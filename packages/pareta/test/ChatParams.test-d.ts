import type OpenAI from "openai"
import type {
  ChatCompletion,
  ChatCompletionCreateParams,
  ChatMessage,
  ChatTool,
  EvalItem,
  Message,
  Pareta
} from "pareta"
import { expectTypeOf, test } from "vitest"

declare const pareta: Pareta
declare const completion: ChatCompletion
declare const answer: Message

const { create } = {} as Pareta["chat"]["completions"]
const never = (_: () => unknown): void => {}
const messages: Array<ChatMessage> = [{ role: "user", content: "a" }]

test("an answer of the model is a message of the next turn", () => {
  never(() => {
    messages.push(answer)
    for (const { message } of completion.choices) messages.push(message)
    messages.push({ role: "tool", content: "42", tool_call_id: "call_1" })
    return create({ model: "m", messages })
  })
})

test("messages, rows and tools may be of an interface of one's own", () => {
  interface Turn {
    role: "user" | "assistant"
    content: string
  }
  interface Picture {
    type: "image_url"
    image_url: { url: string }
  }
  interface Row {
    input: { text: string }
    expected: string
  }
  interface Tool {
    type: "function"
    function: { name: string; parameters: { type: "object"; properties: Record<string, unknown> } }
  }
  never(() => {
    const turns: Array<Turn> = []
    const pictures: Array<Picture> = []
    const rows: ReadonlyArray<Row> = []
    const tools: Array<Tool> = []
    const items: Iterable<EvalItem> = rows
    return [
      create({ model: "m", messages: turns, tools }),
      create({ model: "m", messages: [...turns, { role: "user", content: pictures }], stream: true }),
      pareta.evals.sets.create({ task: "t", items: rows }),
      pareta.evals.runs.create({ task: "t", items, models: ["m"] })
    ]
  })
})

test("messages of the documented type compile", () => {
  never(() => {
    const documented: Array<{ role: string; content: string | Array<Record<string, unknown>> }> = []
    return create({ model: "m", messages: documented })
  })
})

test("the parameters of OpenAI's client compile", () => {
  never(() => {
    const theirs = [] as Array<OpenAI.ChatCompletionMessageParam>
    const params = {} as OpenAI.ChatCompletionCreateParamsNonStreaming
    const streamed = {} as OpenAI.ChatCompletionCreateParamsStreaming
    const tools = [] as Array<OpenAI.ChatCompletionTool>
    const returned = {} as OpenAI.ChatCompletionMessage
    expectTypeOf(create(params)).toEqualTypeOf<Promise<ChatCompletion>>()
    return [
      create(streamed),
      create({ model: "m", messages: theirs, tools }),
      create({ model: "m", messages: [...theirs, answer] }),
      create({ model: "m", messages: [...theirs, returned, { role: "user", content: "and now?" }] })
    ]
  })
})

test("a value that may be undefined compiles, even with exactOptionalPropertyTypes", () => {
  never(() => {
    const mine: { temperature?: number; stop?: Array<string>; tools?: Array<ChatTool> } = {}
    const { temperature, stop, tools } = mine
    return create({ model: "m", messages, temperature, stop, tools })
  })
})

test("fields that are not listed are sent as they are, and other literals pass where the list is open", () => {
  const params: ChatCompletionCreateParams = {
    model: "m",
    messages: [
      { role: "critic", content: "a", weight: 1 },
      { role: "user", content: [{ type: "video_url", video_url: { url: "https://example.com/a.mp4" } }] },
      { role: "user", content: [{ type: "text", text: "a", cache_control: { type: "ephemeral" } }] }
    ],
    response_format: { type: "grammar", grammar: "root ::= [a-z]" },
    tool_choice: "any",
    tools: [{ type: "web_search" }],
    top_k: 5
  }
  never(() => params)
})

test("contents, tools and formats of wrong types do not compile", () => {
  never(() => [
    // @ts-expect-error a content is a text or a list of parts
    create({ model: "m", messages: [{ role: "user", content: 5 }] }),
    // @ts-expect-error a content is a text or a list of parts
    create({ model: "m", messages: [{ role: "user", content: { type: "text", text: "a" } }] }),
    // @ts-expect-error the text of a part is a string
    create({ model: "m", messages: [{ role: "user", content: [{ type: "text", text: 5 }] }] }),
    // @ts-expect-error an image has a url
    create({ model: "m", messages: [{ role: "user", content: [{ type: "image_url", image_url: { uri: "a" } }] }] }),
    // @ts-expect-error a message has a role
    create({ model: "m", messages: [{ content: "a" }] }),
    // @ts-expect-error a role is a string
    create({ model: "m", messages: [{ role: 5, content: "a" }] }),
    // @ts-expect-error a function has a name
    create({ model: "m", messages, tools: [{ type: "function", function: { description: "a" } }] }),
    // @ts-expect-error a format is an object
    create({ model: "m", messages, response_format: "json_object" }),
    // @ts-expect-error a schema has a name
    create({ model: "m", messages, response_format: { type: "json_schema", json_schema: { schema: {} } } }),
    // @ts-expect-error a stop is a string or a list of strings
    create({ model: "m", messages, stop: [1] }),
    // @ts-expect-error include_usage is a boolean
    create({ model: "m", messages, stream: true, stream_options: { include_usage: "yes" } }),
    // @ts-expect-error stream is a boolean
    create({ model: "m", messages, stream: "yes" }),
    // @ts-expect-error messages is a list
    create({ model: "m", messages: "a" })
  ])
})
