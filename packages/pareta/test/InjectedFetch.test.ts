import { Readable } from "node:stream"
import * as Core from "@pareta/core"
import * as Effect from "effect/Effect"
import { Pareta, type ParetaFailure } from "pareta"
import { describe, expect, it } from "vitest"
import { apiKey, chunk, completion, done, params } from "./ScriptedFetch.ts"

/** What a call over a fetch that returns `value` comes to, in both faces: the text of the answer, or the failure. */
const outcomes = async (
  value: () => unknown,
  how: "buffered" | "streamed",
  more: { maxResponseSize?: number } = {}
) => {
  let requests = 0
  const fetch = (() => {
    requests++
    return value()
  }) as unknown as Core.Fetch
  const options = { apiKey, fetch, ...more }
  const pareta = new Pareta(options)
  const client = Core.ParetaClient.layerFetch(options)
  const promise =
    how === "buffered"
      ? pareta.chat.completions.create(params).then((answer) => answer.choices[0]?.message.content)
      : pareta.chat.completions.create({ ...params, stream: true }).text()
  const effect = Core.ParetaClient.use((each) =>
    how === "buffered"
      ? Effect.map(each.chat.completions.create(params), (answer) => answer.choices[0]?.message.content)
      : Core.text(each.chat.completions.stream(params))
  )
  const one = await promise.catch((failure: ParetaFailure) => failure)
  const promiseRequests = requests
  const other = await Effect.runPromise(
    Effect.match(Effect.provide(effect, client), { onFailure: (failure) => failure, onSuccess: (text) => text })
  )
  expect(requests).toBe(2 * promiseRequests)
  return { both: [one, other], requests: promiseRequests }
}

const answer = JSON.stringify(completion)
const events = `${chunk("Hel")}${chunk("lo!", "stop")}${done}`
const bytes = (text: string) => new TextEncoder().encode(text)

/** An async iterable that is no stream, as the body of some HTTP libraries. */
async function* pieces(text: string, of: (piece: string) => unknown) {
  for (let at = 0; at < text.length; at += 7) yield of(text.slice(at, at + 7))
}

const head = { ok: true, status: 200, headers: { "content-type": "text/event-stream" } }

describe("a buffered call reads a response that has", () => {
  it.each<[string, () => unknown]>([
    ["a Node stream for its body, as node-fetch", () => ({ ...head, body: Readable.from([Buffer.from(answer)]) })],
    ["an async iterable of strings for its body", () => ({ ...head, body: pieces(answer, String) })],
    [
      "an async iterable of ArrayBuffers for its body",
      () => ({ ...head, body: pieces(answer, (piece) => bytes(piece).buffer) })
    ],
    ["no body but text(), as whatwg-fetch", () => ({ ...head, text: async () => answer })],
    ["no body but json(), as many mocks", () => ({ ok: true, status: 200, json: async () => completion })],
    ["no status but ok", () => ({ ok: true, json: async () => completion })],
    ["a string for its body", () => ({ ...head, body: answer })],
    ["headers in a Map", () => ({ ...head, headers: new Map([["x-request-id", "r"]]), text: async () => answer })],
    ["no headers", () => ({ status: 200, text: async () => answer })]
  ])("%s", async (_, value) => {
    expect((await outcomes(value, "buffered")).both).toEqual(["Hello!", "Hello!"])
  })

  it("a stream of strings for its body", async () => {
    const body = () =>
      new ReadableStream({
        pull: (c) => {
          c.enqueue(answer)
          c.close()
        }
      })
    expect((await outcomes(() => new Response(body()), "buffered")).both).toEqual(["Hello!", "Hello!"])
  })
})

describe("a stream reads a response whose body is", () => {
  it.each<[string, () => unknown]>([
    ["a Node stream", () => ({ ...head, body: Readable.from([Buffer.from(events)]) })],
    ["an async iterable of strings", () => ({ ...head, body: pieces(events, String) })],
    ["an async iterable of bytes", () => ({ ...head, body: pieces(events, bytes) })],
    [
      "a stream of strings",
      () =>
        new Response(
          new ReadableStream({
            pull: (c) => {
              c.enqueue(events)
              c.close()
            }
          }),
          head
        )
    ]
  ])("%s", async (_, value) => {
    expect((await outcomes(value, "streamed")).both).toEqual(["Hello!", "Hello!"])
  })
})

describe.each(["buffered", "streamed"] as const)(
  "a %s call fails at once, and says what fetch returned, for",
  (how) => {
    let reused: Response
    it.each<[string, () => unknown, RegExp]>([
      ["undefined", () => undefined, /fetch returned undefined/],
      ["null", () => null, /fetch returned null/],
      ["a string", () => "text", /fetch returned a string/],
      ["an object without a status", () => ({}), /fetch returned an object without a status/],
      ["a status that is none", () => ({ status: Number.NaN }), /with the status NaN/],
      ["a body of another kind", () => ({ ...head, body: 7 }), /a number/],
      [
        "a body that yields no bytes",
        () => ({ ...head, body: pieces(events, () => 7) }),
        /yielded a number in place of bytes/
      ],
      [
        "a response that is returned twice",
        () => {
          reused ??= new Response(how === "buffered" ? answer : events, head)
          if (reused.body?.locked === false) reused.body.getReader()
          return reused
        },
        /locked/i
      ]
    ])("%s", async (_, value, message) => {
      const { both, requests } = await outcomes(value, how)
      for (const failure of both) {
        expect(failure).toMatchObject({ _tag: "APIConnectionError", message: expect.stringMatching(message) })
      }
      // The request may have been served.
      expect(requests).toBe(1)
    })
  }
)

