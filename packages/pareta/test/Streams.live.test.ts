import { gzipSync } from "node:zlib"
import * as Core from "@pareta/core"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Stream from "effect/Stream"
import * as Shell from "pareta"
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest"
import {
  answerWith,
  apiKey,
  beforeLineFeeds,
  chunk,
  chunkOf,
  data,
  done,
  type Ending,
  type Exchange,
  eachByte,
  type Pieces,
  params,
  recut,
  scriptedServer,
  slowly,
  soon,
  stopTimers
} from "./ScriptedServer.ts"

/** The events of a stream, and the report that its `onResponse` hook got. */
interface Seen {
  /** The text of each chunk, of all its choices. */
  readonly texts: ReadonlyArray<string>
  readonly failure: Core.ParetaError | undefined
  readonly metas: ReadonlyArray<Core.ResponseMeta>
}

interface Options {
  readonly maxEventSize?: number
  readonly timeout?: Shell.TimeoutOptions
  readonly fetch?: Shell.Fetch
}

type Face = (baseURL: string, options: Options) => Promise<Seen>

const textsOf = (piece: Core.ChatCompletionChunk) =>
  piece.choices.map((choice) => choice.delta.content ?? "").join("") || "-"

const faces: { readonly [name: string]: Face } = {
  "as a Promise": async (baseURL, options) => {
    const texts: Array<string> = []
    const metas: Array<Core.ResponseMeta> = []
    const pareta = new Shell.Pareta({ apiKey, baseURL, ...options, onResponse: (meta) => metas.push(meta) })
    let failure: Core.ParetaError | undefined
    try {
      for await (const piece of pareta.chat.completions.create({ ...params, stream: true })) texts.push(textsOf(piece))
    } catch (error) {
      failure = error as Core.ParetaError
    }
    return { texts, failure, metas }
  },
  "as an Effect": async (baseURL, options) => {
    const texts: Array<string> = []
    const metas: Array<Core.ResponseMeta> = []
    const program = Core.ParetaClient.use((client) =>
      Stream.runForEach(client.chat.completions.stream(params), (piece) =>
        Effect.sync(() => {
          texts.push(textsOf(piece))
        })
      )
    )
    const layer = Core.ParetaClient.layerFetch({ apiKey, baseURL, ...options, onResponse: (meta) => metas.push(meta) })
    const exit = await Effect.runPromiseExit(Effect.provide(program, layer))
    const failure = Exit.isFailure(exit) ? await Effect.runPromise(Effect.flip(exit)) : undefined
    return { texts, failure, metas }
  }
}

interface Case extends Options {
  readonly name: string
  readonly pieces: Pieces
  /** What follows the pieces. Default: the end of the body. */
  readonly ending?: Ending
  readonly headers?: { readonly [name: string]: string }
  /** Used instead of `pieces` if the response takes time. */
  readonly answer?: (exchange: Exchange) => void
  /** The texts of the chunks that arrive. */
  readonly texts: ReadonlyArray<string>
  /** The failure of the stream; absent if it succeeds. */
  readonly failure?: object
  /** The text of the first choice in the failure's `partial`. */
  readonly partial?: string
  readonly verdict: Partial<Core.StreamVerdict>
  /** How the response ended for the server. */
  readonly outcome?: "finished" | "closed"
}

const hello = [chunk("Hel"), chunk("lo"), chunk(null, "stop"), done]

const helloTexts = ["Hel", "lo", "-"]

const whole = { terminated: true, finishReasons: ["stop"] }

const short = { firstEvent: 60, idle: 60, event: 60 }

/** Sends the same bytes repeatedly until the client disconnects. */
const repeating =
  (first: Pieces, again: string, milliseconds = 10) =>
  (exchange: Exchange) => {
    answerWith(exchange, first, "open")
    const timer = setInterval(() => exchange.response.write(again), milliseconds)
    exchange.outcome.then(() => clearInterval(timer))
  }

const timedOut = (phase: string) => ({
  name: "APITimeoutError",
  message: expect.stringContaining(`within 60 ms (timeout.${phase})`),
  requestId: "req_live",
  attempts: 1
})

