import * as Core from "@pareta/core"
import * as Effect from "effect/Effect"
import OpenAI from "openai"
import * as Shell from "pareta"
import { describe, expect, it } from "vitest"
import {
  answerWith,
  apiKey,
  chunk,
  chunkOf,
  data,
  done,
  type Pieces,
  params,
  scriptedServer
} from "./ScriptedServer.ts"

type Client = (baseURL: string) => Promise<unknown>

// Fields that their structured outputs add. No server sends them.
const addedByThem = ["parsed", "parsed_arguments"]

/** The completion that OpenAI's own client makes from a stream. */
const openai: Client = async (baseURL) => {
  const client = new OpenAI({ apiKey, baseURL: `${baseURL}/v1`, maxRetries: 0 })
  const stream = client.chat.completions.stream({ ...params, messages: [{ role: "user", content: "Say hello" }] })
  const whole = JSON.stringify(await stream.finalChatCompletion())
  return JSON.parse(whole, (key, value) => (addedByThem.includes(key) ? undefined : value))
}

const faces: { readonly [name: string]: { readonly whole: Client; readonly text: Client } } = {
  "as a Promise": {
    whole: async (baseURL) => {
      const pareta = new Shell.Pareta({ apiKey, baseURL })
      return (await pareta.chat.completions.create({ ...params, stream: true }).finalCompletion()).toJSON()
    },
    text: (baseURL) => new Shell.Pareta({ apiKey, baseURL }).chat.completions.create({ ...params, stream: true }).text()
  },
  "as an Effect": {
    whole: (baseURL) =>
      Core.ParetaClient.use((client) => Core.finalCompletion(client.chat.completions.stream(params))).pipe(
        Effect.map((completion) => completion.toJSON()),
        Effect.provide(Core.ParetaClient.layerFetch({ apiKey, baseURL })),
        Effect.runPromise
      ),
    text: (baseURL) =>
      Core.ParetaClient.use((client) => Core.text(client.chat.completions.stream(params))).pipe(
        Effect.provide(Core.ParetaClient.layerFetch({ apiKey, baseURL })),
        Effect.runPromise
      )
  }
}

const choice = (delta: object | null, more: object = {}) => ({ index: 0, delta, finish_reason: null, ...more })

const events = (...chunks: ReadonlyArray<object>): Pieces => [...chunks.map(data), done]

const said = (...deltas: ReadonlyArray<object>): Pieces =>
  events(
    chunkOf([choice({ role: "assistant", content: "" })]),
    ...deltas.map((delta) => chunkOf([choice(delta)])),
    chunkOf([choice({}, { finish_reason: "stop" })])
  )

const call = (index: number, more: object) => ({ tool_calls: [{ index, ...more }] })

const token = (text: string) => ({ token: text, logprob: -0.1, bytes: [...Buffer.from(text)], top_logprobs: [] })

