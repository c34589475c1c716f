import { createEmulator, type Emulator, makeEmulator, type RunningServer } from "@pareta/emulator"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import { afterEach, beforeEach, describe, expect, it } from "vitest"
import { answerOf, open, rawRequest, sendRaw } from "../RawHttp.ts"
import { chat, chunksOf, key, readAll, until } from "../Wire.ts"

const printed: Array<string> = []
let emulator: Emulator
let server: RunningServer
const authorization = `Authorization: Bearer ${key}`

beforeEach(async () => {
  printed.length = 0
  emulator = createEmulator({
    timing: { tokensPerSecond: 1, firstToken: "1 second" },
    console: { error: (text) => printed.push(text) }
  })
  server = await emulator.listen()
})
afterEach(() => server.close())

const get = (line: string, ...headers: ReadonlyArray<string>) =>
  sendRaw(server.port, rawRequest(`${line} HTTP/1.1`, "Host: localhost", authorization, ...headers))

const ask = (body: object, init: RequestInit = {}, url = server.url) =>
  fetch(`${url}/v1/chat/completions`, {
    method: "POST",
    headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
    body: JSON.stringify({ model: "ep_a1b2c3", messages: [{ role: "user", content: "Hello" }], ...body }),
    ...init
  })

describe("a connection", () => {
  it("may carry several requests at once, and gets their answers in order", async () => {
    const one = `GET /v1/models HTTP/1.1\r\nHost: localhost\r\n${authorization}\r\n\r\n`
    const connection = open(server.port)
    connection.socket.write(
      `${one}${one.replace("/v1/models", "/v1/nope")}${rawRequest("GET /v1/tasks HTTP/1.1", "Host: localhost", authorization)}`
    )
    await connection.closed
    expect(connection.received.match(/HTTP\/1\.1 \d+/g)).toEqual(["HTTP/1.1 200", "HTTP/1.1 404", "HTTP/1.1 200"])
    expect(emulator.log.map(({ path }) => path)).toEqual(["/v1/models", "/v1/nope", "/v1/tasks"])
  })

  it("that the client has closed on its side still gets its answer", async () => {
    const connection = open(server.port)
    connection.socket.end(rawRequest("GET /v1/models HTTP/1.1", "Host: localhost", authorization))
    await connection.closed
    expect(answerOf(connection.received).status).toBe(200)
  })

  it.each(["websocket", "h2c"])("that asks for an upgrade to %s is answered without", async (protocol) => {
    const connection = open(server.port)
    connection.socket.write(
      `${["GET /v1/models HTTP/1.1", "Host: localhost", authorization, "Connection: Upgrade", `Upgrade: ${protocol}`].join("\r\n")}\r\n\r\n`
    )
    await until(() => connection.received.includes("ep_a1b2c3"))
    connection.socket.destroy()
    expect(answerOf(connection.received).status).toBe(200)
  })
})

describe("a stream", () => {
  it("that the client leaves is billed, because its work was done, and is in the log", async () => {
    const controller = new AbortController()
    const response = await ask({ stream: true }, { signal: controller.signal })
    controller.abort()
    await expect(response.text()).rejects.toThrow()
    await until(() => emulator.log[0]?.outcome === "client-closed")
    expect(emulator.ledger.length).toBe(1)
    expect((await get("GET /v1/models")).status).toBe(200)
  })

  it("moves on when the clock is moved", async () => {
    const reading = readAll(await ask({ stream: true }))
    await until(() => emulator.log[0]?.status === 200)
    await emulator.advance("10 minutes")
    const { text, error } = await reading
    expect(error).toBeUndefined()
    expect(chunksOf(text).length).toBeGreaterThan(3)
  })

  it("that fails on its way breaks the connection off, is printed, and the server lives", async () => {
    const system = Effect.runSync(Clock.clockWith(Effect.succeed))
    const clock: Clock.Clock = {
      ...system,
      currentTimeMillisUnsafe: () => 0,
      currentTimeMillis: Effect.succeed(0),
      sleep: () => Effect.die(new Error("the clock stopped"))
    }
    const options = { timing: { tokensPerSecond: 1 }, console: { error: (text: string) => printed.push(text) } }
    const broken = Effect.runSync(Effect.provideService(makeEmulator(options), Clock.Clock, clock))
    await using other = await broken.listen()
    const overSocket = await readAll(await ask({ stream: true }, {}, other.url))
    const inProcess = await readAll(await chat(broken, "Hello", { stream: true }))
    expect([overSocket.error, inProcess.error]).toEqual([
      expect.objectContaining({ message: "terminated" }),
      expect.objectContaining({ message: "terminated" })
    ])
    expect(printed.map((text) => text.split("\n")[0])).toEqual(
      broken.log.map(({ requestId }) => `pareta-emulator: ${requestId} POST (chat) broke off`)
    )
    expect(broken.log.map(({ outcome }) => outcome)).toEqual(["reset", "reset"])
    // Its head is not due at once either, so it gets a whole reply.
    expect((await ask({}, {}, other.url)).status).toBe(500)
    expect((await chat(broken, "Hello")).status).toBe(500)
  })
})

