import { describe, expect, it } from "@effect/vitest"
import type { ChatCompletionWire } from "@pareta/core"
import { ChatAccumulator } from "../../src/chat/ChatAccumulator.ts"
import { chatCompletionProblem } from "../../src/chat/ChatCompletionShape.ts"

/** The completion that these chunks make. Each chunk must pass the check. */
const spelled = (chunks: ReadonlyArray<unknown>) => {
  const accumulator = new ChatAccumulator()
  for (const chunk of chunks) {
    expect(chatCompletionProblem(chunk)).toBeUndefined()
    accumulator.add(chunk as ChatCompletionWire)
  }
  return { wire: accumulator.completion().raw, finishReasons: accumulator.finishReasons, usage: accumulator.usage }
}

const choice = (fields: object): ChatCompletionWire => ({ choices: [{ index: 0, ...fields }] })

const first = {
  ...{ id: "c", object: "chat.completion.chunk", model: "m", created: 1 },
  choices: [
    {
      index: 0,
      delta: {
        ...{ role: "assistant", content: "a", refusal: "r" },
        tool_calls: [
          { index: 0, id: "t", type: "function", function: { name: "f", arguments: '{"a"' } },
          { index: 1, id: "u", type: "custom", custom: { name: "g", input: "x" } }
        ],
        audio: { id: "a", data: "d", transcript: "e" },
        function_call: { name: "h", arguments: "[" }
      },
      logprobs: { content: [{ token: "a" }] }
    }
  ]
}

const last = {
  ...choice({
    delta: {
      ...{ content: "b", refusal: "s" },
      tool_calls: [
        { index: 0, function: { arguments: ":1}" } },
        { index: 1, custom: { input: "y" } }
      ],
      audio: { data: "d", transcript: "e" },
      function_call: { arguments: "]" }
    },
    logprobs: { content: [{ token: "b" }] },
    finish_reason: "stop"
  }),
  usage: { total_tokens: 5 }
}

const whole = {
  ...{ id: "c", object: "chat.completion", model: "m", created: 1, usage: { total_tokens: 5 } },
  choices: [
    {
      index: 0,
      message: {
        ...{ role: "assistant", content: "ab", refusal: "rs" },
        tool_calls: [
          { id: "t", type: "function", function: { name: "f", arguments: '{"a":1}' } },
          { id: "u", type: "custom", custom: { name: "g", input: "xy" } }
        ],
        audio: { id: "a", data: "dd", transcript: "ee" },
        function_call: { name: "h", arguments: "[]" }
      },
      logprobs: { content: [{ token: "a" }, { token: "b" }] },
      finish_reason: "stop"
    }
  ]
}

const odd = ["", "x", 0, 5, Number.POSITIVE_INFINITY, true, false, null, {}, [], [1], { a: 1 }]
const scalars = odd.filter((value) => typeof value !== "object" || value === null)
const notText = odd.filter((value) => typeof value !== "string" || value === "")
const notNumber = odd.filter((value) => typeof value !== "number" || !Number.isFinite(value))

describe("merged fields stay unchanged", () => {
  it("when nothing else arrives", () => {
    expect(spelled([first, last])).toEqual({ wire: whole, finishReasons: ["stop"], usage: { total_tokens: 5 } })
  })

  it.each<readonly [string, ReadonlyArray<unknown>, (value: unknown) => unknown]>([
    ["an id", notText.filter((value) => value !== ""), (id) => ({ id })],
    ["a model", notText.filter((value) => value !== ""), (model) => ({ model })],
    ["a time", notNumber, (created) => ({ created })],
    ["choices", scalars, (choices) => ({ choices })],
    ["a usage", scalars, (usage) => ({ usage })],
    ["an index", notNumber, (index) => ({ choices: [{ index }] })],
    ["a finish reason", notText, (finish_reason) => choice({ finish_reason })],
    ["logprobs", scalars, (logprobs) => choice({ logprobs })],
    [
      "the content of logprobs",
      odd.filter((value) => !Array.isArray(value)),
      (content) => choice({ logprobs: { content } })
    ],
    ["a delta", scalars.filter((value) => typeof value !== "string"), (delta) => choice({ delta })],
    ["a role", notText, (role) => choice({ delta: { role } })],
    ["content", notText, (content) => choice({ delta: { content } })],
    ["a refusal", notText, (refusal) => choice({ delta: { refusal } })],
    ["tool calls", scalars, (tool_calls) => choice({ delta: { tool_calls } })],
    ["the id of a tool call", notText, (id) => choice({ delta: { tool_calls: [{ index: 0, id }] } })],
    ["the type of a tool call", notText, (type) => choice({ delta: { tool_calls: [{ index: 0, type }] } })],
    ["a function", scalars, (called) => choice({ delta: { tool_calls: [{ index: 0, function: called }] } })],
    [
      "the name of a function",
      notText,
      (name) => choice({ delta: { tool_calls: [{ index: 0, function: { name } }] } })
    ],
    ["arguments", notText, (args) => choice({ delta: { tool_calls: [{ index: 0, function: { arguments: args } }] } })],
    ["a custom tool", [...scalars, []], (custom) => choice({ delta: { tool_calls: [{ index: 1, custom }] } })],
    [
      "the input of a custom tool",
      notText,
      (input) => choice({ delta: { tool_calls: [{ index: 1, custom: { input } }] } })
    ],
    ["audio", [...scalars, []], (audio) => choice({ delta: { audio } })],
    ["the data of audio", notText, (data) => choice({ delta: { audio: { data, transcript: data, id: data } } })],
    ["a function call", [...scalars, []], (called) => choice({ delta: { function_call: called } })],
    ["the name of a function call", notText, (name) => choice({ delta: { function_call: { name, arguments: name } } })]
  ])("when %s of another type arrives in between", (_, values, chunk) => {
    for (const value of values) {
      expect(spelled([first, chunk(value), last]).wire, JSON.stringify(chunk(value))).toEqual(whole)
    }
  })
})

