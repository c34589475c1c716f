import type { Fault } from "@pareta/emulator"
import { describe, expect, it } from "vitest"
import { call, chat, chunksOf, stillEmulator as createEmulator, detailOf, namedEventsOf, readAll } from "../Wire.ts"

const emulatorWith = (...faults: ReadonlyArray<Fault>) => {
  const emulator = createEmulator()
  emulator.faults.add(...faults)
  return emulator
}
const stream = (emulator: ReturnType<typeof createEmulator>, init: RequestInit = {}) =>
  chat(emulator, "Write a haiku about rain", { stream: true }, init)
const wholeStream = async () => (await stream(createEmulator())).text()

describe("the script", () => {
  it("is used up in order, then the route works again", async () => {
    const emulator = emulatorWith({ status: 500, times: 2 }, { status: 429, headers: { "Retry-After": "2" } })
    const statuses = []
    for (let request = 0; request < 4; request++) statuses.push((await chat(emulator, "Hello")).status)
    expect(statuses).toEqual([500, 500, 429, 200])
    expect(emulator.faults.pending).toBe(0)
  })

  it("applies to a route, a path, a pattern or a predicate", async () => {
    const emulator = createEmulator()
    emulator.faults.script("chat", { status: 500 })
    emulator.faults.script("/v1/models", { status: 501 })
    emulator.faults.script(/cost$/, { status: 502 })
    emulator.faults.script((request) => request.method === "DELETE", { status: 503 })
    emulator.faults.script("endpoints", { status: 504 })
    const statuses = [
      await call(emulator, "GET", "/v1/endpoints/ep_a1b2c3"),
      await call(emulator, "GET", "/v1/endpoints/ep_a1b2c3/cost"),
      await call(emulator, "DELETE", "/v1/endpoints/ep_a1b2c3"),
      await call(emulator, "GET", "/v1/models"),
      await chat(emulator, "Hello")
    ].map((response) => response.status)
    expect(statuses).toEqual([504, 502, 503, 501, 500])
  })

  it("is not used up by a browser's preflight", async () => {
    const emulator = emulatorWith({ status: 500 })
    expect((await call(emulator, "OPTIONS", "/v1/chat/completions")).status).toBe(204)
    expect((await chat(emulator, "Hello")).status).toBe(500)
  })

  it("lets a request pass for an empty entry, and can be cleared", async () => {
    const emulator = emulatorWith({}, { status: 500 }, { status: 500, times: Number.POSITIVE_INFINITY })
    expect([(await chat(emulator, "a")).status, (await chat(emulator, "b")).status]).toEqual([200, 500])
    emulator.faults.clear()
    expect((await chat(emulator, "c")).status).toBe(200)
  })
})

describe("a status", () => {
  it("is sent in place of the route's reply, and the route does not run", async () => {
    const emulator = emulatorWith({ status: 503, detail: "try later", headers: { "retry-after": "7" } })
    const response = await chat(emulator, "Hello")
    expect([response.status, response.headers.get("retry-after")]).toEqual([503, "7"])
    expect(await detailOf(response)).toBe("try later")
    expect(emulator.ledger).toEqual([])
  })

  it.each([
    [
      { status: 502, body: "<html>bad gateway</html>", headers: { "content-type": "text/html" } },
      "<html>bad gateway</html>",
      "text/html"
    ],
    [{ status: 500, body: "" }, "", null],
    [{ status: 400, body: { error: { message: "no" } } }, '{"error":{"message":"no"}}', "application/json"],
    [{ status: 429 }, '{"detail":"slow down"}', "application/json"]
  ])("%j may have any body", async (fault, body, contentType) => {
    const response = await chat(emulatorWith(fault), "Hello")
    expect([await response.text(), response.headers.get("content-type")]).toEqual([body, contentType])
  })

  it("may be 204 on a stream", async () => {
    const response = await stream(emulatorWith({ status: 204 }))
    expect([response.status, response.body]).toEqual([204, null])
  })

  it.each([204, 205, 304])("is complete without the body that a %i cannot have", async (status) => {
    const emulator = emulatorWith({ status, body: "x" })
    expect((await stream(emulator)).body).toBeNull()
    expect(emulator.log.at(-1)).toMatchObject({ status, outcome: "complete" })
  })

  it("may be a redirect, which fetch follows, returns or rejects, as the `redirect` option says", async () => {
    const redirect = { status: 307, headers: { location: "/v1/chat/completions" } }
    const followed = await chat(emulatorWith(redirect), "Hello")
    expect(followed.status).toBe(200)
    const manual = await chat(emulatorWith(redirect), "Hello", {}, { redirect: "manual" })
    expect([manual.status, manual.headers.get("location")]).toEqual([307, "/v1/chat/completions"])
    await expect(chat(emulatorWith(redirect), "Hello", {}, { redirect: "error" })).rejects.toThrow("fetch failed")
  })
})

