import { createEmulator, type ScriptedAnswer } from "@pareta/emulator"
import { describe, expect, it } from "vitest"
import { answerOf, blocksOf, chat, chunksOf, textOf } from "../Wire.ts"

const streamOf = async (emulator: ReturnType<typeof createEmulator>, content = "Hello") =>
  (await chat(emulator, content, { stream: true, stream_options: { include_usage: true } })).text()

/** What a stream spells, and what the buffered answer says. */
const bothOf = async (answer: ScriptedAnswer) => {
  const emulator = createEmulator()
  emulator.answers.script("", answer)
  const buffered = (await answerOf(chat(emulator, "Hello"))).choices[0]
  const deltas = chunksOf(await streamOf(emulator)).flatMap(({ choices }) => choices)
  return { buffered, deltas: deltas.map(({ delta }) => delta), finish: deltas.at(-1)?.finish_reason }
}

const joined = (deltas: ReadonlyArray<object>, name: string): string =>
  deltas.map((delta) => (delta as Record<string, unknown>)[name] ?? "").join("")

describe("a scripted answer", () => {
  it("has its text, buffered and streamed", async () => {
    const { buffered, deltas, finish } = await bothOf({ text: "Paris is sunny." })
    expect(buffered).toMatchObject({ finish_reason: "stop", message: { content: "Paris is sunny." } })
    expect([joined(deltas, "content"), finish]).toEqual(["Paris is sunny.", "stop"])
  })

  it("has its value as JSON", async () => {
    const { buffered } = await bothOf({ json: { total: 42.5 } })
    expect(buffered?.message.content).toBe('{"total":42.5}')
  })

  it("is streamed in its chunks", async () => {
    const { buffered, deltas } = await bothOf({ chunks: ["one, ", "two, three"] })
    expect(buffered?.message.content).toBe("one, two, three")
    expect(deltas.flatMap(({ content }) => content ?? [])).toEqual(["one, ", "two, three"])
  })

  it("has its tool calls", async () => {
    const toolCalls = [
      { name: "weather", arguments: { city: "Paris" } },
      { name: "time", arguments: "{bro", id: "c2" }
    ]
    const { buffered, deltas, finish } = await bothOf({ toolCalls })
    const calls = buffered?.message.tool_calls ?? []
    expect(buffered?.message.content).toBeNull()
    expect(calls.map((call) => call.function)).toEqual([
      { name: "weather", arguments: '{"city":"Paris"}' },
      { name: "time", arguments: "{bro" }
    ])
    expect(calls[1]).toHaveProperty("id", "c2")
    const streamed: ReadonlyArray<{ readonly index?: number; readonly function: { readonly arguments: string } }> =
      deltas.flatMap((delta) => delta.tool_calls ?? [])
    const spelt = (index: number) =>
      streamed
        .filter((call) => call.index === index)
        .map((call) => call.function.arguments)
        .join("")
    expect([spelt(0), spelt(1), finish]).toEqual(['{"city":"Paris"}', "{bro", "tool_calls"])
  })

  it("has its reasoning before its text", async () => {
    const { buffered, deltas } = await bothOf({ reasoning: "Let me think.", text: "Yes" })
    expect(buffered?.message).toMatchObject({ reasoning_content: "Let me think.", content: "Yes" })
    expect(joined(deltas, "reasoning_content")).toBe("Let me think.")
    const first = deltas.findIndex((delta) => "content" in delta)
    expect(deltas.slice(first).some((delta) => "reasoning_content" in delta)).toBe(false)
  })

  it("has its refusal, and no content", async () => {
    const { buffered, deltas } = await bothOf({ refusal: "No." })
    expect(buffered?.message).toEqual({ role: "assistant", content: null, refusal: "No." })
    expect(joined(deltas, "refusal")).toBe("No.")
  })

  it("has its finish reason", async () => {
    const { buffered, finish } = await bothOf({ text: "cut o", finishReason: "length" })
    expect([buffered?.finish_reason, finish]).toEqual(["length", "length"])
  })

  it("is not cut by what the request says", async () => {
    const emulator = createEmulator()
    emulator.answers.script("", "one two three four")
    expect(await textOf(chat(emulator, "Hello", { max_tokens: 1, stop: "two" }))).toBe("one two three four")
  })

  it("is that of each choice", async () => {
    const emulator = createEmulator()
    emulator.answers.script("", "same")
    const { choices } = await answerOf(chat(emulator, "Hello", { n: 3 }))
    expect(choices.map(({ message }) => message.content)).toEqual(["same", "same", "same"])
  })
})

describe("the usage of a scripted answer", () => {
  it("is counted, and replaced by what is given", async () => {
    const emulator = createEmulator()
    emulator.answers.script("", {
      text: "Hi",
      usage: { prompt_tokens: 1000, prompt_tokens_details: { cached_tokens: 8 } }
    })
    const { usage } = await answerOf(chat(emulator, "Hello"))
    expect(usage).toEqual({
      prompt_tokens: 1000,
      completion_tokens: 1,
      total_tokens: 1001,
      prompt_tokens_details: { cached_tokens: 8 }
    })
  })

  it("determines what is billed, buffered and streamed", async () => {
    const emulator = createEmulator()
    const billed = async (tokens: number) => {
      emulator.answers.script("", { text: "Hi", usage: { prompt_tokens: tokens, completion_tokens: 0 } })
      const before = emulator.balanceMicroUsd
      await (await chat(emulator, "Hello")).text()
      const between = emulator.balanceMicroUsd
      await (await chat(emulator, "Hello", { stream: true })).text()
      return [before - between, between - emulator.balanceMicroUsd]
    }
    const [[small, smallStreamed], [large, largeStreamed]] = [await billed(1_000), await billed(1_000_000)]
    expect([small, large]).toEqual([smallStreamed, largeStreamed])
    expect(large).toBeGreaterThan(500 * (small ?? 0))
  })
})

