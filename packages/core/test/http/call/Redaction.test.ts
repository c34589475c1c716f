import { inspect } from "node:util"
import { describe, expect, it, vi } from "@effect/vitest"
import { headerSecrets, Redaction, signatureOf } from "../../../src/http/call/Redaction.ts"
import { partsOf } from "../../../src/http/call/RequestTexts.ts"
import { longProse, needle, prose } from "../../Needles.ts"
import { printed } from "../../Secrets.ts"

const key = `pareta_sk_${needle}_0123456789`

const redaction = new Redaction(headerSecrets(key, {}), [partsOf(JSON.stringify({ prose, longProse }))])

const cleanCause = (cause: unknown): unknown => redaction.cleanCause(cause)

const isShown = (value: unknown): boolean => printed(value).some(([, text]) => text.includes(needle))

const failed = (fields: object): Error => Object.assign(new TypeError("fetch failed"), fields)

class PoolError extends Error {
  readonly pool = "main"
  readonly #internal = needle
  get size(): number {
    return this.#internal.length
  }
}

class Wordy extends Error {
  override get message(): string {
    return `about ${key}`
  }
}

class Silent extends Error {
  override get message(): string {
    throw new Error("no message")
  }
}

class Talkative extends Error {
  readonly #secret = key
  toJSON(): unknown {
    return { secret: this.#secret }
  }
}

describe("the cause of an error", () => {
  it.each<readonly [string, unknown]>([
    ["an error of undici", new TypeError("fetch failed", { cause: failed({ code: "ECONNREFUSED", port: 80 }) })],
    ["a DOMException", new DOMException("The operation was aborted", "AbortError")],
    ["several errors", new AggregateError([failed({ code: "E" }), new Error("b")], "all failed")],
    ["an error of another class", new PoolError("no connection")],
    ["a plain object", { code: "E", items: [1, null, undefined, true, 10n] }],
    ["an object without a prototype", Object.assign(Object.create(null), { code: "E" })],
    ["a Map", new Map([["code", { a: new Set(["E"]) }]])],
    ["a text", "it failed"],
    ["a symbol", Symbol("it failed")],
    ["a number", 404],
    ["null", null]
  ])("is kept as it is if it has no secret and is %s", (_, cause) => {
    expect(cleanCause(cause)).toBe(cause)
  })

  it("is kept as it is if it refers to itself", () => {
    const cause = failed({})
    cause.cause = failed({ cause })
    expect(cleanCause(cause)).toBe(cause)
  })

  const headers = { authorization: `Basic ${needle}`, cookie: `s=${needle}`, "set-cookie": [`s=${needle}`] }

  it.each<readonly [string, unknown]>([
    [
      "a header of its request, in any scheme",
      failed({ config: { headers: { Authorization: headers.authorization } } })
    ],
    [
      "a cookie of its response",
      failed({ response: { status: 401, headers: { "set-cookie": headers["set-cookie"] } } })
    ],
    ["headers as a list", failed({ response: { rawHeaders: ["Set-Cookie", headers.cookie] } })],
    ["headers as a Map", failed({ headers: new Map(Object.entries(headers)) })],
    ["headers as a Headers", failed({ headers: new Headers({ cookie: headers.cookie }) })],
    ["headers as a text", failed({ _header: `POST / HTTP/1.1\r\nauthorization: ${headers.authorization}9\r\n` })],
    ["a Response", failed({ response: new Response("", { headers: { "x-a": needle } }) })],
    ["a secret under a symbol", failed({ [Symbol("a")]: key })],
    ["a secret that is not enumerable", Object.defineProperty(failed({}), "a", { value: key })],
    ["a secret as the name of a property", failed({ [key]: 1 })],
    ["a secret in a Set", failed({ all: new Set([key]) })],
    ["a secret as a symbol", Symbol(key)],
    ["a secret in one of several errors", new AggregateError([new Error("a"), new Error(prose)], "all failed")],
    ["a secret in the stack", Object.assign(failed({}), { stack: `at ${prose}` })],
    ["a getter", Object.defineProperty(failed({}), "a", { get: () => key, enumerable: true })],
    ["a message from a getter", new Wordy()],
    ["a toJSON of its class", new Talkative("failed")],
    ["a toJSON of its own", failed({ toJSON: () => ({ key }) })],
    ["a method for inspect", failed({ [inspect.custom]: () => key })],
    ["a function", failed({ retry: Object.assign(() => {}, { key }) })],
    ["a proxy", failed({ request: new Proxy({}, { ownKeys: () => [], get: () => key }) })],
    ["a boxed text", failed({ text: new String(key) })],
    ["a promise", failed({ pending: Promise.resolve(key) })],
    ["a function alone", Object.assign(() => {}, { key })],
    ["a very long text", failed({ body: `${"x".repeat(50_000_000)}${key}` })],
    ["a very long message", new Error(`${"x".repeat(50_000_000)}${key}`)],
    ["a very long list", failed({ all: [...Array.from({ length: 100_000 }, () => "x"), key] })],
    ["very many properties", failed(Object.fromEntries(Array.from({ length: 20_000 }, (_, at) => [`k${at}`, key])))]
  ])("is not shown if it has %s", (_, cause) => {
    const clean = cleanCause(cause)
    expect(clean).not.toBe(cause)
    expect(isShown(clean)).toBe(false)
  })

  it("keeps its message, name and code if they have no secret", () => {
    const cause = Object.assign(new RangeError(`too long: ${prose}`), {
      code: "E_LONG",
      body: prose,
      cause: new Error("inner")
    })
    expect(cleanCause(cause)).toMatchObject({
      message: "too long: <redacted>",
      name: "RangeError",
      code: "E_LONG",
      cause: { message: "inner" }
    })
  })

  it("is never changed", () => {
    const cause = Object.freeze(failed({ config: Object.freeze({ headers: Object.freeze({ authorization: key }) }) }))
    const before = inspect(cause, { depth: 9, showHidden: true })
    cleanCause(cause)
    expect(inspect(cause, { depth: 9, showHidden: true })).toBe(before)
  })

  it("runs no code of its own", () => {
    const run = vi.fn(() => key)
    const trap = vi.fn(() => {
      throw new Error("a trap")
    })
    const cause = failed({
      toJSON: run,
      toString: run,
      [inspect.custom]: run,
      [Symbol.toPrimitive]: run,
      proxy: new Proxy({}, { get: trap, ownKeys: trap, getPrototypeOf: trap, getOwnPropertyDescriptor: trap })
    })
    Object.defineProperty(cause, "getter", { get: run, enumerable: true })
    Object.defineProperty(cause, "stack", { get: run })
    cleanCause(cause)
    cleanCause({ nested: cause })
    expect(run).not.toHaveBeenCalled()
    expect(trap).not.toHaveBeenCalled()
  })

  const revoked = (): object => {
    const { proxy, revoke } = Proxy.revocable(new Error(key), {})
    revoke()
    return proxy
  }

  it.each<readonly [string, () => unknown]>([
    ["is a revoked proxy", revoked],
    ["refers to a revoked proxy", () => failed({ request: revoked() })],
    ["has a message that throws", () => new Silent()],
    [
      "has a stack that throws",
      () =>
        Object.defineProperty(failed({ key }), "stack", {
          get: () => {
            throw new Error("no stack")
          }
        })
    ]
  ])("can be cleaned if it %s", (_, make) => {
    expect(isShown(cleanCause(make()))).toBe(false)
  })
})

describe("a value from the server", () => {
  it("loses the secrets in the names and values of its fields", () => {
    const detail = [
      { loc: ["body", "a"], input: { [prose]: prose, headers: { Authorization: "Basic abc" } }, type: "t" }
    ]
    expect(redaction.clean(detail)).toEqual([
      { loc: ["body", "a"], input: { "<redacted>": "<redacted>", headers: { Authorization: "<redacted>" } }, type: "t" }
    ])
  })

  it.each([
    ["authorization: Basic dXNlcjpwYXNzMQ==", "authorization: <redacted>"],
    ["got Bearer sk_live_0123456789 here", "got Bearer <redacted> here"],
    ["set-cookie: session=0123456789; HttpOnly", "set-cookie: <redacted>"],
    ["Bearer authentication is required", "Bearer authentication is required"],
    ["the authorization header is missing", "the authorization header is missing"]
  ])("loses credentials of anyone, and keeps words: %s", (text, clean) => {
    expect(redaction.clean(text)).toBe(clean)
  })
})

describe("the secrets in headers", () => {
  it("are the values chosen by the user, except for those of harmless names and short ones", () => {
    const headers = {
      "x-tenant": "tenant-0123",
      "user-agent": "my-agent/1.0",
      "accept-language": "de-DE,de;q=0.9",
      "x-a": "short"
    }
    expect(headerSecrets("pareta_sk_0", headers)).toEqual(["pareta_sk_0", "tenant-0123"])
  })
})

describe("the secrets in a signed URL", () => {
  it("are its query, the values in it, and very long parts of its path", () => {
    const long = "t".repeat(101)
    const found = signatureOf(`https://storage.example/bucket/${long}/doc.pdf?X-Signature=abc%2Fdef0&X-Expires=60`)
    expect(found).toEqual(expect.arrayContaining(["X-Signature=abc/def0&X-Expires=60", "abc/def0", long]))
    expect(found).not.toContain("doc.pdf")
  })
})
