import { createEmulator, type Emulator, type RunningServer } from "@pareta/emulator"
import { afterEach, beforeEach, describe, expect, it } from "vitest"
import { createSet, jsonl } from "../EvalWire.ts"
import { answerOf, open, rawRequest, sendRaw } from "../RawHttp.ts"
import { call, detailOf, key, until } from "../Wire.ts"

const kilobyte = 1024
let emulator: Emulator
let server: RunningServer

const start = async (limits: NonNullable<Parameters<typeof createEmulator>[0]>["limits"] = {}) => {
  emulator = createEmulator({ limits })
  server = await emulator.listen()
}

beforeEach(() => start())
afterEach(() => server.close())

const restart = async (limits: Parameters<typeof start>[0]) => {
  await server.close()
  await start(limits)
}

const head = (...headers: ReadonlyArray<string>) =>
  ["POST /v1/chat/completions HTTP/1.1", "Host: localhost", ...headers].join("\r\n").concat("\r\n\r\n")
const withKey = `Authorization: Bearer ${key}`
const withoutKey = "Authorization: Bearer nope"

const chatBody = (size: number) => {
  const body = JSON.stringify({ model: "ep_a1b2c3", messages: [{ role: "user", content: "" }] })
  return body.replace('""', JSON.stringify("x".repeat(size - body.length)))
}

/** A body that is sent in chunks, of which nobody knows how many there will be. */
const inChunks = (size: number): ReadableStream<Uint8Array> => {
  let left = size
  return new ReadableStream({
    pull: (controller) => {
      if (left <= 0) return controller.close()
      controller.enqueue(new Uint8Array(Math.min(left, 64 * kilobyte)).fill(0x78))
      left -= 64 * kilobyte
    }
  })
}

const post = (body: RequestInit["body"], authorization: string) =>
  fetch(`${server.url}/v1/chat/completions`, {
    method: "POST",
    headers: { authorization, "content-type": "application/json" },
    body: body ?? null,
    ...{ duplex: "half" }
  })

describe("a request without an accepted key", () => {
  it("gets its 401 before it has sent any of its body", async () => {
    const connection = open(server.port)
    connection.socket.write(head(withoutKey, "Content-Length: 1500000000"))
    await connection.closed
    expect(answerOf(connection.received)).toMatchObject({ status: 401, body: '{"detail":"invalid API key"}' })
  })

  it("gets its 401 also in chunks, and nothing of them is kept", async () => {
    const connection = open(server.port)
    connection.socket.write(head(withoutKey, "Transfer-Encoding: chunked"))
    await until(() => connection.received.includes("invalid API key"))
    connection.socket.destroy()
    expect(emulator.log).toMatchObject([{ status: 401, body: undefined, bodyDropped: true }])
  })

  it("is not asked to go on with its body", async () => {
    const connection = open(server.port)
    connection.socket.write(head(withoutKey, "Content-Length: 5", "Expect: 100-continue"))
    await connection.closed
    expect(connection.received).toMatch(/^HTTP\/1\.1 401 /)
  })

  it.each([
    ["of a known length", () => new Uint8Array(40 * kilobyte ** 2)],
    ["in chunks", () => inChunks(40 * kilobyte ** 2)]
  ])("gets its 401 and no broken connection when it sends 40 MiB %s", async (_, body) => {
    const response = await post(body(), "Bearer nope")
    expect([response.status, await detailOf(response)]).toEqual([401, "invalid API key"])
  })
})