describe("a server", () => {
  it("closes promptly while many streams are open that nobody reads", async () => {
    const connections = Array.from({ length: 50 }, () => open(server.port))
    const body = JSON.stringify({ model: "ep_a1b2c3", messages: [{ role: "user", content: "Hello" }], stream: true })
    for (const { socket } of connections) {
      socket.pause()
      socket.write(
        `${["POST /v1/chat/completions HTTP/1.1", "Host: localhost", authorization, `Content-Length: ${body.length}`].join("\r\n")}\r\n\r\n${body}`
      )
    }
    await until(() => emulator.log.length === 50)
    await server.close()
    for (const { socket } of connections) socket.resume()
    await Promise.all(connections.map(({ closed }) => closed))
    expect(emulator.log.every(({ outcome }) => outcome === "client-closed")).toBe(true)
  })

  it("has the same state as another of the same emulator, and neither closes with the other", async () => {
    const other = await emulator.listen()
    await fetch(`${other.url}/v1/endpoints/ep_a1b2c3/stop`, {
      method: "POST",
      headers: { authorization: `Bearer ${key}` }
    })
    await other.close()
    expect(JSON.parse((await get("GET /v1/endpoints/ep_a1b2c3")).body)).toMatchObject({ status: "stopped" })
  })

  it("answers 500 when something throws, prints it, and serves the next request", async () => {
    emulator.faults.script(() => {
      throw new Error("a bad predicate")
    }, {})
    const failed = await get("GET /v1/models")
    expect([failed.status, failed.body]).toEqual([500, '{"detail":"Internal Server Error"}'])
    expect(printed).toEqual([expect.stringContaining(failed.headers["x-request-id"] ?? "no id")])
    expect((await get("GET /v1/models")).status).toBe(200)
  })
})

describe("odd requests", () => {
  it.each([
    ["TRACE /v1/models", 405],
    ["PATCH /v1/models", 405],
    ["PROPFIND /v1/nope", 404],
    ["GET /v1/../v1/models", 404],
    ["GET //v1/models", 404],
    ["GET /v1/models/", 404],
    ["GET /v1/endpoints/%2e%2e", 404],
    ["GET /v1/endpoints/%2e%2e%2fmodels", 404],
    ["GET /v1/endpoints/%00", 404],
    ["GET /v1/endpoints/%zz", 404],
    ["GET /v1/endpoints/%ff", 404],
    ["GET /%2e%2e/%2e%2e/etc/passwd", 404],
    ["GET /v1/endpoints/__proto__", 404],
    ["GET /v1/tasks/constructor", 404],
    ["GET /v1/eval-sets/__proto__", 404],
    ["GET /v1/eval-runs/hasOwnProperty", 404],
    ["GET /v1/endpoints/ep_a1b2c3/cost?__proto__=1&window=__proto__&group_by=constructor", 200]
  ])("%s gets %i", async (line, status) => {
    expect((await get(line)).status).toBe(status)
    expect(printed).toEqual([])
  })

  it("with names of the prototype as headers are served", async () => {
    expect((await get("GET /v1/models", "__proto__: x", "constructor: y", "hasOwnProperty: z")).status).toBe(200)
    expect(JSON.stringify(emulator.log[0]?.headers)).toContain('"constructor":"y"')
  })

  it("with two keys are judged by the first", async () => {
    expect((await get("GET /v1/models", "Authorization: Bearer nope")).status).toBe(200)
  })
})