describe("a connection", () => {
  it("that is reset before the head rejects as with undici, although the route has run", async () => {
    const emulator = emulatorWith({ reset: "before-head" })
    const error = await chat(emulator, "Hello").catch((cause: unknown) => cause)
    expect(error).toBeInstanceOf(TypeError)
    expect(error).toMatchObject({ message: "fetch failed", cause: { code: "UND_ERR_SOCKET" } })
    expect(emulator.ledger.length).toBe(1)
    expect(emulator.log[0]).toMatchObject({ status: null, outcome: "reset" })
  })

  it("that is reset after some events delivers them, then fails the body", async () => {
    const emulator = emulatorWith({ reset: { afterEvents: 3 } })
    const { text, error } = await readAll(await stream(emulator))
    expect(chunksOf(text).length).toBe(3)
    expect(error).toMatchObject({ name: "TypeError", message: "terminated" })
    expect(emulator.log[0]).toMatchObject({ status: 200, eventsSent: 3, outcome: "reset" })
  })

  it("that is reset after some bytes delivers exactly those bytes", async () => {
    const { text, error } = await readAll(await stream(emulatorWith({ reset: { afterBytes: 25 } })))
    expect([text, error]).toEqual([(await wholeStream()).slice(0, 25), expect.any(TypeError)])
  })

  it("that stalls before the head sends nothing until the client gives up", async () => {
    const emulator = emulatorWith({ stall: "before-head" })
    const controller = new AbortController()
    const pending = chat(emulator, "Hello", {}, { signal: controller.signal })
    await emulator.advance("1 hour")
    expect(emulator.log[0]).toMatchObject({ status: null, outcome: "open" })
    controller.abort(new Error("gave up"))
    await expect(pending).rejects.toThrow("gave up")
    expect(emulator.log[0]?.outcome).toBe("client-closed")
  })

  it("that stalls in the body delivers the first events, then nothing", async () => {
    const emulator = emulatorWith({ stall: { afterEvents: 2 } })
    const controller = new AbortController()
    const reading = stream(emulator, { signal: controller.signal }).then(readAll)
    await emulator.advance("1 hour")
    expect(emulator.log[0]).toMatchObject({ eventsSent: 2, outcome: "open" })
    controller.abort(new Error("gave up"))
    const { text, error } = await reading
    expect([chunksOf(text).length, (error as Error).message]).toEqual([2, "gave up"])
  })

  it("that is delayed holds the head back on the clock", async () => {
    const emulator = emulatorWith({ delay: "5 seconds" })
    const started = emulator.log
    const pending = chat(emulator, "Hello")
    await emulator.advance("4 seconds")
    expect(started[0]?.status).toBe(null)
    await emulator.advance("1 second")
    expect((await pending).status).toBe(200)
  })
})