const clocks: ReadonlyArray<Case> = [
  {
    name: "silence before the first event: firstEvent",
    pieces: [],
    ending: "open",
    timeout: { ...short, idle: 10_000, event: 10_000 },
    texts: [],
    failure: timedOut("firstEvent"),
    verdict: { terminated: false, finishReasons: [] },
    outcome: "closed"
  },
  {
    name: "silence after an event: idle",
    pieces: [chunk("Hel")],
    ending: "open",
    timeout: { firstEvent: 10_000, idle: 60, event: 10_000 },
    texts: ["Hel"],
    failure: timedOut("idle"),
    partial: "Hel",
    verdict: { terminated: false, finishReasons: [null] },
    outcome: "closed"
  },
  {
    name: "nothing but comments before the first event: firstEvent",
    pieces: [],
    answer: repeating([], ": ping\n\n"),
    timeout: { firstEvent: 60, idle: 10_000, event: 10_000 },
    texts: [],
    failure: timedOut("firstEvent"),
    verdict: { terminated: false },
    outcome: "closed"
  },
  {
    name: "nothing but comments after an event: event, which comments do not extend",
    pieces: [],
    answer: repeating([chunk("Hel")], ": ping\n\n"),
    timeout: { firstEvent: 10_000, idle: 10_000, event: 60 },
    texts: ["Hel"],
    failure: timedOut("event"),
    partial: "Hel",
    verdict: { terminated: false, finishReasons: [null] },
    outcome: "closed"
  },
  {
    name: "bytes of an event that never ends: event",
    pieces: [],
    answer: repeating([chunk("Hel"), "data: "], "x"),
    timeout: { firstEvent: 10_000, idle: 10_000, event: 60 },
    texts: ["Hel"],
    failure: timedOut("event"),
    partial: "Hel",
    verdict: { terminated: false },
    outcome: "closed"
  }
]

const truncated = {
  name: "APIConnectionError",
  message: expect.stringContaining("the stream ended before"),
  attempts: 1
}

const ends: ReadonlyArray<Case> = [
  {
    name: "[DONE], then the end of the body",
    pieces: hello,
    texts: helloTexts,
    verdict: whole
  },
  {
    name: "[DONE] with the socket left open ends at once",
    pieces: hello,
    ending: "open",
    timeout: { firstEvent: 10_000, idle: 10_000, event: 10_000 },
    texts: helloTexts,
    verdict: whole,
    outcome: "closed"
  },
  {
    name: "nothing after [DONE] is read",
    pieces: [chunk("Hello", "stop") + done + chunk("never") + data({ error: "never" }), "data: {never"],
    texts: ["Hello"],
    verdict: whole
  },
  {
    name: "[DONE] without a finish_reason is an end",
    pieces: [chunk("Hel"), done],
    texts: ["Hel"],
    verdict: { terminated: true, finishReasons: [null] }
  },
  {
    name: "[DONE] with white space around it is an end",
    pieces: [chunk("Hel"), "data:   [DONE]  \n\n"],
    ending: "open",
    texts: ["Hel"],
    verdict: { terminated: true },
    outcome: "closed"
  },
  {
    name: "the end of the body without [DONE], every choice finished, is an end",
    pieces: [chunk("Hello", "stop")],
    texts: ["Hello"],
    verdict: { terminated: false, finishReasons: ["stop"] },
    outcome: "finished"
  },
  {
    name: "the end of the body without [DONE] and without finish_reason is a truncation",
    pieces: [chunk("Hel")],
    texts: ["Hel"],
    failure: truncated,
    partial: "Hel",
    verdict: { terminated: false, finishReasons: [null] }
  },
  {
    name: "one choice of two finished is a truncation",
    pieces: [chunk("Hello", "stop", 0), chunk("Hi", null, 1)],
    texts: ["Hello", "Hi"],
    failure: truncated,
    partial: "Hello",
    verdict: { terminated: false, finishReasons: ["stop", null] }
  },
  {
    name: "two choices of two finished are an end",
    pieces: [chunk("Hello", "stop", 0), chunk("Hi", "length", 1)],
    texts: ["Hello", "Hi"],
    verdict: { terminated: false, finishReasons: ["stop", "length"] }
  },
  {
    name: "an empty body is a truncation",
    pieces: [],
    texts: [],
    failure: truncated,
    verdict: { terminated: false, finishReasons: [] }
  },
  {
    name: "a body of nothing but comments is a truncation",
    pieces: [": ping\n\n", ": ping\n\n"],
    texts: [],
    failure: truncated,
    verdict: { terminated: false }
  },
  {
    name: "a body that ends after a chunk without choices is a truncation",
    pieces: [data(chunkOf([], { prompt_filter_results: [] }))],
    texts: ["-"],
    failure: truncated,
    verdict: { terminated: false, finishReasons: [] }
  },
  {
    name: "a connection that is closed in the middle of the body",
    pieces: [chunk("Hel")],
    ending: "cut",
    texts: ["Hel"],
    failure: { name: "APIConnectionError", message: expect.stringContaining("terminated"), requestId: "req_live" },
    partial: "Hel",
    verdict: { terminated: false, finishReasons: [null] },
    outcome: "closed"
  },
  {
    name: "a connection that is reset in the middle of the body",
    pieces: [chunk("Hel")],
    ending: "reset",
    texts: ["Hel"],
    failure: { name: "APIConnectionError", cause: expect.any(Error), attempts: 1 },
    partial: "Hel",
    verdict: { terminated: false, finishReasons: [null] },
    outcome: "closed"
  },
  {
    name: "a connection that is reset before the first event is not retried",
    pieces: [],
    ending: "reset",
    texts: [],
    failure: { name: "APIConnectionError", attempts: 1 },
    verdict: { terminated: false }
  },
  {
    name: "the token counts of a last chunk without choices",
    pieces: [
      chunk("Hello", "stop"),
      data(chunkOf([], { usage: { prompt_tokens: 3, completion_tokens: 2, total_tokens: 5 } })),
      done
    ],
    texts: ["Hello", "-"],
    verdict: { ...whole, usage: { prompt_tokens: 3, completion_tokens: 2, total_tokens: 5 } }
  }
]

