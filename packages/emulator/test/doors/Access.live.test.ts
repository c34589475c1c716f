import { createEmulator, type Emulator, type ListenOptions, type RunningServer } from "@pareta/emulator"
import { afterEach, beforeEach, describe, expect, it } from "vitest"
import { createSet } from "../EvalWire.ts"
import { rawRequest, sendRaw } from "../RawHttp.ts"
import { call, key } from "../Wire.ts"

let emulator: Emulator
let server: RunningServer
const authorization = `Authorization: Bearer ${key}`

beforeEach(async () => {
  emulator = createEmulator()
  server = await emulator.listen()
})
afterEach(() => server.close())

const get = (target: string, ...headers: ReadonlyArray<string>) =>
  sendRaw(server.port, rawRequest(`GET ${target} HTTP/1.1`, authorization, ...headers))

const withServer = async (options: ListenOptions, use: (server: RunningServer) => Promise<void>): Promise<void> => {
  const other = await emulator.listen(options)
  try {
    await use(other)
  } finally {
    await other.close()
  }
}

describe("the host of a request", () => {
  it("is refused with 403 unless it is loopback, and the request is not handled", async () => {
    const answer = await get("/v1/models", "Host: evil.test")
    expect([answer.status, JSON.parse(answer.body)]).toEqual([
      403,
      { detail: "host 'evil.test' is not allowed: add it to allowedHosts, or start with --allow-host" }
    ])
    expect(emulator.log).toEqual([])
    expect((await get("/v1/models", "Host: localhost")).status).toBe(200)
  })

  it("is that of the target, when the target has one", async () => {
    expect((await get("http://evil.test/v1/models", "Host: localhost")).status).toBe(403)
    expect((await get("http://localhost@evil.test/v1/models", "Host: localhost")).status).toBe(403)
    expect((await get("http://localhost/v1/models", "Host: evil.test")).status).toBe(200)
  })

  it("must be there, also in HTTP/1.0", async () => {
    expect((await get("/v1/models")).status).toBe(403)
    const old = await sendRaw(server.port, `GET /v1/models HTTP/1.0\r\n${authorization}\r\n\r\n`)
    expect(old.status).toBe(403)
  })

  it("must be there once", async () => {
    expect((await get("/v1/models", "Host: localhost", "Host: evil.test")).status).toBe(400)
  })

  it("is checked for an upgrade too", async () => {
    const upgrade = ["Upgrade: websocket", "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==", "Sec-WebSocket-Version: 13"]
    const line = "GET /v1/models HTTP/1.1"
    const head = (host: string) =>
      `${[line, `Host: ${host}`, authorization, "Connection: Upgrade", ...upgrade].join("\r\n")}\r\n\r\n`
    expect((await sendRaw(server.port, head("evil.test"))).status).toBe(403)
    expect((await sendRaw(server.port, head("localhost"))).status).toBe(200)
  })

  it("may be another one that is allowed", () =>
    withServer({ allowedHosts: ["emulator.test"] }, async ({ port }) => {
      const answer = await sendRaw(port, rawRequest("GET /v1/models HTTP/1.1", "Host: emulator.test", authorization))
      expect(answer.status).toBe(200)
    }))

  it("may be the one that the server is bound to, but no other when that is every address", () =>
    withServer({ host: "0.0.0.0" }, async ({ port }) => {
      const statusOf = async (host: string) =>
        (await sendRaw(port, rawRequest("GET /v1/models HTTP/1.1", `Host: ${host}`, authorization))).status
      expect([await statusOf("127.0.0.1"), await statusOf("192.168.1.5"), await statusOf("0.0.0.0")]).toEqual([
        200, 403, 403
      ])
    }))

  it("is checked by the storage too", async () => {
    const set = await createSet(emulator, "contract-key-fields", [{ input: "x", expected: { title: "x" } }])
    const body = { idx: 0, field_name: "document", mime: "text/plain", file_size: 5 }
    const minted = await fetch(`${server.url}/v1/eval-sets/${set.id}/blob-upload-url`, {
      method: "POST",
      headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
      body: JSON.stringify(body)
    })
    const url = new URL(((await minted.json()) as { readonly upload_url: string }).upload_url)
    const put = (host: string) =>
      `${[`PUT ${url.pathname}${url.search} HTTP/1.1`, `Host: ${host}`, "Content-Type: text/plain", "Content-Length: 5", "Connection: close"].join("\r\n")}\r\n\r\nbytes`
    expect((await sendRaw(Number(url.port), put("evil.test"))).status).toBe(403)
    expect((await sendRaw(Number(url.port), put(url.host))).status).toBe(200)
  })
})

