import { describe, expect, it } from "@effect/vitest"
import {
  ChatCompletion,
  ChatCompletionChunk,
  finalCompletion,
  ParetaClient,
  type ParetaClientOptions,
  type ResponseMeta,
  type StreamFailure,
  text
} from "@pareta/core"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Stream from "effect/Stream"
import { TestClock } from "effect/testing"
import {
  apiKey,
  chunk,
  completion,
  done,
  eventResponse,
  json,
  params,
  pieces,
  scriptedFetch
} from "../ScriptedFetch.ts"

const settle = Effect.promise(() => new Promise<void>((resolve) => setImmediate(resolve)))

const streamOf = (body: ReadableStream<Uint8Array>, options: Partial<ParetaClientOptions> = {}) => {
  const { fetch } = scriptedFetch(() => eventResponse(body))
  return Stream.unwrap(Effect.map(ParetaClient, (client) => client.chat.completions.stream(params))).pipe(
    Stream.provide(ParetaClient.layerFetch({ apiKey, maxRetries: 0, ...options, fetch }))
  )
}

/** The texts that arrived, and the failure that ended the stream. */
const read = (body: ReadableStream<Uint8Array>, options?: Partial<ParetaClientOptions>) =>
  Effect.gen(function* () {
    const texts: Array<string | null> = []
    const failure = yield* streamOf(body, options).pipe(
      Stream.runForEach((piece) => Effect.sync(() => texts.push(piece.choices[0]?.delta.content ?? null))),
      Effect.match({ onFailure: (error): StreamFailure | null => error as StreamFailure, onSuccess: () => null })
    )
    return { texts, failure }
  })

describe("create", () => {
  it.effect("returns a ChatCompletion", () =>
    Effect.gen(function* () {
      const { fetch } = scriptedFetch(json(completion))
      const result = yield* ParetaClient.use((client) => client.chat.completions.create(params)).pipe(
        Effect.provide(ParetaClient.layerFetch({ apiKey, fetch }))
      )
      expect(result).toBeInstanceOf(ChatCompletion)
      expect(result.choices[0]?.message.content).toBe("Hello!")
      expect(result.choices[0]?.finishReason).toBe("stop")
      expect(result.usage.totalTokens).toBe(5)
      expect(result.created).toBe(1_700_000_000)
    })
  )

  it.effect("sends model and messages first, stream last, and other parameters unchanged", () =>
    Effect.gen(function* () {
      const { fetch, requests } = scriptedFetch(json(completion), () => eventResponse(pieces([done]).body))
      yield* ParetaClient.use((client) =>
        Effect.andThen(
          client.chat.completions.create({ temperature: 0, ...params, stream: false, custom: { a: 1 } }),
          Stream.runDrain(client.chat.completions.stream({ temperature: 0, ...params }))
        )
      ).pipe(Effect.provide(ParetaClient.layerFetch({ apiKey, fetch })))
      const messages = JSON.stringify(params.messages)
      expect(requests.map((request) => request.body)).toEqual([
        `{"model":"ep_a1b2c3","messages":${messages},"temperature":0,"custom":{"a":1}}`,
        `{"model":"ep_a1b2c3","messages":${messages},"temperature":0,"stream":true}`
      ])
      expect(requests[1]?.headers["Accept"]).toBe("text/event-stream")
    })
  )

  it.effect("is refused with stream: true, which is another method", () =>
    Effect.gen(function* () {
      const { fetch, requests } = scriptedFetch(json(completion))
      const wrong = { ...params, stream: true as boolean as false }
      const failure = yield* ParetaClient.use((client) => client.chat.completions.create(wrong)).pipe(
        Effect.flip,
        Effect.provide(ParetaClient.layerFetch({ apiKey, fetch }))
      )
      expect(failure).toMatchObject({
        _tag: "InvalidArgumentError",
        message: "stream: true: use the method stream"
      })
      expect(requests).toHaveLength(0)
    })
  )

  it.effect.each([
    [{ ...params, model: "" }, "model is required (an endpoint id from endpoints.deploy)"],
    [{ ...params, model: null }, "model is required (an endpoint id from endpoints.deploy)"],
    [{ model: "m", messages: [] }, "messages is required and must be non-empty"],
    [{ model: "m" } as unknown as typeof params, "messages is required and must be non-empty"],
    [undefined as unknown as typeof params, "model is required (an endpoint id from endpoints.deploy)"],
    [{ ...params, stream: "yes" as unknown as false }, "stream must be a boolean"],
    [
      { ...params, messages: [{ role: "assistant", toolCalls: [{ id: "call_1" }] }] },
      "messages[0].toolCalls: pass the message itself, or a copy of its raw (tool_calls)"
    ],
    [
      { ...params, messages: [...params.messages, { role: "tool", toolCallId: "call_1", content: "x" }] },
      "messages[1].toolCallId: did you mean tool_call_id?"
    ]
  ] as const)("refuses %j before anything is sent, streamed or not", ([wrong, message]) =>
    Effect.gen(function* () {
      const { fetch, requests } = scriptedFetch(json(completion))
      const layer = ParetaClient.layerFetch({ apiKey, fetch })
      const whole = yield* ParetaClient.use((client) => client.chat.completions.create(wrong)).pipe(
        Effect.flip,
        Effect.provide(layer)
      )
      const streamed = yield* ParetaClient.use((client) => Stream.runDrain(client.chat.completions.stream(wrong))).pipe(
        Effect.flip,
        Effect.provide(layer)
      )
      expect([whole._tag, whole.message]).toEqual(["InvalidArgumentError", message])
      expect([streamed._tag, streamed.message]).toEqual(["InvalidArgumentError", message])
      expect(requests).toHaveLength(0)
    })
  )
})