/** A frame after one chunk, on a connection that stays open: the frame alone must end the stream. */
const frame = (name: string, pieces: Pieces, failure: object): Case => ({
  name,
  pieces: [chunk("Hel"), ...pieces],
  ending: "open",
  texts: ["Hel"],
  failure: { attempts: 1, ...failure },
  partial: "Hel",
  verdict: { terminated: false, finishReasons: [null] },
  outcome: "closed"
})

const frames: ReadonlyArray<Case> = [
  frame("error as an object", [data({ error: { message: "boom", type: "server_error" } })], {
    name: "APIStreamError",
    message: "boom",
    detail: { message: "boom", type: "server_error" }
  }),
  frame("error as a text", [data({ error: "boom" })], { name: "APIStreamError", message: "boom", detail: "boom" }),
  frame("error beside choices that are null", [data({ choices: null, error: { message: "boom" } })], {
    name: "APIStreamError",
    message: "boom"
  }),
  frame("error with a status as its code", [data({ error: { message: "down", code: 503 } })], {
    name: "EndpointNotReadyError",
    status: 503,
    message: "down",
    requestId: "req_live"
  }),
  frame("error with a status in digits", [data({ error: { message: "slow", status: "429" } })], {
    name: "RateLimitError",
    status: 429
  }),
  frame("a status beside the error", [data({ status: 401, error: "who are you?" })], {
    name: "AuthenticationError",
    status: 401,
    message: "who are you?"
  }),
  frame("a status that has no class", [data({ error: { message: "teapot", code: 418 } })], {
    name: "APIStatusError",
    status: 418
  }),
  frame("a code beyond the statuses", [data({ error: { message: "boom", code: 1234 } })], { name: "APIStreamError" }),
  frame("insufficient_quota", [data({ error: { message: "no credit", code: "insufficient_quota" } })], {
    name: "InsufficientCreditsError",
    status: 402
  }),
  frame("rate_limit_exceeded", [data({ error: { code: "rate_limit_exceeded" } })], {
    name: "RateLimitError",
    status: 429
  }),
  frame("invalid_api_key", [data({ error: { code: "invalid_api_key" } })], {
    name: "AuthenticationError",
    status: 401
  }),
  frame("detail as a text", [data({ detail: "endpoint is stopped", status: 503 })], {
    name: "EndpointNotReadyError",
    detail: "endpoint is stopped"
  }),
  frame("detail as a list", [data({ detail: [{ msg: "bad", loc: ["body"] }], code: 422 })], {
    name: "BadRequestError",
    detail: [{ msg: "bad", loc: ["body"] }]
  }),
  frame("an event named error with JSON", ['event: error\ndata: {"message":"boom"}\n\n'], {
    name: "APIStreamError",
    message: "boom"
  }),
  frame("an event named error with a chunk in it", [`event: error\n${chunk("never")}`], { name: "APIStreamError" }),
  frame("an event named error with a text", ["event: error\ndata: boom\n\n"], {
    name: "APIStreamError",
    message: "boom",
    detail: "boom"
  }),
  frame("malformed JSON", ["data: {no json}\n\n"], {
    name: "APIResponseValidationError",
    message: expect.stringContaining("not JSON")
  }),
  frame("JSON that is not a chunk", [data({ choices: { none: true } })], { name: "APIResponseValidationError" }),
  {
    ...frame("JSON that the end of the body cuts off: truncated, not malformed", [chunk("lo").slice(0, 40)], truncated),
    ending: "end",
    outcome: "finished"
  },
  {
    ...frame(
      "JSON in several lines that the end of the body cuts off: truncated, not malformed",
      ['data: {\ndata: "id": "c",\ndata: "cho'],
      truncated
    ),
    ending: "end",
    outcome: "finished"
  }
]

