import {
  APIAbortError,
  APIConnectionError,
  APIResponseValidationError,
  fromReadableStream,
  InvalidArgumentError,
  isAPIConnectionError,
  Pareta
} from "pareta"
import { describe, expect, it } from "vitest"
import { apiKey, chunk, done, params, scriptedFetch, streamed } from "./ScriptedFetch.ts"

const parts = [chunk("Hel"), chunk("lo, Zoë 👋"), chunk(null, "stop")]

const streamOf = (pieces: ReadonlyArray<string>, then?: "end" | "open" | Error) => {
  const body = streamed(pieces, then)
  const { fetch } = scriptedFetch(body.response)
  const stream = new Pareta({ apiKey, fetch, maxRetries: 0 }).chat.completions.create({ ...params, stream: true })
  return { stream, cancelled: body.cancelled }
}

/** What a server sends on, as it would arrive: in pieces of so many bytes. */
const arriving = async (pieces: ReadonlyArray<string>, size: number): Promise<ReadableStream<Uint8Array>> => {
  const bytes = new Uint8Array(await new Response(streamOf(pieces).stream.toReadableStream()).arrayBuffer())
  return bodyOf(
    Array.from({ length: Math.ceil(bytes.length / size) }, (_, at) => bytes.subarray(at * size, (at + 1) * size))
  )
}

const bodyOf = (pieces: ReadonlyArray<Uint8Array | string>): ReadableStream<Uint8Array> =>
  new ReadableStream({
    start: (controller) => {
      for (const piece of pieces)
        controller.enqueue(typeof piece === "string" ? new TextEncoder().encode(piece) : piece)
      controller.close()
    }
  })

const failureOf = (call: Promise<unknown>): Promise<unknown> =>
  call.then(
    () => expect.unreachable("it did not fail"),
    (failure) => failure
  )

const partialText = (failure: unknown) =>
  isAPIConnectionError(failure) ? failure.partial?.choices[0]?.message.content : undefined

