import { describe, expect, it } from "vitest"
import { readInBothFaces } from "./ChatFaces.ts"
import { chunk, done } from "./ScriptedFetch.ts"

const data = (value: unknown) => `data: ${JSON.stringify(value)}\n\n`

const named = (event: string, text: string) => `event: ${event}\ndata: ${text}\n\n`

const boom = { message: "boom" }

/** Forms in which servers report an error without a status, each with the words in it. */
const forms: ReadonlyArray<readonly [name: string, frame: string, words: string]> = [
  ["an error and nothing else", data({ error: boom }), "boom"],
  ["an error that is a text", data({ error: "boom" }), "boom"],
  ["an error beside empty choices", data({ id: "c", choices: [], error: boom }), "boom"],
  ["an error beside a choice", data({ id: "c", choices: [{ index: 0, delta: {} }], error: boom }), "boom"],
  [
    "an error beside a choice with a text",
    data({ id: "c", choices: [{ index: 0, delta: { content: "" }, finish_reason: null }], error: boom }),
    "boom"
  ],
  ["a choice with an error", data({ choices: [{ index: 0, delta: { content: "" }, error: boom }] }), "boom"],
  [
    "a choice that ends in an error",
    data({ choices: [{ index: 0, delta: { content: "" }, finish_reason: "error" }] }),
    "the stream reported an error"
  ],
  ["an object of the kind error", data({ object: "error", message: "boom", type: "internal" }), "boom"],
  ["a detail", data({ detail: "boom" }), "boom"],
  ["a list of faults", data({ detail: [{ loc: ["body", "n"], msg: "boom" }] }), "body.n: boom"],
  ["an error in a list", data([{ error: boom }]), "boom"],
  ["an event named error", named("error", JSON.stringify(boom)), "boom"],
  ["an event named error, with a text", named("error", "boom"), "boom"],
  ["an event named error, with empty data", named("error", ""), "the stream reported an error"],
  ["an event named error, with an empty object", named("error", "{}"), "the stream reported an error"],
  ["an event of another name", named("failed", JSON.stringify({ error: boom })), "boom"],
  ["an error in several lines", `${JSON.stringify({ error: boom }, null, 2).replaceAll(/^/gm, "data: ")}\n\n`, "boom"],
  ["a field error", `error: ${JSON.stringify(boom)}\n\n`, "boom"],
  ["a field error without a space", `error:${JSON.stringify({ error: boom })}\n\n`, "boom"],
  ["a field error with a text", "error: boom\n\n", "boom"]
]

const start = chunk("a")

/** Where in a stream an error may come. */
const places: ReadonlyArray<readonly [name: string, place: (frame: string) => string, before: string | null]> = [
  ["before the first chunk", (frame) => frame + done, null],
  ["after content", (frame) => start + frame + done, "a"],
  ["after the finish reason", (frame) => start + chunk(null, "stop") + frame + done, "a"],
  ["at the end, without a blank line", (frame) => start + chunk(null, "stop") + frame.trimEnd(), "a"]
]

const contentOf = (completion: unknown) =>
  (completion as { choices: Array<{ message: { content: string | null } }> } | null)?.choices[0]?.message.content ??
  null

describe.each(forms)("%s", (_, frame, words) => {
  it.each(places)("fails a stream %s, with the server's message and the partial result", async (_, place, before) => {
    const answer = await readInBothFaces([place(frame)])
    expect(answer.failure).toMatchObject({ _tag: "APIStreamError", message: words })
    expect(contentOf(answer.completion)).toBe(before)
  })

  it.each([
    ["byte by byte", (body: string) => [...new TextEncoder().encode(body)].map((byte) => Uint8Array.of(byte))],
    ["with CRLF", (body: string) => [body.replaceAll("\n", "\r\n")]],
    [
      "with CRLF, byte by byte",
      (body: string) => [...new TextEncoder().encode(body.replaceAll("\n", "\r\n"))].map((byte) => Uint8Array.of(byte))
    ],
    ["with CR", (body: string) => [body.replaceAll("\n", "\r")]],
    [
      "with a BOM, byte by byte",
      (body: string) => [...new TextEncoder().encode(`\ufeff${body}`)].map((byte) => Uint8Array.of(byte))
    ]
  ])("fails a stream that arrives %s", async (_, split) => {
    expect((await readInBothFaces(split(frame + done))).failure).toMatchObject({
      _tag: "APIStreamError",
      message: words
    })
    expect((await readInBothFaces(split(start + frame + done))).failure).toMatchObject({ message: words })
  })
})

