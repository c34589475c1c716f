import { describe, expect, it } from "@effect/vitest"
import { ChatCompletionChunk, type JsonObject, type Message } from "@pareta/core"
import { spelled, spelledBy } from "./Spelled.ts"

const messageOf = (deltas: ReadonlyArray<object>): Message => {
  const [choice] = spelledBy(deltas).choices
  if (choice === undefined) throw new Error("there is no choice")
  return choice.message
}

const deltaOf = (delta: JsonObject) => new ChatCompletionChunk({ choices: [{ index: 0, delta }] }).choices[0]?.delta

describe("reasoning in pieces", () => {
  it.each(["reasoning_content", "reasoning", "thinking"])("of %s is joined, and null erases none of it", (name) => {
    const message = messageOf([
      { role: "assistant", [name]: null, content: "" },
      { [name]: "I " },
      { [name]: "think" },
      { [name]: "" },
      { content: "So", [name]: null }
    ])
    expect(message.raw[name]).toBe("I think")
    expect(message).toMatchObject({ content: "So", reasoning: "I think" })
    expect(deltaOf({ [name]: "I " })?.reasoning).toBe("I ")
  })

  it("is null if there is none", () => {
    expect(messageOf([{ content: "a" }]).reasoning).toBeNull()
    expect(messageOf([{ content: "a", reasoning_content: null }]).reasoning).toBeNull()
    expect(messageOf([{ content: "a", reasoning: { effort: 1 } }]).reasoning).toBeNull()
  })

  it("is not empty if another field has it", () => {
    expect(messageOf([{ reasoning_content: "", reasoning: "a" }]).reasoning).toBe("a")
    expect(messageOf([{ reasoning_content: "" }]).reasoning).toBe("")
  })

  it("is the same under two names", () => {
    const message = messageOf([
      { reasoning: "a", reasoning_content: "a" },
      { reasoning: "b", reasoning_content: "b" }
    ])
    expect(message.reasoning).toBe("ab")
    expect(message.raw).toMatchObject({ reasoning: "ab", reasoning_content: "ab" })
  })
})

describe("a list of objects in pieces", () => {
  it("is merged by index, and the texts in it are joined", () => {
    const { raw } = messageOf([
      { reasoning_details: [{ type: "reasoning.text", text: "I ", index: 0, id: null, format: "f" }] },
      { reasoning_details: [{ type: "reasoning.text", text: "think", index: 0, format: "f" }] },
      { reasoning_details: [{ type: "reasoning.summary", summary: "th", index: 1 }] },
      { reasoning_details: [{ index: 0, signature: "sig" }] },
      { reasoning_details: [{ summary: "us", index: 1 }] },
      { reasoning_details: null },
      { reasoning_details: [] }
    ])
    expect(raw["reasoning_details"]).toEqual([
      { type: "reasoning.text", text: "I think", index: 0, id: null, format: "f", signature: "sig" },
      { type: "reasoning.summary", summary: "thus", index: 1 }
    ])
  })

  it("keeps items of two types apart under one index", () => {
    const { raw } = messageOf([
      { reasoning_details: [{ type: "reasoning.text", text: "a", index: 0 }] },
      { reasoning_details: [{ type: "reasoning.encrypted", data: "XY", index: 0 }] },
      { reasoning_details: [{ type: "reasoning.text", text: "b", index: 0 }] }
    ])
    expect(raw["reasoning_details"]).toEqual([
      { type: "reasoning.text", text: "ab", index: 0 },
      { type: "reasoning.encrypted", data: "XY", index: 0 }
    ])
  })

  it("is appended to without an index", () => {
    const { raw } = messageOf([
      { annotations: [{ type: "url_citation", url: "a" }] },
      { annotations: [{ type: "url_citation", url: "a" }, { url: "b" }] }
    ])
    expect(raw["annotations"]).toEqual([
      { type: "url_citation", url: "a" },
      { type: "url_citation", url: "a" },
      { url: "b" }
    ])
  })

  it("never changes the chunks", () => {
    const chunks = [
      { choices: [{ index: 0, delta: { annotations: [{ index: 0, text: "a" }], extra: { text: "a" } } }] },
      { choices: [{ index: 0, delta: { annotations: [{ index: 0, text: "b" }], extra: { text: "b" } } }] }
    ]
    const before = JSON.stringify(chunks)
    expect(spelled(chunks).choices[0]?.message.raw).toMatchObject({
      annotations: [{ text: "ab" }],
      extra: { text: "ab" }
    })
    expect(JSON.stringify(chunks)).toBe(before)
  })
})

describe("a field that repeats", () => {
  it("keeps its last value", () => {
    const { raw } = messageOf([
      { role: "assistant", channel: "analysis", phase: 1, tags: ["a"] },
      { role: "assistant", channel: "analysis", phase: 2, tags: ["b"] },
      { role: "", channel: "final", phase: null, tags: null }
    ])
    expect(raw).toMatchObject({ role: "assistant", channel: "final", phase: 2, tags: ["b"] })
  })

  it("is not erased by null, in a choice or in the completion", () => {
    const { raw } = spelled([
      { system_fingerprint: "fp", choices: [{ index: 0, delta: {}, stop_reason: "x" }] },
      { system_fingerprint: null, choices: [{ index: 0, delta: {}, stop_reason: null }] }
    ])
    expect(raw).toMatchObject({ system_fingerprint: "fp", choices: [{ stop_reason: "x" }] })
  })

  it("may have the name of a prototype", () => {
    const delta = JSON.parse('{"__proto__":{"content":"no"},"constructor":"c","content":"a"}')
    expect(messageOf([delta, delta])).toMatchObject({ content: "aa" })
  })
})