/** Streams from which both clients make the same completion. */
const same: { readonly [name: string]: Pieces } = {
  "a text": said({ content: "Hel" }, { content: "lo" }),
  "an empty text": said({ content: "" }),
  "no content at all": events(
    chunkOf([choice({ role: "assistant" })]),
    chunkOf([choice({}, { finish_reason: "stop" })])
  ),
  "null content between pieces": said({ content: null }, { content: "Hello" }, { content: null }),
  "a refusal in pieces": said({ content: null, refusal: "I " }, { refusal: "can't" }, { refusal: "" }),
  "one tool call, its arguments in pieces": said(
    call(0, { id: "call_1", type: "function", function: { name: "weather", arguments: "" } }),
    call(0, { function: { arguments: '{"city":' } }),
    call(0, { function: { arguments: '"Oslo"}' } })
  ),
  "tool calls that interleave": said(
    call(0, { id: "call_1", type: "function", function: { name: "weather", arguments: '{"city":' } }),
    call(1, { id: "call_2", type: "function", function: { name: "time", arguments: "" } }),
    call(0, { function: { arguments: '"Oslo"}' } }),
    {
      tool_calls: [
        { index: 1, function: { arguments: '{"zone"' } },
        { index: 0, function: { arguments: "" } }
      ]
    },
    call(1, { function: { arguments: ':"CET"}' } })
  ),
  "a tool call whose id and name are repeated": said(
    call(0, { id: "call_1", type: "function", function: { name: "weather", arguments: "{" } }),
    call(0, { id: "call_1", type: "function", function: { name: "weather", arguments: "}" } }),
    call(0, { id: "", type: null, function: { name: "", arguments: "" } })
  ),
  "unknown fields of a tool call": said(
    call(0, {
      id: "call_1",
      type: "function",
      function: { name: "a", arguments: "{}" },
      extra_content: { signature: "s" }
    })
  ),
  "a custom tool call, its input in pieces": said(
    call(0, { id: "call_1", type: "custom", custom: { name: "shell", input: "" } }),
    call(0, { custom: { input: "ls " } }),
    call(0, { custom: { input: "-l" } })
  ),
  "a function call in the old form": said(
    { content: null, function_call: { name: "weather", arguments: "" } },
    { function_call: { arguments: '{"city":' } },
    { function_call: { arguments: '"Oslo"}' } }
  ),
  "an answer in audio": said(
    { audio: { id: "audio_1", transcript: "Hel" } },
    { audio: { data: "AAAA", transcript: "lo" } },
    { audio: { data: "BBBB" } },
    { audio: { expires_at: 2 } }
  ),
  "logprobs of content and refusal": events(
    chunkOf([choice({ role: "assistant", content: "" }, { logprobs: { content: [], refusal: null } })]),
    chunkOf([choice({ content: "Hel" }, { logprobs: { content: [token("Hel")], refusal: null } })]),
    chunkOf([choice({ content: "lo" }, { logprobs: { content: [token("l"), token("o")], refusal: null } })]),
    chunkOf([choice({ refusal: "no" }, { logprobs: { content: null, refusal: [token("no")] } })]),
    chunkOf([choice({}, { finish_reason: "stop", logprobs: null })])
  ),
  "several choices, out of order": events(
    chunkOf([choice({ role: "assistant", content: "B" }, { index: 1 })]),
    chunkOf([choice({ role: "assistant", content: "A" })]),
    chunkOf([choice({ content: "a" }), choice({ content: "b" }, { index: 1 })]),
    chunkOf([
      choice(call(0, { id: "call_b", type: "function", function: { name: "f", arguments: "{}" } }), { index: 1 })
    ]),
    chunkOf([choice({}, { index: 1, finish_reason: "tool_calls" })]),
    chunkOf([choice({}, { finish_reason: "length" })])
  ),
  "usage in a last chunk without choices": [
    chunk("Hello").replace('"content"', '"role":"assistant","content"'),
    chunk(null, "stop"),
    data(
      chunkOf([], {
        usage: { prompt_tokens: 3, completion_tokens: 2, total_tokens: 5, prompt_tokens_details: { cached_tokens: 1 } }
      })
    ),
    done
  ],
  "unknown fields of a completion, a choice and a message": events(
    chunkOf([choice({ role: "assistant", content: "Hi", annotations: [1] }, { seed: 1 })], {
      system_fingerprint: "fp",
      service_tier: "default",
      vendor: { a: 1 }
    }),
    chunkOf([choice({ annotations: [2] }, { seed: 2, finish_reason: "stop" })], {
      system_fingerprint: "fp",
      service_tier: "flex",
      vendor: { b: 2 },
      obfuscation: "xxxxxxx"
    })
  ),
  "a finish reason sent twice": events(
    chunkOf([choice({ role: "assistant", content: "Hi" }, { finish_reason: "stop" })]),
    chunkOf([choice({}, { finish_reason: "length" })])
  ),
  "chunks whose id changes": events(
    chunkOf([choice({ role: "assistant", content: "Hel" })]),
    chunkOf([choice({ content: "lo" }, { finish_reason: "stop" })], { id: "d" })
  ),
  "a choice without a delta": events(
    chunkOf([choice({ role: "assistant", content: "Hi" })]),
    chunkOf([choice(null, { finish_reason: "stop" })])
  )
}

describe.each(Object.entries(same))("the completion of %s", (_, pieces) => {
  it.each(Object.entries(faces))("is the same as in OpenAI's client, %s", async (_, { whole }) => {
    await using server = await scriptedServer((exchange) => answerWith(exchange, pieces))
    const expected = await openai(server.url)
    expect(await whole(server.url)).toEqual(expected)
  })
})

