import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import { describe, expect, it } from "vitest"
import { imitation } from "../../src/answers/Imitation.ts"
import type { Model, ModelAnswer, ModelRequest } from "../../src/answers/Model.ts"
import { resolveOptions } from "../../src/control/EmulatorOptions.ts"
import * as VirtualClock from "../../src/control/VirtualClock.ts"
import * as FetchDoor from "../../src/doors/FetchDoor.ts"
import * as PlatformState from "../../src/pipeline/PlatformState.ts"
import { World } from "../../src/state/World.ts"
import { chunksOf, key } from "../Wire.ts"

/** Sends a chat request to a world with the given model. */
const chatWith = async (model: Model, more: object = {}): Promise<Response> => {
  const clock = VirtualClock.make(Effect.runSync(Clock.clockWith(Effect.succeed)))
  const platform = PlatformState.make(new World(resolveOptions({}), clock, model))
  const fetch = FetchDoor.make(platform, Context.add(Context.empty(), Clock.Clock, clock))
  return fetch("https://api.pareta.ai/v1/chat/completions", {
    method: "POST",
    headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
    body: JSON.stringify({ model: "ep_a1b2c3", messages: [{ role: "user", content: "Hello" }], ...more })
  })
}

const returning = (answer: Partial<ModelAnswer>): Model => ({
  ...imitation,
  complete: () => ({ text: "", toolCalls: [], finishReason: "stop", ...answer })
})

const twoCalls = returning({
  text: "Looking both up.",
  toolCalls: [
    { name: "get_weather", arguments: '{"city":"Rome"}' },
    { name: "get_time", arguments: '{"city":"Oslo"}' }
  ],
  finishReason: "tool_calls"
})

describe("a model in place of the built-in one", () => {
  it("gets the task, the prompt, the format and the tools of the request", async () => {
    const requests: Array<ModelRequest> = []
    const tool = { type: "function", function: { name: "get_weather" } }
    const model: Model = {
      ...imitation,
      complete: (request) => {
        requests.push(request)
        return { text: "ok", toolCalls: [], finishReason: "stop" }
      }
    }
    await chatWith(model, { n: 2, tools: [tool], tool_choice: "none", response_format: { type: "json_object" } })
    expect(requests.map((request) => request.task.id)).toEqual(["general-chat"])
    expect(requests[0]).toMatchObject({
      prompt: { system: "", ask: "Hello", userText: "Hello", images: 0, calledTools: [], toolResults: [] },
      format: { _tag: "JsonObject" },
      tools: [tool],
      toolChoice: "none",
      parallelToolCalls: true
    })
  })

  it("has its text cut at stop and max_tokens", async () => {
    const model = returning({ text: "one two three four" })
    const choice = async (more: object) => {
      const { choices } = (await (await chatWith(model, more)).json()) as { readonly choices: ReadonlyArray<unknown> }
      return choices[0]
    }
    expect(await choice({ stop: " three" })).toMatchObject({ message: { content: "one two" }, finish_reason: "stop" })
    expect(await choice({ max_tokens: 3 })).toMatchObject({
      message: { content: "one two three" },
      finish_reason: "length"
    })
  })

  it("may write text and call several tools", async () => {
    const completion = (await (await chatWith(twoCalls)).json()) as {
      readonly choices: ReadonlyArray<{
        readonly message: { readonly content: string; readonly tool_calls: ReadonlyArray<{ readonly id: string }> }
      }>
    }
    const message = completion.choices[0]?.message
    expect(message).toMatchObject({
      content: "Looking both up.",
      tool_calls: [
        { type: "function", function: { name: "get_weather", arguments: '{"city":"Rome"}' } },
        { type: "function", function: { name: "get_time", arguments: '{"city":"Oslo"}' } }
      ]
    })
    expect(new Set(message?.tool_calls.map(({ id }) => id)).size).toBe(2)
  })

  it("is streamed: the text first, then each call with its arguments in pieces", async () => {
    const deltas = chunksOf(await (await chatWith(twoCalls, { stream: true })).text()).map(
      (chunk) => chunk.choices[0]?.delta
    )
    expect(deltas.map((delta) => delta?.content ?? "").join("")).toBe("Looking both up.")
    const calls = deltas.flatMap(
      (delta) =>
        (delta?.tool_calls ?? []) as ReadonlyArray<{
          readonly index: number
          readonly id?: string
          readonly function: { readonly name?: string; readonly arguments: string }
        }>
    )
    const joined = [0, 1].map((index) => calls.filter((call) => call.index === index))
    expect(joined.map((pieces) => pieces.map((piece) => piece.function.arguments).join(""))).toEqual([
      '{"city":"Rome"}',
      '{"city":"Oslo"}'
    ])
    expect(joined.map((pieces) => pieces[0]?.function.name)).toEqual(["get_weather", "get_time"])
    expect(
      joined.every((pieces) => pieces.length > 2 && pieces.slice(1).every((piece) => piece.id === undefined))
    ).toBe(true)
  })
})