describe("content in parts", () => {
  it.each<readonly [string, unknown, string | null]>([
    [
      "texts",
      [
        { type: "text", text: "a" },
        { type: "text", text: "b" }
      ],
      "ab"
    ],
    ["output texts", [{ type: "output_text", text: "a", annotations: [] }], "a"],
    ["strings", ["a", "b"], "ab"],
    ["a part that is no list", { type: "text", text: "a" }, "a"],
    ["lists in lists", [["a", [{ type: "text", text: "b" }]]], "ab"],
    ["parts in parts", [{ type: "message", content: [{ type: "output_text", text: "a" }] }], "a"],
    ["a text with a value", [{ type: "text", text: { value: "a" } }], "a"],
    ["other parts", [{ type: "image_url", image_url: { url: "u" } }, { type: "text", text: "a" }, null, 5], "a"],
    [
      "thinking",
      [
        { type: "thinking", thinking: [{ type: "text", text: "hm" }] },
        { type: "text", text: "a" }
      ],
      "a"
    ],
    ["nothing", [], null],
    ["an image alone", [{ type: "image_url", image_url: { url: "u" } }], null],
    ["a number", 5, null]
  ])("is read as its texts: %s", (_, content, text) => {
    expect(deltaOf({ content })?.content).toBe(text)
    expect(messageOf([{ content }]).content).toBe(text)
  })

  it("is joined over the pieces, and mixed with texts", () => {
    const message = messageOf([{ content: [{ type: "text", text: "a" }] }, { content: "b" }, { content: ["c"] }])
    expect(message.raw.content).toBe("abc")
  })

  it("has refusals and thinking in it", () => {
    const content = [
      { type: "thinking", thinking: [{ type: "text", text: "hm" }] },
      { type: "reasoning", text: "!" },
      { type: "refusal", refusal: "no" }
    ]
    expect(deltaOf({ content })).toMatchObject({ content: null, refusal: "no", reasoning: "hm!" })
  })

  it("keeps its parts if some are more than text, so that they can be sent back", () => {
    const message = messageOf([
      { content: "" },
      { content: [{ type: "thinking", thinking: [{ type: "text", text: "h" }] }] },
      { content: [{ type: "thinking", thinking: [{ type: "text", text: "m" }], signature: "s" }] },
      { content: [{ type: "text", text: "A" }] },
      { content: "nswer" }
    ])
    expect(message).toMatchObject({ content: "Answer", reasoning: "hm" })
    expect(message.raw.content).toEqual([
      { type: "thinking", thinking: [{ type: "text", text: "hm" }], signature: "s" },
      { type: "text", text: "Answer" }
    ])
  })
})

describe("a complete message in place of a delta", () => {
  const message = { role: "assistant", content: "Hello", reasoning_content: "hm" }

  it.each<readonly [string, object]>([
    ["without a delta", { message }],
    ["with a null delta", { message, delta: null }],
    ["with an empty delta", { message, delta: {} }]
  ])("counts as the delta, in the chunk and in the whole: %s", (_, choice) => {
    const wire = { object: "chat.completion", choices: [{ index: 0, finish_reason: "stop", ...choice }] }
    expect(new ChatCompletionChunk(wire).choices[0]?.delta).toMatchObject({ content: "Hello", reasoning: "hm" })
    expect(spelled([wire]).choices[0]?.message).toMatchObject({ content: "Hello", reasoning: "hm" })
  })

  it("may come in pieces", () => {
    const chunks = ["Hel", "lo"].map((content) => ({ choices: [{ index: 0, message: { content } }] }))
    expect(spelled(chunks).choices[0]?.message.content).toBe("Hello")
  })

  it("does not count beside a delta that says something", () => {
    const chunks = ["Hel", "Hello"].map((content, nth) => ({
      choices: [{ index: 0, delta: { content: nth === 0 ? "Hel" : "lo" }, message: { content } }]
    }))
    expect(spelled(chunks).choices[0]?.message.content).toBe("Hello")
  })

  it("may be the text of the older API", () => {
    const chunks = ["Hel", "lo"].map((text) => ({ object: "text_completion", choices: [{ index: 0, text }] }))
    expect(new ChatCompletionChunk(chunks[0] as JsonObject).choices[0]?.delta.content).toBe("Hel")
    expect(spelled(chunks).choices[0]?.message.content).toBe("Hello")
  })
})

describe("usage", () => {
  const usage = { prompt_tokens: 1, completion_tokens: 2, total_tokens: 3 }
  const choices = [{ index: 0, delta: { content: "a" } }]

  it.each<readonly [string, ReadonlyArray<object>]>([
    ["in a chunk of its own", [{ choices }, { choices: [], usage }]],
    ["in a chunk without choices", [{ choices }, { usage }]],
    [
      "in every chunk",
      [
        { choices, usage: { total_tokens: 1 } },
        { choices, usage }
      ]
    ],
    [
      "followed by null",
      [
        { choices, usage },
        { choices, usage: null }
      ]
    ],
    [
      "followed by an empty one",
      [
        { choices, usage },
        { choices, usage: {} }
      ]
    ],
    [
      "in x_groq",
      [
        { choices, x_groq: { id: "r" } },
        { choices, x_groq: { usage } }
      ]
    ],
    ["in a choice", [{ choices }, { choices: [{ index: 0, delta: {}, usage }] }]]
  ])("is found %s", (_, chunks) => {
    expect(spelled(chunks).usage).toMatchObject({ promptTokens: 1, completionTokens: 2, totalTokens: 3 })
    expect(spelled(chunks).raw.usage).toEqual(usage)
  })
})