describe("an error of a stream", () => {
  it.each([
    [{ error: { message: "m", code: 429 } }, "RateLimitError", 429],
    [{ error: { message: "m", status: 503 } }, "EndpointNotReadyError", 503],
    [{ error: { message: "m", status_code: "402" } }, "InsufficientCreditsError", 402],
    [{ error: { message: "m", code: "insufficient_quota" } }, "InsufficientCreditsError", 402],
    [{ error: { message: "m", type: "rate_limit_exceeded" } }, "RateLimitError", 429],
    [{ error: { message: "m", code: "invalid_api_key" } }, "AuthenticationError", 401],
    [{ error: "m", status: 404 }, "NotFoundError", 404],
    [{ object: "error", message: "m", code: 400 }, "BadRequestError", 400],
    [{ choices: [{ index: 0, delta: {}, error: { message: "m", code: 502 } }] }, "APIStatusError", 502],
    [{ error: { message: "m", code: 600 } }, "APIStreamError", undefined]
  ])("has the class of the status that it names: %j", async (frame, tag, status) => {
    const { failure } = await readInBothFaces([start, data(frame)])
    expect(failure).toMatchObject({ _tag: tag, message: "m" })
    expect((failure as { readonly status?: unknown }).status).toBe(status)
    expect(failure?.response?.status).toBe(200)
  })

  it("has a message of at most 1000 characters, and all of it as its detail", async () => {
    const { failure } = await readInBothFaces([data({ error: { message: "x".repeat(9000) } })])
    expect(failure?.message).toBe(`${"x".repeat(999)}…`)
    expect(failure).toMatchObject({ detail: { message: "x".repeat(9000) } })
  })

  it("after [DONE] is not read: the stream had ended", async () => {
    const answer = await readInBothFaces([start + done + data({ error: boom })])
    expect(answer).toMatchObject({ failure: null, pieces: ["a"] })
  })
})

describe("what says nothing", () => {
  it.each([null, "", " ", {}, [], false, 0, { message: "", code: null }, [[], {}]])(
    "is no error of a chunk: %j",
    async (error) => {
      const piece = JSON.parse(chunk("b").slice(6))
      const choice = { ...piece.choices[0], error }
      const answer = await readInBothFaces([
        start,
        data({ ...piece, error }),
        data({ ...piece, choices: [choice] }),
        done
      ])
      expect(answer).toMatchObject({ failure: null, pieces: ["a", "b", "b"] })
    }
  )

  it.each([
    ["a ping with a text", "event: ping\ndata: still here\n\n"],
    ["a ping with JSON", 'event: ping\ndata: {"type":"ping"}\n\n'],
    ["a nameless ping", 'data: {"type":"ping"}\n\n'],
    ["an empty object", "data: {}\n\n"],
    ["a number", "data: 123\n\n"],
    ["null", "data: null\n\n"],
    ["a blank", "data: \n\n"],
    ["a keep-alive comment", ": KEEPALIVE\n\n"],
    ["a field error that is null", "error: null\n\n"],
    ["an empty field error", "error:\n\n"],
    ["fields whose names begin like error", "err: x\nerrors: x\nerror\n\n"],
    ["a detail that is an object", 'data: {"detail":{"step":1}}\n\n']
  ])("is skipped: %s", async (_, event) => {
    const answer = await readInBothFaces([...event].concat(start, event, done))
    expect(answer).toMatchObject({ failure: null, pieces: ["a"] })
  })

  it("does not hide a chunk under another name", async () => {
    expect(await readInBothFaces([`event: delta\n${start}`, done])).toMatchObject({ failure: null, pieces: ["a"] })
  })
})

describe("the label of a stream", () => {
  it.each([null, "text/event-stream", "application/json", "text/plain", "text/html; charset=utf-8", "x"])(
    "says nothing: %s",
    async (label) => {
      const events = await readInBothFaces([chunk("a", "stop"), done], label)
      expect(events).toMatchObject({ failure: null, pieces: ["a"] })
      const answer = { choices: [{ index: 0, message: { content: "a" }, finish_reason: "stop" }] }
      const document = await readInBothFaces(["\ufeff \n", JSON.stringify(answer, null, 1)], label)
      expect(document).toMatchObject({ failure: null, pieces: ["a"] })
      const { failure } = await readInBothFaces([JSON.stringify({ error: { message: "boom", code: 429 } })], label)
      expect(failure).toMatchObject({ _tag: "RateLimitError", message: "boom" })
      expect((await readInBothFaces(["<html>"], label)).failure).toMatchObject({
        _tag: "APIResponseValidationError",
        message: expect.stringContaining("an HTML page")
      })
    }
  )

  it.each([
    ["a detail", { detail: "boom" }, "APIStreamError", "boom"],
    ["a list of faults", { detail: [{ loc: ["body", "n"], msg: "boom" }] }, "APIStreamError", "body.n: boom"],
    ["an error that is a text", { error: "boom" }, "APIStreamError", "boom"],
    ["neither an error nor a completion", { object: "list", data: [] }, "APIResponseValidationError", "got JSON"],
    ["an error that says nothing", { error: null }, "APIResponseValidationError", "got JSON"]
  ])("does not matter for a document that is %s", async (_, answer, tag, words) => {
    const { failure } = await readInBothFaces([JSON.stringify(answer)], "application/json")
    expect(failure).toMatchObject({ _tag: tag, message: expect.stringContaining(words) })
  })

  it("does not hide that a document is cut off", async () => {
    const { failure } = await readInBothFaces(['{"choices":[{"message":{"content":"a'], "application/json")
    expect(failure).toMatchObject({ _tag: "APIConnectionError" })
  })
})