/** The same stream with other line endings. */
const lines = (text: string, end: string) => text.replaceAll("\n", end)

const unicode = [chunk("grüße 👋🏽"), chunk("終わり\u2028", "stop"), done].join("")

const unicodeTexts = ["grüße 👋🏽", "終わり\u2028"]

const large = "x".repeat(10 * 1024 * 1024 - 1024)

function* inThousands(bytes: Uint8Array) {
  for (let from = 0; from < bytes.length; from += 1000) yield bytes.subarray(from, from + 1000)
}

const healthy = (name: string, pieces: Pieces, more: Partial<Case> = {}): Case => ({
  name,
  pieces,
  texts: helloTexts,
  verdict: whole,
  ...more
})

const bytes: ReadonlyArray<Case> = [
  ...["\n", "\r\n", "\r"].flatMap((end) => {
    const name = JSON.stringify(end)
    return [
      healthy(`lines that end in ${name}`, [lines(hello.join(""), end)]),
      healthy(`lines that end in ${name}, a byte at a time`, [lines(hello.join(""), end)], { fetch: recut(eachByte) }),
      healthy(`lines that end in ${name}, a byte at a time, inside code points`, [lines(unicode, end)], {
        fetch: recut(eachByte),
        texts: unicodeTexts
      }),
      healthy(`lines that end in ${name}, [DONE] with the socket left open`, [lines(hello.join(""), end)], {
        ending: "open",
        outcome: "closed"
      })
    ]
  }),
  healthy("a cut inside each CRLF", [lines(hello.join(""), "\r\n")], { fetch: recut(beforeLineFeeds) }),
  healthy("line ends of all kinds in one stream", [
    lines(chunk("Hel"), "\r"),
    lines(chunk("lo"), "\r\n"),
    chunk(null, "stop"),
    lines(done, "\r")
  ]),
  healthy("a byte order mark", ["\uFEFF", hello.join("")]),
  healthy("a byte order mark, a byte at a time", ["\uFEFF", hello.join("")], { fetch: recut(eachByte) }),
  healthy("two byte order marks: the second one spoils its line, which is ignored as an unknown field", [
    `\uFEFF\uFEFF${chunk("never")}`,
    ...hello
  ]),
  healthy("retry, id and unknown fields", [
    `retry: 10\nid: 1\n${chunk("Hel")}`,
    `id: 2\nretry: soon\nfoo: bar\nbar\n${chunk("lo")}`,
    `id: 3\n\nretry: 5\n\n: comment\n${chunk(null, "stop")}`,
    done
  ]),
  healthy("JSON that is neither a chunk nor an error", [data(42), data({ type: "ping" }), ...hello]),
  healthy("no space after the colon", [hello.join("").replaceAll("data: ", "data:")]),
  healthy("a document in several data lines", [
    "data: {\n",
    ...chunk("Hel")
      .slice(7)
      .trimEnd()
      .split(",")
      .map((part, position) => `data: ${position === 0 ? "" : ","}${part}\n`),
    "\n",
    ...hello.slice(1)
  ]),
  healthy("single line ends between the chunks", [hello.join("").replaceAll("\n\n", "\n")]),
  healthy("a last event without its blank line: [DONE]", [hello.join("").trimEnd()], { outcome: "finished" }),
  healthy("a last event without its blank line: a chunk", [hello.slice(0, 3).join("").trimEnd()], {
    verdict: { terminated: false, finishReasons: ["stop"] }
  }),
  healthy("gzip", [gzipSync(hello.join(""))], { headers: { "content-encoding": "gzip" } }),
  healthy(
    "gzip, a byte at a time",
    [...gzipSync(hello.join(""))].map((byte) => Uint8Array.of(byte)),
    {
      headers: { "content-encoding": "gzip" }
    }
  ),
  {
    name: "gzip that is cut",
    pieces: [gzipSync(hello.join("")).subarray(0, -12)],
    headers: { "content-encoding": "gzip" },
    texts: expect.any(Array) as never,
    failure: { name: "APIConnectionError" },
    verdict: { terminated: false }
  },
  {
    name: "an event of almost 10 MiB",
    pieces: [chunk(large, "stop"), done],
    texts: [large],
    verdict: whole
  },
  {
    name: "an event of almost 10 MiB in a thousand separate pieces",
    pieces: [chunk(large, "stop"), done],
    fetch: recut(inThousands),
    texts: [large],
    verdict: whole
  },
  {
    name: "an event beyond maxEventSize",
    pieces: [chunk("Hel"), `data: ${"x".repeat(600)}`, "x".repeat(600)],
    ending: "open",
    maxEventSize: 1000,
    texts: ["Hel"],
    failure: {
      name: "APIResponseValidationError",
      message: expect.stringContaining("larger than 1000 characters (maxEventSize)")
    },
    partial: "Hel",
    verdict: { terminated: false, finishReasons: [null] },
    outcome: "closed"
  }
]

