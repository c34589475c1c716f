import { describe, expect, it } from "vitest"
import { type AllowList, controlRefusalOf, refusalOf } from "../../src/doors/Access.ts"

const none: AllowList = { hosts: [], origins: [] }
const statusOf = (headers: { readonly [name: string]: string }, allowed = none) => refusalOf(headers, allowed)?.status

describe("a host", () => {
  it.each([
    "localhost",
    "localhost:4010",
    "LOCALHOST:80",
    "localhost.",
    "localhost.:4010",
    "app.localhost:4010",
    "127.0.0.1",
    "127.0.0.1:4010",
    "127.255.255.254",
    "[::1]",
    "[::1]:4010"
  ])("'%s' is served", (host) => {
    expect(statusOf({ host })).toBeUndefined()
  })

  it.each([
    "",
    "evil.test",
    "evil.test:4010",
    "localhost.evil.test",
    "evillocalhost",
    "127.0.0.1.evil.test",
    "127.0.0.256",
    "127.1",
    "2130706433",
    "0x7f000001",
    "0.0.0.0",
    "192.168.1.5:4010",
    "[::]",
    "[::2]:80",
    "[::1].evil.test",
    "localhost@evil.test",
    "localhost:80@evil.test",
    "evil.test#localhost",
    "evil.test/localhost",
    "evil.test\\localhost",
    "localhost:port",
    "localhost:4010:80",
    "localhost, evil.test",
    "localhost..",
    " localhost",
    "lоcalhost"
  ])("'%s' is refused", (host) => {
    expect(statusOf({ host })).toBe(403)
  })

  it("is refused when it is missing", () => {
    expect(statusOf({})).toBe(403)
  })

  it("is served when it is allowed by name, by the names above it, or all are", () => {
    const hosts = ["My-Machine.test", ".example.com"]
    const served = ["my-machine.test:1", "MY-MACHINE.TEST", "a.example.com", "a.b.example.com."]
    const refused = ["other.test", "example.com", "badexample.com", "my-machine.test.evil.test"]
    expect(served.map((host) => statusOf({ host }, { ...none, hosts }))).toEqual(served.map(() => undefined))
    expect(refused.map((host) => statusOf({ host }, { ...none, hosts }))).toEqual(refused.map(() => 403))
    expect(statusOf({ host: "anything.test" }, { ...none, hosts: ["*"] })).toBeUndefined()
  })
})

describe("an origin", () => {
  it.each([
    "http://localhost:5173",
    "https://localhost",
    "http://app.localhost:3000",
    "http://127.0.0.1:8080",
    "http://[::1]:3000"
  ])("'%s' is served", (origin) => {
    expect(statusOf({ host: "localhost", origin })).toBeUndefined()
  })

  it.each([
    "null",
    "",
    "https://evil.test",
    "http://localhost.evil.test",
    "http://localhost@evil.test",
    "http://evil.test#localhost",
    "file://",
    "file://localhost",
    "chrome-extension://localhost",
    "localhost",
    "http://"
  ])("'%s' is refused", (origin) => {
    expect(statusOf({ host: "localhost", origin })).toBe(403)
  })

  it("is served when it is allowed, or all are", () => {
    const origins = ["https://app.example.com/", "chrome-extension://abc", "null"]
    const statuses = ["https://APP.example.com", "chrome-extension://abc", "null", "http://app.example.com"].map(
      (origin) => statusOf({ host: "localhost", origin }, { ...none, origins })
    )
    expect(statuses).toEqual([undefined, undefined, undefined, 403])
    expect(statusOf({ host: "localhost", origin: "https://any.test" }, { ...none, origins: ["*"] })).toBeUndefined()
  })
})

describe("a control request", () => {
  it.each([
    ["127.0.0.1", true],
    ["::1", true],
    ["::ffff:127.0.0.1", true],
    ["192.168.0.5", false],
    ["::ffff:192.168.0.5", false],
    ["fe80::1", false],
    [undefined, false]
  ])("from %s is served: %s", (address, isServed) => {
    expect(controlRefusalOf({ host: "localhost" }, address) === undefined).toBe(isServed)
  })
})