describe("a body that is too large", () => {
  const detail = "the request body is too large: at most 33554432 bytes are accepted"

  it("is refused with 413 before any of it is sent, when its length is known", async () => {
    const connection = open(server.port)
    connection.socket.write(head(withKey, `Content-Length: ${32 * kilobyte ** 2 + 1}`))
    await connection.closed
    expect(answerOf(connection.received)).toMatchObject({ status: 413, body: JSON.stringify({ detail }) })
  })

  it.each([
    ["of a known length", () => new Uint8Array(40 * kilobyte ** 2)],
    ["in chunks", () => inChunks(40 * kilobyte ** 2)]
  ])("gets its 413 and no broken connection: 40 MiB %s", async (_, body) => {
    const response = await post(body(), `Bearer ${key}`)
    expect([response.status, await detailOf(response)]).toEqual([413, detail])
  })

  it("is read no further than the limit", async () => {
    await restart({ bodyBytes: 100 * kilobyte })
    const connection = open(server.port)
    connection.socket.write(head(withKey, "Transfer-Encoding: chunked"))
    const chunk = `10000\r\n${"x".repeat(64 * kilobyte)}\r\n`
    let isOpen = true
    void connection.closed.then(() => {
      isOpen = false
    })
    // As fast as the server reads, until it ends the connection.
    while (isOpen && connection.socket.bytesWritten < 1024 * kilobyte ** 2) {
      if (!connection.socket.write(chunk)) {
        await Promise.race([new Promise((resolve) => connection.socket.once("drain", resolve)), connection.closed])
      }
    }
    expect(answerOf(connection.received).status).toBe(413)
    // What the server did not read is in the buffers of the system.
    expect(connection.socket.bytesWritten).toBeLessThan(64 * kilobyte ** 2)
  })

  it("is accepted up to the limit, which is an option", async () => {
    await restart({ bodyBytes: 2_000 })
    expect((await post(chatBody(2_000), `Bearer ${key}`)).status).toBe(200)
    expect((await post(chatBody(2_001), `Bearer ${key}`)).status).toBe(413)
  })

  it("is refused in a form too", async () => {
    await restart({ bodyBytes: 2_000 })
    const form = new FormData()
    form.append("task_id", "contract-key-fields")
    form.append("items", new Blob([jsonl([{ input: "x".repeat(3_000), expected: "x" }])]))
    const headers = { authorization: `Bearer ${key}` }
    const response = await fetch(`${server.url}/v1/eval-sets`, { method: "POST", headers, body: form })
    expect(response.status).toBe(413)
  })

  it("is refused through the fetch function as well", async () => {
    const small = createEmulator({ limits: { bodyBytes: 2_000 } })
    const send = (body: RequestInit["body"]) =>
      small.fetch("https://api.pareta.ai/v1/chat/completions", {
        method: "POST",
        headers: { authorization: `Bearer ${key}` },
        body: body ?? null,
        ...{ duplex: "half" }
      })
    const bodies = [
      chatBody(2_001),
      new TextEncoder().encode(chatBody(2_001)),
      new Blob([chatBody(2_001)]),
      inChunks(1e6)
    ]
    expect(await Promise.all(bodies.map(async (body) => (await send(body)).status))).toEqual([413, 413, 413, 413])
    // Characters are counted as they are sent.
    expect((await send(chatBody(1_500).replace("xxx", "€".repeat(300)))).status).toBe(413)
    expect((await send(chatBody(2_000))).status).toBe(200)
    expect(small.log[0]).toMatchObject({ body: undefined, bodyDropped: true, status: 413 })
  })
})

it("answers 503 when too much arrives at once, and serves again after that", async () => {
  await restart({ arrivingBytes: 150 * kilobyte })
  const first = open(server.port)
  first.socket.write(head(withKey, `Content-Length: ${200 * kilobyte}`) + "x".repeat(100 * kilobyte))
  // The second comes on top of what has arrived of the first.
  const refused = async () => (await post(chatBody(100 * kilobyte), `Bearer ${key}`)).status
  let status = await refused()
  while (status === 200) status = await refused()
  expect(status).toBe(503)
  first.socket.destroy()
  while (status !== 200) status = await refused()
  expect(status).toBe(200)
})

describe("a document sent to storage", () => {
  const put = async (size: number, body: string, ...headers: ReadonlyArray<string>) => {
    const set = await createSet(emulator, "contract-key-fields", [{ input: "x", expected: { title: "x" } }])
    const minted = await fetch(`${server.url}/v1/eval-sets/${set.id}/blob-upload-url`, {
      method: "POST",
      headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
      body: JSON.stringify({ idx: 0, field_name: "document", mime: "text/plain", file_size: size })
    })
    const url = new URL(((await minted.json()) as { readonly upload_url: string }).upload_url)
    const lines = [`PUT ${url.pathname}${url.search} HTTP/1.1`, `Host: ${url.host}`, "Content-Type: text/plain"]
    return sendRaw(Number(url.port), `${[...lines, ...headers, "Connection: close"].join("\r\n")}\r\n\r\n${body}`)
  }

  it("is not read when it is announced to be larger than its URL was signed for", async () => {
    expect((await put(10, "", "Content-Length: 4000000000")).status).toBe(400)
  })

  it("is read no further than its URL was signed for", async () => {
    const endless = `${"10\r\n0123456789abcdef\r\n".repeat(5)}`
    const answer = await put(10, endless, "Transfer-Encoding: chunked")
    expect([answer.status, answer.body]).toEqual([400, expect.stringContaining("got more than the 10 bytes")])
  })

  it("is not read when it comes with a key", async () => {
    expect((await put(1e9, "", "Content-Length: 1000000000", withKey)).status).toBe(403)
  })
})