describe("stream", () => {
  it.effect("yields chunks until [DONE], then cancels the body", () =>
    Effect.gen(function* () {
      const body = pieces([chunk("Hel"), chunk("lo"), chunk(null, "stop"), done, chunk("never")], "open")
      const chunks = yield* Stream.runCollect(streamOf(body.body))
      expect(chunks.every((piece) => piece instanceof ChatCompletionChunk)).toBe(true)
      expect(chunks.map((piece) => piece.choices[0]?.delta.content ?? null)).toEqual(["Hel", "lo", null])
      expect(body.cancelled()).toBe(1)
    })
  )

  it.effect.each([
    ["with [DONE] and no finish_reason", [chunk("a"), done]],
    ["with finish_reason and no [DONE]", [chunk("a"), chunk(null, "stop")]],
    ["with [DONE] without its blank line", [chunk("a"), "data: [DONE]"]],
    ["with a last chunk without its blank line", [chunk("a"), chunk(null, "stop").trimEnd()]],
    ["with single newlines", [`${chunk("a").trimEnd()}\n${chunk(null, "stop").trimEnd()}\n${done}`]],
    ["with CRLF", [(chunk("a") + done).replaceAll("\n", "\r\n")]],
    ["with CR", [(chunk("a") + done).replaceAll("\n", "\r")]],
    ["with a BOM", [`\ufeff${chunk("a")}`, done]],
    ["with comments, ids, retry and unknown fields", [": ping\n\nid: 1\nretry: 5\nwhat: ever\n", chunk("a"), done]],
    ["without a space after the colon", [chunk("a").replace("data: ", "data:"), "data:[DONE]\n\n"]],
    ["with an event name", [`event: message\n${chunk("a")}`, done]]
  ] as const)("succeeds %s", ([_, parts]) =>
    Effect.gen(function* () {
      const { texts, failure } = yield* read(pieces(parts).body)
      expect(failure).toBeNull()
      expect(texts[0]).toBe("a")
    })
  )

  it.effect("yields the same chunks however the bytes are split", () =>
    Effect.gen(function* () {
      const bytes = new TextEncoder().encode(`${chunk("é€😀")}${chunk("b")}${done}`.replaceAll("\n", "\r\n"))
      for (const size of [1, 2, 3, 5, 7, 64, bytes.length]) {
        const parts: Array<Uint8Array> = []
        for (let at = 0; at < bytes.length; at += size) parts.push(bytes.slice(at, at + size))
        expect(yield* read(pieces(parts).body)).toEqual({ texts: ["é€😀", "b"], failure: null })
      }
    })
  )

  it.effect.each([
    ["EOF before any chunk", [], "APIConnectionError"],
    ["EOF without finish_reason", [chunk("a")], "APIConnectionError"],
    ["EOF with one of two choices finished", [chunk("a", "stop", 0), chunk("b", null, 1)], "APIConnectionError"],
    ["EOF inside an event", [chunk("a"), 'data: {"id":"c","cho'], "APIConnectionError"],
    ["malformed JSON", [chunk("a"), "data: {oops}\n\n", chunk("b"), done], "APIResponseValidationError"],
    ["a chunk of another shape", [chunk("a"), 'data: {"choices":{}}\n\n'], "APIResponseValidationError"],
    ["an error frame", [chunk("a"), 'data: {"error":{"message":"boom"}}\n\n', done], "APIStreamError"],
    ["an error frame with a status", [chunk("a"), 'data: {"error":{"message":"x","code":429}}\n\n'], "RateLimitError"],
    [
      "an error frame with a text status",
      [chunk("a"), 'data: {"status":"503","detail":"cold"}\n\n'],
      "EndpointNotReadyError"
    ],
    [
      "an error frame with a known code",
      [chunk("a"), 'data: {"error":{"code":"insufficient_quota"}}\n\n'],
      "InsufficientCreditsError"
    ],
    ["an error event", [chunk("a"), 'event: error\ndata: {"message":"boom"}\n\n'], "APIStreamError"],
    ["an error event that is not JSON", [chunk("a"), "event: error\ndata: boom\n\n"], "APIStreamError"]
  ] as const)("fails on %s, with the partial completion", ([_, parts, tag]) =>
    Effect.gen(function* () {
      const { texts, failure } = yield* read(pieces(parts).body)
      expect(failure?._tag).toBe(tag)
      expect(texts[0] ?? null).toBe(parts.length === 0 ? null : "a")
      expect(failure?.partial?.choices[0]?.message.content ?? null).toBe(parts.length === 0 ? null : "a")
    })
  )

  it.effect.each([
    ["a chunk of another shape", { choices: { "0": { delta: { content: "paid for" } } } }],
    ["a delta of another shape", { choices: [{ index: 0, delta: [{ content: "paid for" }] }] }]
  ] as const)("keeps %s in the error, beside what had arrived", ([_, odd]) =>
    Effect.gen(function* () {
      const { failure } = yield* read(pieces([chunk("a"), `data: ${JSON.stringify(odd)}\n\n`, done]).body)
      expect(failure).toMatchObject({ _tag: "APIResponseValidationError", body: odd })
      expect(failure?.partial?.choices[0]?.message.content).toBe("a")
    })
  )

  it.effect("accepts a chunk whose error field is null", () =>
    Effect.gen(function* () {
      const odd = chunk("a").replace('"id":"c"', '"id":"c","error":null')
      expect(yield* read(pieces([odd, done]).body)).toEqual({ texts: ["a"], failure: null })
    })
  )

  it.effect("fails on a reset, with the partial completion, and is not sent again", () =>
    Effect.gen(function* () {
      const { fetch, requests } = scriptedFetch(() =>
        eventResponse(pieces([chunk("a")], new TypeError("terminated")).body)
      )
      const texts: Array<unknown> = []
      const failure = yield* ParetaClient.use((client) =>
        Stream.runForEach(client.chat.completions.stream(params), (piece) =>
          Effect.sync(() => texts.push(piece.choices[0]?.delta.content))
        )
      ).pipe(Effect.flip, Effect.provide(ParetaClient.layerFetch({ apiKey, fetch })))
      expect(failure).toMatchObject({ _tag: "APIConnectionError", message: "terminated", requestId: "req_test" })
      expect(failure.partial?.choices[0]?.message.content).toBe("a")
      expect(texts).toEqual(["a"])
      expect(requests).toHaveLength(1)
    })
  )

  it.effect.each([
    ["no body", () => new Response(null, { status: 204 })],
    ["JSON that is no completion", () => json({ data: [] })],
    ["JSON without a label", () => new Response("[1]", { headers: { "content-type": "" } })],
    ["a JSON text", () => new Response('"hello"', { headers: { "content-type": "application/json" } })],
    ["an HTML page", () => new Response("<html>", { headers: { "content-type": "text/html" } })],
    ["an HTML page that never ends", () => new Response(pieces(["<!doctype html>"], "open").body)],
    ["a text", () => new Response("upstream error", { headers: { "content-type": "text/plain" } })]
  ] as const)("fails on %s in place of a stream, without a retry", ([_, answer]) =>
    Effect.gen(function* () {
      const { fetch, requests } = scriptedFetch(answer)
      const failure = yield* ParetaClient.use((client) => Stream.runDrain(client.chat.completions.stream(params))).pipe(
        Effect.flip,
        Effect.provide(ParetaClient.layerFetch({ apiKey, fetch }))
      )
      expect(failure._tag).toBe("APIResponseValidationError")
      expect(requests).toHaveLength(1)
    })
  )

  it.effect("limits the size of one event", () =>
    Effect.gen(function* () {
      const { texts, failure } = yield* read(pieces([chunk("a"), `data: "${"x".repeat(500)}`], "open").body, {
        maxEventSize: 300
      })
      expect(texts).toEqual(["a"])
      expect(failure?._tag).toBe("APIResponseValidationError")
      expect(failure?.message).toContain("maxEventSize")
    })
  )

  it.effect.each(["a chunk of its own", "the chunk of another one"])(
    "limits an event that arrives whole, in %s",
    (where) =>
      Effect.gen(function* () {
        const large = chunk("x".repeat(500))
        const arriving = where === "a chunk of its own" ? [chunk("a"), large] : [chunk("a") + large]
        const { texts, failure } = yield* read(pieces([...arriving, chunk("b", "stop"), done]).body, {
          maxEventSize: 300
        })
        expect([texts, failure?._tag]).toEqual([["a"], "APIResponseValidationError"])
      })
  )

  it.effect("cancels the body when the consumer stops, and when it is interrupted", () =>
    Effect.gen(function* () {
      const enough = pieces([chunk("a"), chunk("b")], "open")
      expect(yield* Stream.runCollect(Stream.take(streamOf(enough.body), 1))).toHaveLength(1)
      expect(enough.cancelled()).toBe(1)
      const waiting = pieces([chunk("a")], "open")
      const fiber = yield* Effect.forkChild(Stream.runDrain(streamOf(waiting.body)))
      yield* settle
      yield* Fiber.interrupt(fiber)
      expect(waiting.cancelled()).toBe(1)
    })
  )
})