/** Intended differences: their client fails, or loses a part of the stream. */
const different: ReadonlyArray<{
  readonly name: string
  readonly pieces: Pieces
  readonly theirs: unknown
  readonly ours: object
}> = [
  {
    name: "a message without a role: theirs fails, ours is from the assistant",
    pieces: [chunk("Hello", "stop"), done],
    theirs: { failed: "missing role for choice 0" },
    ours: { choices: [{ message: { role: "assistant", content: "Hello" } }] }
  },
  {
    name: "[DONE] without a finish reason: theirs fails, ours ends",
    pieces: [chunk("Hello"), done],
    theirs: { failed: "missing finish_reason for choice 0" },
    ours: { choices: [{ message: { content: "Hello" }, finish_reason: null }] }
  },
  {
    name: "tool calls without an index: theirs fails, ours are separate calls",
    pieces: said(
      { tool_calls: [{ id: "call_1", type: "function", function: { name: "a", arguments: "{}" } }] },
      { tool_calls: [{ id: "call_2", type: "function", function: { name: "b", arguments: "{}" } }] }
    ),
    theirs: { failed: expect.stringContaining("invalid tool call index") },
    ours: {
      choices: [
        {
          message: {
            tool_calls: [
              { id: "call_1", type: "function", function: { name: "a", arguments: "{}" } },
              { id: "call_2", type: "function", function: { name: "b", arguments: "{}" } }
            ]
          }
        }
      ]
    }
  },
  {
    name: "usage, then null in a later chunk: theirs loses it",
    pieces: events(
      chunkOf([choice({ role: "assistant", content: "Hi" })], { usage: { total_tokens: 5 } }),
      chunkOf([choice({}, { finish_reason: "stop" })], { usage: null })
    ),
    theirs: expect.objectContaining({ usage: null }),
    ours: { usage: { total_tokens: 5 } }
  },
  {
    name: "usage in a chunk without an id: theirs loses it",
    pieces: events(
      chunkOf([choice({ role: "assistant", content: "Hi" }, { finish_reason: "stop" })]),
      chunkOf([], { id: undefined, usage: { total_tokens: 5 } })
    ),
    theirs: expect.not.objectContaining({ usage: expect.anything() }),
    ours: { usage: { total_tokens: 5 } }
  },
  {
    name: "an index of billions: theirs fails, ours is an ordinary choice, without delay",
    pieces: events(
      chunkOf([choice({ role: "assistant", content: "Hi" }, { index: 4_000_000_000, finish_reason: "stop" })])
    ),
    theirs: { failed: expect.stringContaining("invalid choice index") },
    ours: { choices: [{ index: 4_000_000_000, message: { content: "Hi" } }] }
  }
]

describe.each(different)("intended difference: $name", ({ pieces, theirs, ours }) => {
  it.each(Object.entries(faces))("%s", async (_, { whole }) => {
    await using server = await scriptedServer((exchange) => answerWith(exchange, pieces))
    expect(await openai(server.url).catch((error: Error) => ({ failed: error.message }))).toEqual(theirs)
    expect(await whole(server.url)).toMatchObject(ours)
  })
})

describe.each(Object.entries(faces))("a truncated answer, %s", (_, { whole, text }) => {
  const pieces = [chunk("Hel"), chunk("lo")]

  it.each([
    ["finalCompletion", whole],
    ["text", text]
  ] as const)("fails in %s, with the partial completion", async (_, ask) => {
    await using server = await scriptedServer((exchange) => answerWith(exchange, pieces))
    await expect(ask(server.url)).rejects.toMatchObject({
      name: "APIConnectionError",
      partial: { choices: [{ message: { content: "Hello" }, finishReason: null }] }
    })
  })

  it("fails when the connection breaks, too", async () => {
    await using server = await scriptedServer((exchange) => answerWith(exchange, pieces, "cut"))
    await expect(text(server.url)).rejects.toMatchObject({
      name: "APIConnectionError",
      partial: { choices: [{ message: { content: "Hello" } }] }
    })
  })
})

describe.each(Object.entries(faces))("the text of a stream, %s", (_, { text }) => {
  it("is that of the first choice", async () => {
    const pieces = [chunk("b", null, 1), chunk("Hel"), chunk("lo", "stop"), chunk(null, "stop", 1), done]
    await using server = await scriptedServer((exchange) => answerWith(exchange, pieces))
    expect(await text(server.url)).toBe("Hello")
  })

  it("is empty if the answer is a tool call", async () => {
    const pieces = said(call(0, { id: "call_1", type: "function", function: { name: "a", arguments: "{}" } }))
    await using server = await scriptedServer((exchange) => answerWith(exchange, pieces))
    expect(await text(server.url)).toBe("")
  })
})