describe.each([
  ["the time limits of a stream", clocks],
  ["the end of a stream", ends],
  ["a frame of a stream", frames],
  ["the bytes of a stream", bytes]
] as const)("%s", (_, cases) => {
  describe.each(cases)("$name", (each) => {
    it.each(Object.entries(faces))("%s", async (_, read) => {
      await using server = await scriptedServer((exchange) =>
        each.answer === undefined ? answerWith(exchange, each.pieces, each.ending, each.headers) : each.answer(exchange)
      )
      const { timeout, maxEventSize, fetch } = each
      const options = { ...(timeout && { timeout }), ...(maxEventSize && { maxEventSize }), ...(fetch && { fetch }) }
      const { texts, failure, metas } = await read(server.url, options)
      expect(texts).toEqual(each.texts)
      if (each.failure === undefined) expect(failure).toBeUndefined()
      else expect(failure).toMatchObject({ operation: "chat.completions.create", ...each.failure })
      if (each.partial !== undefined) expect(failure).toHaveProperty("partial.choices.0.message.content", each.partial)
      expect(metas).toHaveLength(1)
      expect(metas[0]).toMatchObject({ attempts: 1, error: failure ?? null, verdict: each.verdict })
      expect(server.exchanges).toHaveLength(1)
      if (each.outcome !== undefined) expect(await soon((await server.first()).outcome)).toBe(each.outcome)
    })
  })
})