describe("the time limits of a stream", () => {
  const waits = (
    parts: ReadonlyArray<string>,
    timeout: ParetaClientOptions["timeout"],
    milliseconds: number,
    tick?: (push: (part: string) => void) => void
  ) =>
    Effect.gen(function* () {
      let push: (part: string) => void = () => {}
      let cancelled = 0
      const body = new ReadableStream<Uint8Array>({
        start: (controller) => {
          push = (part) => controller.enqueue(new TextEncoder().encode(part))
          for (const part of parts) push(part)
        },
        cancel: () => {
          cancelled++
        }
      })
      const fiber = yield* Effect.forkChild(read(body, { timeout }))
      for (let passed = 0; passed < milliseconds; passed += 500) {
        yield* settle
        yield* TestClock.adjust(500)
        if (cancelled === 0) tick?.(push)
      }
      yield* settle
      const exit = fiber.pollUnsafe()
      yield* Fiber.interrupt(fiber)
      return { outcome: exit?._tag === "Success" ? exit.value : undefined, cancelled }
    })

  it.effect("firstEvent: silence after the head", () =>
    Effect.gen(function* () {
      const { outcome, cancelled } = yield* waits([], { firstEvent: "3 seconds" }, 4000)
      expect(outcome?.failure?._tag).toBe("APITimeoutError")
      expect(outcome?.failure?.message).toContain("timeout.firstEvent")
      expect(cancelled).toBe(1)
    })
  )

  it.effect("idle: silence after an event, with the partial completion", () =>
    Effect.gen(function* () {
      const { outcome, cancelled } = yield* waits([chunk("a")], { idle: "3 seconds" }, 4000)
      expect(outcome?.texts).toEqual(["a"])
      expect(outcome?.failure?.message).toContain("timeout.idle")
      expect(outcome?.failure?.partial?.choices[0]?.message.content).toBe("a")
      expect(cancelled).toBe(1)
    })
  )

  it.effect("event: nothing but pings", () =>
    Effect.gen(function* () {
      const { outcome } = yield* waits([chunk("a")], { idle: "2 seconds", event: "5 seconds" }, 6000, (push) =>
        push(": ping\n\n")
      )
      expect(outcome?.failure?.message).toContain("timeout.event")
    })
  )

  it.effect("never cut a stream that keeps sending", () =>
    Effect.gen(function* () {
      const { outcome } = yield* waits([chunk("a")], { request: 1000, handshake: 1000, idle: 1000 }, 20_000, (push) =>
        push(chunk("b"))
      )
      expect(outcome).toBeUndefined()
    })
  )

  it.effect("do not count the time that the consumer takes", () =>
    Effect.gen(function* () {
      const body = pieces([chunk("a"), chunk("b"), chunk("c"), done])
      const fiber = yield* streamOf(body.body, { timeout: { idle: "1 second", event: "1 second" } }).pipe(
        Stream.tap(() => Effect.sleep("1 minute")),
        Stream.runCollect,
        Effect.forkChild
      )
      for (let minute = 0; minute < 4; minute++) {
        yield* settle
        yield* TestClock.adjust("1 minute")
      }
      expect(yield* Fiber.join(fiber)).toHaveLength(3)
    })
  )

  it.effect("handshake: no head, retried", () =>
    Effect.gen(function* () {
      const { fetch, requests } = scriptedFetch(() => new Promise(() => {}))
      const fiber = yield* ParetaClient.use((client) => Stream.runDrain(client.chat.completions.stream(params))).pipe(
        Effect.flip,
        Effect.provide(ParetaClient.layerFetch({ apiKey, fetch, maxRetries: 1, timeout: { handshake: 1000 } })),
        Effect.forkChild
      )
      for (let step = 0; step < 30; step++) {
        yield* settle
        yield* TestClock.adjust(100)
      }
      expect((yield* Fiber.join(fiber)).message).toContain("timeout.handshake")
      expect(requests).toHaveLength(2)
    })
  )
})