describe("fromReadableStream", () => {
  it.each([1, 2, 3, 7, 1000])("reads back what toReadableStream wrote, in pieces of %i bytes", async (size) => {
    const original = await streamOf([...parts, done]).stream.finalCompletion()
    const forwarded = fromReadableStream(await arriving([...parts, done], size))
    const texts: Array<string | null | undefined> = []
    for await (const piece of forwarded) texts.push(piece.choices[0]?.delta.content)
    expect(texts).toEqual(["Hel", "lo, Zoë 👋", null])
    expect((await forwarded.finalCompletion()).raw).toEqual(original.raw)
  })

  it("reads the text without an iteration", async () => {
    const forwarded = fromReadableStream(await arriving([...parts, done], 5))
    expect([await forwarded.text(), await forwarded.text()]).toEqual(["Hello, Zoë 👋", "Hello, Zoë 👋"])
  })

  it("reads a last line without its newline", async () => {
    const line = '{"choices":[{"index":0,"delta":{"content":"Hi"},"finish_reason":"stop"}]}'
    expect(await fromReadableStream(bodyOf([line])).text()).toBe("Hi")
  })

  it("fails if the body ends before the completion is finished, with the completion so far", async () => {
    const line = '{"choices":[{"index":0,"delta":{"content":"Hel"}}]}\n'
    for (const body of [bodyOf([line]), bodyOf([line, '{"choices":[{"ind'])]) {
      const failure = await failureOf(fromReadableStream(body).text())
      expect(failure).toBeInstanceOf(APIConnectionError)
      expect(partialText(failure)).toBe("Hel")
    }
  })

  it.each([null, undefined, "text", {}])("refuses %j as a body", async (body) => {
    const failure = await failureOf(fromReadableStream(body as unknown as ReadableStream<Uint8Array>).text())
    expect(failure).toBeInstanceOf(InvalidArgumentError)
  })

  it("fails on an empty body", async () => {
    expect(await failureOf(fromReadableStream(bodyOf([])).text())).toBeInstanceOf(APIConnectionError)
  })

  it("fails if the stream behind the body failed, with the completion so far", async () => {
    const { stream } = streamOf([chunk("Hel")])
    const failure = await failureOf(fromReadableStream(stream.toReadableStream()).text())
    expect(failure).toBeInstanceOf(APIConnectionError)
    expect(partialText(failure)).toBe("Hel")
  })

  it("fails on a line that is no chunk, and does not print the line", async () => {
    const failure = await failureOf(fromReadableStream(bodyOf(["<html>secret</html>\n"])).text())
    expect(failure).toBeInstanceOf(APIResponseValidationError)
    expect(String(failure)).not.toContain("secret")
  })

  it("cancels the body when the loop is left, and with it the request behind it", async () => {
    const { stream, cancelled } = streamOf(parts, "open")
    for await (const _ of fromReadableStream(stream.toReadableStream())) break
    expect(cancelled()).toBe(1)
  })

  it.each([
    ["no finish reason", [chunk("Hello"), done]],
    ["no chunk", [done]]
  ])("reads a stream that was complete with %s, as the stream itself does", async (_, pieces) => {
    const direct = await streamOf(pieces).stream.text()
    expect(await fromReadableStream(streamOf(pieces).stream.toReadableStream()).text()).toBe(direct)
    let count = 0
    for await (const _chunk of fromReadableStream(streamOf(pieces).stream.toReadableStream())) count++
    expect(count).toBe(pieces.length - 1)
  })

  it("reads a body of texts", async () => {
    const lines = await new Response(streamOf(parts).stream.toReadableStream()).text()
    const texts = new ReadableStream({
      start: (controller) => {
        controller.enqueue(lines.slice(0, 30))
        controller.enqueue(lines.slice(30))
        controller.close()
      }
    })
    expect(await fromReadableStream(texts).text()).toBe("Hello, Zoë 👋")
  })

  it.each([5, {}, null, true])("fails on a piece of a body that is %j", async (piece) => {
    const body = new ReadableStream({ start: (controller) => controller.enqueue(piece) })
    expect(await failureOf(fromReadableStream(body).text())).toMatchObject({
      _tag: "APIConnectionError",
      message: "fromReadableStream: the body has a piece that is neither bytes nor text"
    })
  })

  it("refuses a body that is being read elsewhere", async () => {
    const body = bodyOf([])
    body.getReader()
    expect(await failureOf(fromReadableStream(body).text())).toMatchObject({
      _tag: "InvalidArgumentError",
      message: "body is being read elsewhere"
    })
  })

  it("rejects with the failure that ended an iteration", async () => {
    const forwarded = fromReadableStream(bodyOf(['{"choices":[{"index":0,"delta":{"content":"Hel"}}]}\n']))
    const iteration = async () => {
      for await (const _ of forwarded);
    }
    const failure = await failureOf(iteration())
    expect(failure).toBeInstanceOf(APIConnectionError)
    expect(await failureOf(forwarded.finalCompletion())).toBe(failure)
    expect(await failureOf(forwarded.text())).toBe(failure)
  })

  it("has no completion while it is read, and has it afterwards", async () => {
    const forwarded = fromReadableStream(await arriving([...parts, done], 50))
    for await (const _ of forwarded) expect(await failureOf(forwarded.text())).toBeInstanceOf(InvalidArgumentError)
    expect(await forwarded.text()).toBe("Hello, Zoë 👋")
    expect(await forwarded.text()).toBe("Hello, Zoë 👋")
  })

  it.each([
    ['{"error":{"message":"model not found"}}', "fromReadableStream: model not found"],
    ['{"detail":"model not found"}', "fromReadableStream: model not found"],
    ["model not found", "fromReadableStream: a line is not one of toReadableStream"],
    ["<html>\n<p>model not found</p>", "fromReadableStream: a line is not one of toReadableStream"],
    [`data: ${parts[0]}\n\n`, "fromReadableStream: a line is not one of toReadableStream"]
  ])("says what came in place of a stream: %j", async (body, message) => {
    for (const text of [body, `${body}\n`]) {
      const pieces: Array<unknown> = []
      const reading = async () => {
        for await (const piece of fromReadableStream(bodyOf([text]))) pieces.push(piece)
      }
      expect(await failureOf(reading())).toMatchObject({ _tag: "APIResponseValidationError", message })
      expect(pieces).toEqual([])
    }
  })

  it("fails if the forwarding stream was disposed before or while it was read", async () => {
    for (const lines of [0, 2]) {
      const { stream } = streamOf([...parts, done])
      const reader = stream.toReadableStream().getReader()
      const read = []
      for (let line = 0; line < lines; line++) read.push((await reader.read()).value ?? new Uint8Array())
      await stream[Symbol.asyncDispose]()
      expect(await failureOf(reader.read())).toBeInstanceOf(APIAbortError)
      expect(new TextDecoder().decode(Buffer.concat(read))).not.toContain("terminated")
    }
  })

  it("can be read once", async () => {
    const forwarded = fromReadableStream(await arriving([...parts, done], 50))
    for await (const _ of forwarded) break
    expect(await failureOf(forwarded.text())).toBeInstanceOf(InvalidArgumentError)
  })
})
