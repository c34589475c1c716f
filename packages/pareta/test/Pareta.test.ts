import { inspect } from "node:util"
import { InvalidArgumentError, Pareta, ParetaError, type ParetaOptions, VERSION } from "pareta"
import { afterEach, describe, expect, it, vi } from "vitest"
import { apiKey, completion, params, scriptedFetch } from "./ScriptedFetch.ts"

const missingKey =
  "missing API key. Pass apiKey: … or use Pareta.fromEnv() with PARETA_API_KEY (mint a pareta_sk_ key in the dashboard)."

afterEach(() => {
  vi.unstubAllEnvs()
  vi.unstubAllGlobals()
})

describe("new Pareta", () => {
  it.each([undefined, null, {}, { apiKey: "" }, { apiKey: null }])("with %j throws for the missing key", (options) => {
    expect(() => new Pareta(options)).toThrow(missingKey)
    expect(() => new Pareta(options)).toThrow(ParetaError)
  })

  it.each([
    { baseURL: "not a url" },
    { maxRetries: Number.NaN },
    { maxRetries: Number.POSITIVE_INFINITY },
    { timeout: 0 },
    { timeout: -1 },
    { timeout: Number.NaN },
    { timeout: { idle: -1 } },
    { headers: { authorization: "x" } },
    { headers: { "x-a": "b\nc" } },
    { maxEventSize: 0 },
    { fetch: 3 as unknown as typeof fetch }
  ] as ReadonlyArray<ParetaOptions>)("refuses %o", (options) => {
    expect(() => new Pareta({ apiKey, ...options })).toThrow(InvalidArgumentError)
  })

  it("has the documented properties and defaults", () => {
    const pareta = new Pareta({ apiKey })
    expect(pareta).toMatchObject({ baseURL: "https://api.pareta.ai", timeout: 60_000, maxRetries: 2 })
    expect(pareta.apiKey).toBe(apiKey)
    expect(new Pareta({ apiKey, maxRetries: -5 }).maxRetries).toBe(0)
    expect(new Pareta({ apiKey, maxRetries: 3.9 }).maxRetries).toBe(3)
    expect(new Pareta({ apiKey, timeout: 5 }).timeout).toBe(5)
    expect(new Pareta({ apiKey, baseURL: "https://x.example///" }).baseURL).toBe("https://x.example")
  })

  it("throws when there is no fetch anywhere", () => {
    vi.stubGlobal("fetch", undefined)
    expect(() => new Pareta({ apiKey })).toThrow(/no global fetch/)
  })

  it("has stable namespaces", () => {
    const pareta = new Pareta({ apiKey })
    expect(pareta.chat.completions).toBe(pareta.chat.completions)
    expect(pareta.endpoints).toBe(pareta.endpoints)
  })
})

describe("Pareta.fromEnv", () => {
  it("reads the key and the base URL, and removes trailing slashes", () => {
    vi.stubEnv("PARETA_API_KEY", "pareta_sk_env")
    vi.stubEnv("PARETA_BASE_URL", "https://env.example//")
    expect(Pareta.fromEnv()).toMatchObject({ apiKey: "pareta_sk_env", baseURL: "https://env.example" })
  })

  it("gives explicit options precedence, and treats an empty one as unset", () => {
    vi.stubEnv("PARETA_API_KEY", "pareta_sk_env")
    vi.stubEnv("PARETA_BASE_URL", "https://env.example")
    expect(Pareta.fromEnv({ apiKey: "pareta_sk_mine", baseURL: "" })).toMatchObject({
      apiKey: "pareta_sk_mine",
      baseURL: "https://env.example"
    })
    expect(Pareta.fromEnv({ maxRetries: 5, timeout: 120_000 })).toMatchObject({ maxRetries: 5, timeout: 120_000 })
  })

  it("throws if there is no key", () => {
    vi.stubEnv("PARETA_API_KEY", "")
    expect(() => Pareta.fromEnv()).toThrow(missingKey)
  })

  it("treats the environment as empty if there is no process", () => {
    vi.stubGlobal("process", undefined)
    const make = () => Pareta.fromEnv()
    expect(make).toThrow(missingKey)
  })
})