describe("a page in a browser", () => {
  const preflight = (origin: string) =>
    sendRaw(
      server.port,
      rawRequest(
        "OPTIONS /v1/endpoints/ep_a1b2c3/stop HTTP/1.1",
        "Host: localhost",
        `Origin: ${origin}`,
        "Access-Control-Request-Method: POST",
        "Access-Control-Request-Headers: authorization",
        "Access-Control-Request-Private-Network: true"
      )
    )
  const corsHeaders = (headers: object) => Object.keys(headers).filter((name) => name.startsWith("access-control-"))

  it("of a loopback origin may call and read", async () => {
    const origin = "http://localhost:5173"
    const answer = await get("/v1/models", "Host: localhost", `Origin: ${origin}`)
    expect(answer.headers).toMatchObject({ "access-control-allow-origin": origin, vary: "Origin" })
    expect(answer.headers["access-control-expose-headers"]).toContain("x-pareta-billed")
    const allowed = await preflight(origin)
    expect(allowed.status).toBe(204)
    expect(allowed.headers).toMatchObject({
      "access-control-allow-origin": origin,
      "access-control-allow-headers": "authorization",
      "access-control-allow-private-network": "true"
    })
  })

  it.each(["https://evil.test", "null"])(
    "of the origin %s is refused, changes nothing and gets no CORS headers",
    async (origin) => {
      const refused = await preflight(origin)
      expect([refused.status, corsHeaders(refused.headers)]).toEqual([403, []])
      const stop = await sendRaw(
        server.port,
        rawRequest(
          "POST /v1/endpoints/ep_a1b2c3/stop HTTP/1.1",
          "Host: localhost",
          `Origin: ${origin}`,
          authorization,
          "Content-Length: 0"
        )
      )
      expect([stop.status, corsHeaders(stop.headers)]).toEqual([403, []])
      const record = await (await call(emulator, "GET", "/v1/endpoints/ep_a1b2c3")).json()
      expect(record).toMatchObject({ status: "live" })
    }
  )

  it("of another origin may call when that is allowed", () =>
    withServer({ allowedOrigins: ["https://app.example.com"] }, async ({ url }) => {
      const headers = { authorization: `Bearer ${key}`, origin: "https://app.example.com" }
      const response = await fetch(`${url}/v1/models`, { headers })
      expect(response.headers.get("access-control-allow-origin")).toBe("https://app.example.com")
    }))

  it("gets no CORS headers when there is no page", async () => {
    expect(corsHeaders((await get("/v1/models", "Host: localhost")).headers)).toEqual([])
  })
})

it("is bound to 127.0.0.1 by default", () => {
  expect(server.url).toBe(`http://127.0.0.1:${server.port}`)
})

it("does not concern the doors in the process", async () => {
  const headers = { authorization: `Bearer ${key}`, host: "evil.test", origin: "https://evil.test" }
  expect((await emulator.fetch("https://evil.test/v1/models", { headers })).status).toBe(200)
})

describe("a control route", () => {
  const statusOf = async (port: number, ...headers: ReadonlyArray<string>) =>
    (await sendRaw(port, rawRequest("GET /_emulator/ledger HTTP/1.1", ...headers))).status

  it("needs no key", async () => {
    expect(await statusOf(server.port, "Host: localhost")).toBe(200)
  })

  it("is served by a loopback name and to a loopback page only, whatever else is allowed", async () => {
    await withServer({ allowedHosts: ["*"], allowedOrigins: ["*"] }, async ({ port }) => {
      expect([
        await statusOf(port, "Host: evil.test"),
        await statusOf(port, "Host: localhost", "Origin: https://evil.test"),
        await statusOf(port, "Host: localhost", "Origin: http://localhost:3000"),
        (await sendRaw(port, rawRequest("GET http://evil.test/_emulator/ledger HTTP/1.1", "Host: localhost"))).status
      ]).toEqual([403, 403, 200, 403])
    })
  })
})