describe("a body that cannot be read", () => {
  it.each(["gzip", "br", "zstd", "deflate, gzip", "GZIP"])(
    "is refused with 415 when it is encoded as %s",
    async (encoding) => {
      const answer = await sendRaw(
        server.port,
        `${head(withKey, `Content-Encoding: ${encoding}`, "Content-Length: 3", "Connection: close")}abc`
      )
      expect(answer.status).toBe(415)
      expect(JSON.parse(answer.body).detail).toContain(`Content-Encoding '${encoding.toLowerCase()}' is not supported`)
    }
  )

  it("is accepted with the encoding that changes nothing", async () => {
    const headers = { "content-encoding": "identity" }
    expect((await call(emulator, "POST", "/v1/tasks/match", { query: "invoices" }, { headers })).status).toBe(200)
  })

  it.each([
    ["arrays nested 100 000 deep", "[".repeat(100_000) + "]".repeat(100_000)],
    ["objects nested 100 000 deep", `${'{"a":'.repeat(100_000)}1${"}".repeat(100_000)}`],
    ["bytes that are no UTF-8", new Uint8Array([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x7d])]
  ])("is refused with 400: %s", async (_, body) => {
    const response = await post(body, `Bearer ${key}`)
    expect([response.status, await detailOf(response)]).toEqual([400, "There was an error parsing the body"])
  })

  it("is refused with 413 when it has millions of values, which take many times its size in memory", async () => {
    const response = await post(`{"model":"m","messages":[${"{},".repeat(2_000_000)}{}]}`, `Bearer ${key}`)
    expect([response.status, await detailOf(response)]).toEqual([
      413,
      "the request body has too many values: at most 1000000 are accepted"
    ])
  })

  it("reports one of many wrong fields", async () => {
    const response = await post(`{"model":"m","messages":[${"0,".repeat(500_000)}0]}`, `Bearer ${key}`)
    expect([response.status, ((await detailOf(response)) as ReadonlyArray<unknown>).length]).toEqual([422, 1])
  })
})

describe("a client that leaves in the middle of its body", () => {
  it("harms nothing, and is in the log", async () => {
    const connection = open(server.port)
    connection.socket.write(`${head(withKey, "Content-Length: 1000")}{"model"`)
    // Answered after the head of the first has been read.
    expect((await sendRaw(server.port, rawRequest("GET /v1/models HTTP/1.1", "Host: localhost", withKey))).status).toBe(
      200
    )
    connection.socket.destroy()
    await until(() => emulator.log.some(({ outcome }) => outcome === "client-closed"))
    expect(emulator.log.find(({ outcome }) => outcome === "client-closed")).toMatchObject({
      route: "chat",
      status: null
    })
    expect(emulator.ledger).toEqual([])
    expect((await post(chatBody(200), `Bearer ${key}`)).status).toBe(200)
  })
})

it.each([
  ["a head of 100 000 bytes", rawRequest("GET /v1/models HTTP/1.1", "Host: localhost", `x: ${"y".repeat(100_000)}`)],
  ["a path of 100 000 bytes", rawRequest(`GET /v1/${"y".repeat(100_000)} HTTP/1.1`, "Host: localhost")],
  ["no HTTP", "\x16\x03\x01\x02\x00\x01\r\n\r\n"]
])("refuses %s", async (_, text) => {
  expect((await sendRaw(server.port, text)).status).toBeGreaterThanOrEqual(400)
  expect((await post(chatBody(200), `Bearer ${key}`)).status).toBe(200)
})