describe("a fetch that takes a form for a text, as that of the undici package", () => {
  const takingText = () => {
    const sent: Array<string> = []
    const fetch = async (_: string, init: Core.FetchInit) => {
      await Promise.resolve()
      sent.push(String(init.body))
      return Response.json({ id: "es_1" })
    }
    return { sent, fetch }
  }
  const set = { task: "t", items: [{ input: "a", expected: "b" }] }
  const message = expect.stringContaining("this fetch does not know this FormData")

  it("is noticed before anything is sent, as a Promise", async () => {
    const { sent, fetch } = takingText()
    const pareta = new Pareta({ apiKey, fetch: fetch as typeof globalThis.fetch })
    await expect(pareta.evals.sets.create(set)).rejects.toMatchObject({
      _tag: "APIConnectionError",
      attempts: 1,
      message
    })
    expect(sent).toEqual([])
  })

  it("is noticed before anything is sent, as an Effect", async () => {
    const { sent, fetch } = takingText()
    const call = Core.ParetaClient.use(({ evals }) => evals.sets.create(set))
    const failed = Effect.flip(Effect.provide(call, Core.ParetaClient.layerFetch({ apiKey, fetch })))
    expect(await Effect.runPromise(failed)).toMatchObject({ _tag: "APIConnectionError", attempts: 1, message })
    expect(sent).toEqual([])
  })

  it("leaves the form of a caller as it was", async () => {
    const { fetch } = takingText()
    const pareta = new Pareta({ apiKey, fetch: fetch as typeof globalThis.fetch })
    const form = new FormData()
    await expect(pareta.request("POST", "/v1/x", { body: form })).rejects.toMatchObject({ message })
    expect([String(form), Object.keys(form)]).toEqual(["[object FormData]", []])
  })
})

describe("a response that is too large", () => {
  const endless = () =>
    new Response(new ReadableStream({ pull: (c) => c.enqueue(new Uint8Array(1000).fill(32)) }, { highWaterMark: 0 }))

  it.each<[string, () => unknown]>([
    ["a stream that never ends", endless],
    ["a text", () => ({ ...head, text: async () => " ".repeat(20_000) })]
  ])("fails beyond maxResponseSize and is not asked for again: %s", async (_, value) => {
    const { both, requests } = await outcomes(value, "buffered", { maxResponseSize: 10_000 })
    for (const failure of both) {
      expect(failure).toMatchObject({
        _tag: "APIResponseValidationError",
        message: expect.stringContaining("larger than 10000 bytes (maxResponseSize)")
      })
    }
    expect(requests).toBe(1)
  })

  it("is cut in an error too, and its beginning is kept", async () => {
    const refused = () => new Response("x".repeat(20_000), { status: 400 })
    const { both } = await outcomes(refused, "buffered", { maxResponseSize: 10_000 })
    for (const failure of both) expect(failure).toMatchObject({ status: 400, detail: "x".repeat(10_000) })
  })
})

describe("a hook", () => {
  it.each<[string, () => unknown]>([
    [
      "throws",
      () => {
        throw new Error("mine")
      }
    ],
    ["rejects", () => Promise.reject(new Error("mine"))],
    ["never settles", () => new Promise(() => {})]
  ])("that %s does not change a call, and the other hooks are called once", async (_, hook) => {
    const seen: Array<string> = []
    const fetch = async () => new Response(answer)
    const pareta = new Pareta({ apiKey, fetch, onAttempt: hook as () => void, onResponse: hook as () => void })
    await pareta.chat.completions.create(params, { onResponse: () => seen.push("call") })
    expect(seen).toEqual(["call"])
  })
})

describe("a runtime without", () => {
  it.each(["ReadableStream", "FinalizationRegistry", "WeakRef", "performance", "Headers", "Request"])(
    "%s serves calls and streams",
    async (name) => {
      const descriptor = Object.getOwnPropertyDescriptor(globalThis, name) as PropertyDescriptor
      const buffered = { ...head, text: async () => answer }
      Reflect.deleteProperty(globalThis, name)
      try {
        expect((await outcomes(() => buffered, "buffered")).both).toEqual(["Hello!", "Hello!"])
        const streamed = () => ({ ...head, body: pieces(events, bytes) })
        expect((await outcomes(streamed, "streamed")).both).toEqual(["Hello!", "Hello!"])
        const refused = () => ({ status: 404, text: async () => '{"detail":"no such endpoint"}' })
        expect((await outcomes(refused, "buffered")).both).toEqual(
          Array(2).fill(expect.objectContaining({ _tag: "NotFoundError", message: "no such endpoint" }))
        )
      } finally {
        Object.defineProperty(globalThis, name, descriptor)
      }
    }
  )
})