describe("fetch", () => {
  it("is called with a URL, a plain record of headers, a text body and a signal", async () => {
    const { fetch, requests } = scriptedFetch(Response.json(completion))
    await new Pareta({ apiKey, fetch }).chat.completions.create(params)
    const { signal, ...request } = requests[0] as (typeof requests)[0]
    expect(request).toEqual({
      url: "https://api.pareta.ai/v1/chat/completions",
      method: "POST",
      redirect: "manual",
      body: JSON.stringify(params),
      headers: {
        Authorization: `Bearer ${apiKey}`,
        Accept: "application/json",
        "User-Agent": `pareta-typescript/${VERSION}`,
        "Content-Type": "application/json",
        "Idempotency-Key": expect.stringMatching(/^pareta-js-[0-9a-f]{32}$/)
      }
    })
    expect(signal).toBeInstanceOf(AbortSignal)
  })

  it("is called without a receiver", async () => {
    let receiver: unknown = "none"
    const fetch = async function (this: unknown) {
      receiver = this
      return Response.json({ data: [] })
    }
    await new Pareta({ apiKey, fetch }).models.list()
    expect(receiver).toBeUndefined()
  })

  it("is the current global one if none is given", async () => {
    const pareta = new Pareta({ apiKey })
    const patched = vi.fn(async () => Response.json({ data: [{ id: "patched" }] }))
    vi.stubGlobal("fetch", patched)
    expect((await pareta.models.list()).data[0]?.id).toBe("patched")
  })

  it.each([
    [
      "throws",
      () => {
        throw new TypeError("no network")
      }
    ],
    ["rejects", () => Promise.reject(new TypeError("no network"))]
  ])("that %s leads to an APIConnectionError with its cause", async (_, fetch) => {
    const call = new Pareta({ apiKey, maxRetries: 0, fetch }).models.list()
    await expect(call).rejects.toMatchObject({
      name: "APIConnectionError",
      message: "no network",
      cause: { message: "no network" },
      operation: "models.list",
      attempts: 1
    })
  })
})

describe("any other route", () => {
  it("can be called", async () => {
    const { fetch, requests } = scriptedFetch(Response.json({ ok: true }), new Response(null, { status: 204 }))
    const pareta = new Pareta({ apiKey, fetch })
    expect(await pareta.request("POST", "/v1/x", { query: { a: 1 }, body: { b: 2 } })).toEqual({ ok: true })
    expect(await pareta.request("DELETE", "/v1/x")).toEqual({})
    expect(requests.map(({ method, url, body }) => [method, url, body])).toEqual([
      ["POST", "https://api.pareta.ai/v1/x?a=1", '{"b":2}'],
      ["DELETE", "https://api.pareta.ai/v1/x", null]
    ])
  })

  it("sends FormData as it is, and leaves its Content-Type to fetch", async () => {
    const { fetch, requests } = scriptedFetch(Response.json({}))
    const form = new FormData()
    form.append("a", "1")
    await new Pareta({ apiKey, fetch }).request("POST", "/v1/x", { body: form })
    expect(requests[0]?.body).toBe(form)
    expect(requests[0]?.headers["Content-Type"]).toBeUndefined()
  })

  it("does not send a stream twice", async () => {
    const { fetch, requests } = scriptedFetch(new Response("{}", { status: 503, headers: { "retry-after": "0" } }))
    const body = new Blob(["x"]).stream()
    await expect(new Pareta({ apiKey, fetch }).request("POST", "/v1/x", { body })).rejects.toMatchObject({
      status: 503
    })
    expect(requests).toHaveLength(1)
    expect(requests[0]?.duplex).toBe("half")
  })

  it("can be streamed", async () => {
    const { fetch } = scriptedFetch(
      new Response('event: a\ndata: {"x":1}\n\ndata: plain\n\ndata: [DONE]\n\n', {
        headers: { "content-type": "text/event-stream" }
      })
    )
    const events: Array<unknown> = []
    for await (const event of new Pareta({ apiKey, fetch }).stream("GET", "/v1/events")) events.push(event)
    expect(events).toEqual([
      { event: "a", data: { x: 1 } },
      { event: "message", data: "plain" }
    ])
  })
})

describe("the key", () => {
  it("is not shown when anything of the client is printed", () => {
    const pareta = new Pareta({ apiKey })
    for (const part of [pareta, pareta.chat, pareta.models, pareta.endpoints, pareta.endpoints.metrics("e")]) {
      expect(inspect(part, { depth: 20, showHidden: true })).not.toContain(apiKey)
      expect(String(JSON.stringify(part))).not.toContain(apiKey)
    }
  })
})