describe("a body", () => {
  it("that is cut short is truncated JSON", async () => {
    const text = await (await chat(emulatorWith({ end: { afterBytes: 40 } }), "Hello")).text()
    expect(text.length).toBe(40)
    expect(() => JSON.parse(text)).toThrow(SyntaxError)
  })

  it("that is cut short is a stream that ends cleanly, without its terminator", async () => {
    const { text, error } = await readAll(await stream(emulatorWith({ end: { afterEvents: 2 } })))
    expect([chunksOf(text).length, text.includes("[DONE]"), error]).toEqual([2, false, undefined])
  })

  it("may lack only its terminator", async () => {
    const text = await (await stream(emulatorWith({ withoutTerminator: true }))).text()
    expect(text).not.toContain("[DONE]")
    expect(chunksOf(text).at(-1)?.choices[0]?.finish_reason).toBe("stop")
    const events = namedEventsOf(
      await (
        await call(emulatorWith({ withoutTerminator: true }), "POST", "/v1/endpoints", { task: "icd-coding" })
      ).text()
    )
    expect(events.map(({ event }) => event)).not.toContain("complete")
  })

  it("may contain an event with broken JSON", async () => {
    const text = await (await stream(emulatorWith({ malformedAfter: 2 }))).text()
    const third = text.split("\n\n")[2] ?? ""
    expect(third.startsWith("data: {")).toBe(true)
    expect(() => JSON.parse(third.slice(6))).toThrow(SyntaxError)
    expect(text).toContain("[DONE]")
  })

  it("may end in an error frame", async () => {
    const data = { error: { message: "rate limit", code: 429 } }
    const text = await (await stream(emulatorWith({ errorFrame: { data, afterEvents: 2 } }))).text()
    expect(text.split("\n\n").slice(2)).toEqual([`data: ${JSON.stringify(data)}`, ""])
  })

  it("of a deploy may end in an error event: the endpoint is not created", async () => {
    const emulator = emulatorWith({ errorFrame: { data: { message: "out of memory" }, afterEvents: 2 } })
    const response = await call(emulator, "POST", "/v1/endpoints", { task: "icd-coding", name: "icd" })
    const events = namedEventsOf(await response.text())
    expect(events.at(-1)).toEqual({ event: "error", data: { message: "out of memory" } })
    expect(events.length).toBe(3)
    expect((await call(emulator, "GET", "/v1/endpoints/icd")).status).toBe(404)
  })

  it.each(["LF", "CRLF", "CR"] as const)("may have %s line endings", async (lineEnding) => {
    // The second may change between the two streams.
    const untimed = (text: string) => text.replace(/"created":\d+/g, "")
    const text = await (await stream(emulatorWith({ lineEnding }))).text()
    const ends = { LF: "\n", CRLF: "\r\n", CR: "\r" }
    expect(untimed(text)).toBe(untimed(await wholeStream()).replaceAll("\n", ends[lineEnding]))
  })
})

describe("chunks", () => {
  it("contain one event each by default", async () => {
    const { chunks } = await readAll(await stream(createEmulator()))
    expect(chunks.every((chunk) => chunk.endsWith("\n\n") && chunk.indexOf("\n\n") === chunk.length - 2)).toBe(true)
  })

  it.each([1, 7])("may have %i bytes each, and split a character", async (chunking) => {
    const emulator = emulatorWith({ chunking })
    const ask = "Extract as JSON, with the keys: title, date.\nTitle: Grüße, 世界 🌍"
    const response = await chat(emulator, ask, { stream: true })
    const sizes: Array<number> = []
    const bytes: Array<number> = []
    for await (const chunk of response.body as ReadableStream<Uint8Array> & AsyncIterable<Uint8Array>) {
      sizes.push(chunk.length)
      bytes.push(...chunk)
    }
    expect(Math.max(...sizes)).toBe(chunking)
    const text = new TextDecoder().decode(new Uint8Array(bytes))
    expect(
      chunksOf(text)
        .map((each) => each.choices[0]?.delta.content ?? "")
        .join("")
    ).toBe('{"title":"Grüße, 世界 🌍","date":null}')
  })

  it("may be the whole body at once", async () => {
    expect((await readAll(await stream(emulatorWith({ chunking: "all" })))).chunks.length).toBe(1)
  })

  it("may separate CR from LF", async () => {
    const response = await call(emulatorWith({ chunking: "split-crlf" }), "POST", "/v1/endpoints", {
      task: "icd-coding"
    })
    const { chunks, text } = await readAll(response)
    expect(chunks.some((chunk) => chunk.endsWith("\r"))).toBe(true)
    expect(chunks.join("|")).not.toContain("\r\n")
    expect(namedEventsOf(text).at(-1)?.event).toBe("complete")
  })
})

it("matches a pattern with the flag g at each request", async () => {
  const emulator = createEmulator()
  emulator.faults.script(/chat/g, { status: 503, times: 3 })
  const statuses = []
  for (let sent = 0; sent < 4; sent++) statuses.push((await chat(emulator, "Hello")).status)
  expect(statuses).toEqual([503, 503, 503, 200])
})