describe("a stream of thirty events, 100 ms apart", () => {
  beforeEach(stopTimers)
  afterEach(() => {
    vi.useRealTimers()
  })

  it.each(Object.entries(faces))(
    "is not cut off, although it lasts twelve times as long as any clock, %s",
    async (_, read) => {
      const pieces = [...Array(30).fill(chunk("x")), chunk(null, "stop"), done]
      await using server = await scriptedServer((exchange) => answerWith(exchange, pieces))
      const timeout = { request: 250, handshake: 250, firstEvent: 250, idle: 250, event: 250 }
      const { texts, failure, metas } = await read(server.url, { timeout, fetch: slowly(100) })
      expect(failure).toBeUndefined()
      expect(texts).toEqual([...Array(30).fill("x"), "-"])
      expect(metas).toMatchObject([{ attempts: 1, error: null, verdict: whole }])
    }
  )

  it.each(Object.entries(faces))("is cut off by a clock shorter than its gaps, %s", async (_, read) => {
    await using server = await scriptedServer((exchange) => answerWith(exchange, hello))
    const { texts, failure } = await read(server.url, { timeout: { idle: 60 }, fetch: slowly(100) })
    expect(failure).toMatchObject({ name: "APITimeoutError", message: expect.stringContaining("timeout.idle") })
    expect(texts).toEqual(["Hel"])
  })
})

/** Takes only one event. Returns the reports that `onResponse` got. */
const firstOnly: { readonly [name: string]: (baseURL: string) => Promise<ReadonlyArray<Core.ResponseMeta>> } = {
  "as a Promise": async (baseURL) => {
    const metas: Array<Core.ResponseMeta> = []
    const pareta = new Shell.Pareta({ apiKey, baseURL, onResponse: (meta) => metas.push(meta) })
    for await (const _ of pareta.chat.completions.create({ ...params, stream: true })) break
    return metas
  },
  "as an Effect": async (baseURL) => {
    const metas: Array<Core.ResponseMeta> = []
    const layer = Core.ParetaClient.layerFetch({ apiKey, baseURL, onResponse: (meta) => metas.push(meta) })
    const program = Core.ParetaClient.use((client) => Stream.runHead(client.chat.completions.stream(params)))
    await Effect.runPromise(Effect.provide(program, layer))
    return metas
  }
}

describe("the verdict of a stream that was broken off", () => {
  it.each(Object.entries(firstOnly))("says that it did not end, without a failure, %s", async (_, take) => {
    await using server = await scriptedServer((exchange) => answerWith(exchange, [chunk("Hel")], "open"))
    expect(await take(server.url)).toMatchObject([
      { status: 200, attempts: 1, error: null, verdict: { terminated: false, finishReasons: [null], usage: null } }
    ])
  })
})

/** The events of a route that the client has no method for. */
const anyRoute: { readonly [name: string]: (baseURL: string) => Promise<ReadonlyArray<unknown>> } = {
  "as a Promise": async (baseURL) => {
    const events: Array<unknown> = []
    for await (const event of new Shell.Pareta({ apiKey, baseURL }).stream("GET", "/v1/events")) events.push(event)
    return events
  },
  "as an Effect": (baseURL) =>
    Core.ParetaClient.use((client) => Stream.runCollect(client.stream({ method: "GET", path: "/v1/events" }))).pipe(
      Effect.provide(Core.ParetaClient.layerFetch({ apiKey, baseURL })),
      Effect.runPromise
    )
}

describe("the stream of any route", () => {
  const pieces = ["event: tick\r\ndata: 1\r\n\r\n", ": ping\r\n\r\n", "data: two\r\n\r\n"]
  const events = [
    { event: "tick", data: 1 },
    { event: "message", data: "two" }
  ]

  it.each(Object.entries(anyRoute))("ends with [DONE] though the socket stays open, %s", async (_, read) => {
    await using server = await scriptedServer((exchange) => answerWith(exchange, [...pieces, done], "open"))
    expect(await read(server.url)).toEqual(events)
    expect(await soon((await server.first()).outcome)).toBe("closed")
  })

  it.each(Object.entries(anyRoute))("ends with its body, %s", async (_, read) => {
    await using server = await scriptedServer((exchange) => answerWith(exchange, pieces))
    expect(await read(server.url)).toEqual(events)
  })

  it.each(Object.entries(anyRoute))("fails when the connection breaks, %s", async (_, read) => {
    await using server = await scriptedServer((exchange) => answerWith(exchange, pieces, "cut"))
    await expect(read(server.url)).rejects.toMatchObject({ name: "APIConnectionError", operation: "stream" })
  })
})