describe("finalCompletion", () => {
  it.effect("merges the chunks, and text returns the text of the first choice", () =>
    Effect.gen(function* () {
      const usage =
        'data: {"id":"c","choices":[],"usage":{"prompt_tokens":1,"completion_tokens":2,"total_tokens":3}}\n\n'
      const parts = [chunk("Hel"), chunk("lo"), chunk(null, "stop"), usage, done]
      const whole = yield* finalCompletion(streamOf(pieces(parts).body))
      expect(whole).toBeInstanceOf(ChatCompletion)
      expect(whole.choices[0]?.message).toMatchObject({ role: "assistant", content: "Hello" })
      expect(whole.choices[0]?.finishReason).toBe("stop")
      expect(whole.usage.totalTokens).toBe(3)
      expect(yield* text(streamOf(pieces(parts).body))).toBe("Hello")
    })
  )

  it.effect("merges tool calls by index, refusals and logprobs, per choice", () =>
    Effect.gen(function* () {
      const piece = (index: number, delta: object, more: object = {}) =>
        `data: ${JSON.stringify({ id: "c", choices: [{ index, delta, ...more }] })}\n\n`
      const parts = [
        piece(0, {
          role: "assistant",
          tool_calls: [{ index: 0, id: "t0", type: "function", function: { name: "f", arguments: "" } }]
        }),
        piece(0, { tool_calls: [{ index: 0, function: { arguments: '{"a":' } }] }),
        piece(0, { tool_calls: [{ index: 1, id: "t1", type: "function", function: { name: "g", arguments: "{}" } }] }),
        piece(0, { tool_calls: [{ index: 0, function: { arguments: "1}" } }] }),
        piece(1, { role: "assistant", refusal: "I " }, { logprobs: { content: [{ token: "I" }] } }),
        piece(1, { refusal: "won't" }, { logprobs: { content: [{ token: "won't" }] } }),
        piece(1, {}, { finish_reason: "stop" }),
        piece(0, {}, { finish_reason: "tool_calls" }),
        done
      ]
      const whole = yield* finalCompletion(streamOf(pieces(parts).body))
      expect(whole.choices.map((choice) => choice.finishReason)).toEqual(["tool_calls", "stop"])
      expect(whole.choices[0]?.message.toolCalls).toEqual([
        { id: "t0", type: "function", function: { name: "f", arguments: '{"a":1}' } },
        { id: "t1", type: "function", function: { name: "g", arguments: "{}" } }
      ])
      expect(whole.choices[1]?.message.refusal).toBe("I won't")
      expect(whole.choices[1]?.raw.logprobs).toEqual({ content: [{ token: "I" }, { token: "won't" }] })
    })
  )

  it.effect("fails on a truncated stream", () =>
    Effect.gen(function* () {
      const failure = yield* Effect.flip(finalCompletion(streamOf(pieces([chunk("a")]).body)))
      expect(failure).toMatchObject({ _tag: "APIConnectionError" })
    })
  )
})

it.effect("onResponse reports how a stream ended, and the price from its comments", () =>
  Effect.gen(function* () {
    const ends: Array<ResponseMeta> = []
    const receipts = ": pareta-billed-micro-usd 653\n\n: pareta-frontier-would-have-cost-micro-usd 11795\n\n"
    const parts = [chunk("a"), chunk(null, "stop"), receipts, done]
    const chunks = streamOf(pieces(parts).body, { onResponse: (meta) => ends.push(meta) })
    yield* Stream.runForEach(chunks, () => Effect.sync(() => expect(ends).toHaveLength(0)))
    expect(ends).toMatchObject([
      {
        operation: "chat.completions.create",
        status: 200,
        billedMicroUsd: 653,
        frontierWouldHaveCostMicroUsd: 11_795,
        verdict: { terminated: true, finishReasons: ["stop"], usage: null },
        error: null
      }
    ])
    expect(ends[0]?.timings.firstEvent).toBeTypeOf("number")
  })
)