describe("a matcher", () => {
  const emulator = createEmulator()

  it.each([
    ["weather", "how is the weather?", true],
    ["weather", "how is the Weather?", false],
    [/weather/gi, "how is the Weather?", true],
    [/^weather/, "how is the weather?", false],
    ["", "", true]
  ] as const)("%s looks at the last user message: %j", async (matcher, content, isFitting) => {
    emulator.reset()
    emulator.answers.script(matcher, "scripted")
    for (const _ of [1, 2]) expect((await textOf(chat(emulator, content))) === "scripted").toBe(isFitting)
  })

  it("looks at no other message", async () => {
    emulator.reset()
    emulator.answers.script("weather", "scripted")
    const messages = [
      { role: "system", content: "weather" },
      { role: "user", content: "weather" },
      { role: "assistant", content: "weather" },
      { role: "user", content: [{ type: "text", text: "And now?" }] }
    ]
    expect(await textOf(chat(emulator, "", { messages }))).not.toBe("scripted")
  })

  it("that is a function gets the request with all its fields", async () => {
    emulator.reset()
    emulator.answers.script(
      ({ messages, ...request }) => request["user"] === "ada" && messages[0]?.["name"] === "me",
      "scripted"
    )
    const messages = [{ role: "user", content: "Hello", name: "me" }]
    expect(await textOf(chat(emulator, "", { messages, user: "ada" }))).toBe("scripted")
    expect(await textOf(chat(emulator, "", { messages, user: "bob" }))).not.toBe("scripted")
  })
})

describe("the script of answers", () => {
  it("answers with the newest entry that fits", async () => {
    const emulator = createEmulator()
    emulator.answers.script("", "for all")
    emulator.answers.script("weather", "sunny")
    expect(await textOf(chat(emulator, "weather"))).toBe("sunny")
    expect(await textOf(chat(emulator, "news"))).toBe("for all")
  })

  it("uses an entry as often as it says, and then the one before it", async () => {
    const emulator = createEmulator()
    emulator.answers.script("weather", "It is sunny.")
    emulator.answers.script("weather", { toolCalls: [{ name: "weather" }], times: 1 })
    expect((await answerOf(chat(emulator, "weather"))).choices[0]?.finish_reason).toBe("tool_calls")
    expect(await textOf(chat(emulator, "weather"))).toBe("It is sunny.")
    expect(await textOf(chat(emulator, "weather"))).toBe("It is sunny.")
  })

  it("replaces an entry of the same matcher", async () => {
    const emulator = createEmulator()
    for (const answer of ["one", "two"]) {
      emulator.answers.script(/weather/i, { text: answer, times: 2 })
      emulator.answers.script(/weather/i, answer)
    }
    emulator.answers.script("x", { text: "limited", times: 3 })
    expect(emulator.answers.pending).toBe(Number.POSITIVE_INFINITY)
    emulator.answers.clear()
    expect(emulator.answers.pending).toBe(0)
    expect(await textOf(chat(emulator, "weather"))).toMatch(/^This is the Pareta emulator/)
  })

  it("is part of the state that `reset` restores", () => {
    const emulator = createEmulator()
    emulator.answers.script("", "scripted")
    emulator.reset()
    expect(emulator.answers.pending).toBe(0)
  })

  it("takes a function that makes the answer", async () => {
    const emulator = createEmulator()
    emulator.answers.script("", ({ messages }) => ({ json: messages.map(({ role }) => role) }))
    expect(await textOf(chat(emulator, "Hello"))).toBe('["user"]')
  })

  it.each([
    [
      "throws",
      () => {
        throw new Error("no")
      }
    ],
    ["returns nothing that can be sent", () => ({}) as ScriptedAnswer]
  ])("fails only its own request when such a function %s, and bills nothing", async (_name, answer) => {
    const emulator = createEmulator({ console: { error: () => {} } })
    emulator.answers.script("weather", answer)
    expect((await chat(emulator, "weather")).status).toBe(500)
    expect((await chat(emulator, "news")).status).toBe(200)
    expect(emulator.ledger.length).toBe(1)
  })

  it.each([
    [{ txt: "misspelt" }, 'an answer has no "txt"'],
    [{ toolCalls: [{ name: "f", args: {} }] }, 'a tool call has no "args"'],
    [{}, "the answer is empty"],
    [{ text: "a", json: 1 }, "give one of text, json and chunks"],
    [{ text: "a", times: 0 }, "a value greater than or equal to 1"],
    [5, "an answer must be a string or an object"]
  ])("refuses %j", (answer, message) => {
    expect(() => createEmulator().answers.script("", answer as never)).toThrow(message)
  })

  it("is not used by a request that repeats another", async () => {
    const emulator = createEmulator()
    emulator.answers.script("", { text: "first", times: 1 })
    const repeated = () => chat(emulator, "Hello", {}, { headers: { "idempotency-key": "k1" } })
    expect([await textOf(repeated()), await textOf(repeated())]).toEqual(["first", "first"])
  })

  it("ends its streams with the receipts and [DONE]", async () => {
    const emulator = createEmulator()
    emulator.answers.script("", "Hi")
    const blocks = blocksOf(await streamOf(emulator))
    expect(blocks.at(-1)).toBe("data: [DONE]")
    expect(blocks.some((block) => block.startsWith(": pareta-billed-micro-usd"))).toBe(true)
  })
})