describe("a field of another type", () => {
  it("that arrives first is replaced by the right one", () => {
    const wrong = {
      ...{ id: 1, model: {}, created: "1" },
      choices: [
        {
          ...{ index: "0", finish_reason: 5 },
          delta: { role: 1, content: {}, refusal: [], audio: { data: 1 }, function_call: "h" },
          logprobs: "none"
        }
      ]
    }
    expect(spelled([wrong, first, last]).wire).toEqual(whole)
  })

  it("does not begin another tool call", () => {
    const { wire } = spelled([choice({ delta: { tool_calls: [{ index: "x", function: "y" }] } })])
    expect(wire.choices?.[0]?.message?.tool_calls).toEqual([{}])
  })
})

describe("a completion so far", () => {
  it("is not changed by later chunks", () => {
    const accumulator = new ChatAccumulator()
    accumulator.add(first)
    const before = accumulator.completion().choices[0]?.message.toolCalls
    const text = JSON.stringify(before)
    accumulator.add(last)
    expect(JSON.stringify(before)).toBe(text)
  })
})

describe("merging", () => {
  const delta = (fields: object) => choice({ delta: fields })
  const call = (fields: object) => delta({ tool_calls: [fields] })

  it.each<readonly [string, (nth: number) => ChatCompletionWire]>([
    ["content", () => delta({ content: "ab" })],
    ["content in parts", () => delta({ content: [{ type: "thinking", thinking: [{ type: "text", text: "ab" }] }] })],
    ["reasoning", () => delta({ reasoning_content: "ab" })],
    ["details under one index", () => delta({ reasoning_details: [{ index: 0, type: "text", text: "ab" }] })],
    ["details under many indexes", (nth) => delta({ reasoning_details: [{ index: nth * 1e6, text: "ab" }] })],
    ["annotations", () => delta({ annotations: [{ url: "u" }] })],
    ["logprobs", () => choice({ logprobs: { content: [{ token: "a" }] } })],
    ["arguments", () => call({ index: 0, id: "c", function: { name: "f", arguments: "ab" } })],
    ["arguments that never are JSON", (nth) => call({ index: 0, function: { name: `f${nth}`, arguments: "[}" } })],
    ["names", () => call({ index: 0, function: { name: "ab" } })],
    ["many calls", (nth) => call({ index: nth, id: `c${nth}`, function: { name: "f", arguments: "{}" } })],
    ["many calls under one index", (nth) => call({ index: 0, id: `c${nth}`, function: { name: "f" } })],
    ["many calls without an index", (nth) => call({ function: { name: "f", arguments: `{"a":${nth}}` } })],
    ["many choices", (nth) => ({ choices: [{ index: nth * 7919, delta: { content: "a" } }] })],
    ["many names of fields", (nth) => delta({ [`k${nth}`]: "a" })],
    ["many names within a field", (nth) => delta({ extra: { [`k${nth}`]: "a" } })]
  ])(
    "%s takes time in proportion to the number of pieces",
    (_, piece) => {
      const time = (count: number): number => {
        const chunks = Array.from({ length: count }, (_, nth) => piece(nth))
        const before = process.cpuUsage()
        const accumulator = new ChatAccumulator()
        for (const chunk of chunks) accumulator.add(chunk)
        accumulator.completion()
        const { user, system } = process.cpuUsage(before)
        return Math.max(2000, user + system)
      }
      time(2000)
      // Twenty times as many. If each piece cost as much as what there is already, it would be four hundred times.
      expect(time(100_000) / time(5000)).toBeLessThan(120)
    },
    60_000
  )
})
