import { it as effectIt } from "@effect/vitest"
import { createEmulator, type Emulator, makeEmulator } from "@pareta/emulator"
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import { HttpClient, HttpClientRequest } from "effect/http"
import { describe, expect, it, vi } from "vitest"
import { imitation } from "../../src/answers/Imitation.ts"
import type { Model } from "../../src/answers/Model.ts"
import { resolveOptions } from "../../src/control/EmulatorOptions.ts"
import * as VirtualClock from "../../src/control/VirtualClock.ts"
import * as FetchDoor from "../../src/doors/FetchDoor.ts"
import * as PlatformState from "../../src/pipeline/PlatformState.ts"
import { World } from "../../src/state/World.ts"
import { createSet, retrieveRun, runIdOf, startRun } from "../EvalWire.ts"
import { call, chat, detailOf, key } from "../Wire.ts"

/** An emulator whose failures are printed into a list. */
const reporting = (): { readonly emulator: Emulator; readonly printed: Array<string> } => {
  const printed: Array<string> = []
  return { emulator: createEmulator({ console: { error: (text) => printed.push(text) } }), printed }
}

/** The part of an emulator that tests use, over a world with another model. */
const withModel = (model: Partial<Model>) => {
  const printed: Array<string> = []
  const clock = VirtualClock.make(Effect.runSync(Clock.clockWith(Effect.succeed)))
  const options = resolveOptions({ console: { error: (text) => printed.push(text) } })
  const platform = PlatformState.make(new World(options, clock, { ...imitation, ...model }))
  const fetch = FetchDoor.make(platform, Context.add(Context.empty(), Clock.Clock, clock))
  return { emulator: { ...createEmulator(), fetch }, printed, platform }
}

const throws = (): never => {
  throw new TypeError("it broke")
}

/** Scripts headers that are changed afterwards, into some that cannot be sent. */
const spoilHeaders = (emulator: Emulator, route: string): void => {
  const headers: Record<string, string> = {}
  emulator.faults.script(route, { headers })
  headers["not a name"] = "x"
}

describe("a request during which something throws", () => {
  it("gets a 500 with a body and an id, and the next request works", async () => {
    const { emulator } = withModel({ complete: throws })
    const response = await chat(emulator, "Hello")
    expect([response.status, response.headers.get("content-type")]).toEqual([500, "application/json"])
    expect(response.headers.get("x-request-id")).toMatch(/^req_/)
    expect(await detailOf(response)).toBe("Internal Server Error")
    expect((await call(emulator, "GET", "/v1/models")).status).toBe(200)
  })

  it("prints its id and the stack once", async () => {
    const { emulator, printed } = withModel({ complete: throws })
    const response = await chat(emulator, "Hello")
    expect(printed.length).toBe(1)
    const [title, error, ...frames] = printed[0]?.split("\n") ?? []
    expect(title).toBe(`pareta-emulator: ${response.headers.get("x-request-id")} POST (chat) failed`)
    expect(error).toBe("TypeError: it broke")
    expect(frames[0]).toMatch(/^ {4}at .*throws .*LastCatch\.test\.ts/)
  })

  it("prints on stderr unless another console is given", async () => {
    const error = vi.spyOn(console, "error").mockImplementation(() => {})
    try {
      const emulator = createEmulator()
      emulator.faults.script(throws, {})
      await chat(emulator, "Hello")
      expect(error.mock.calls).toEqual([[expect.stringContaining("TypeError: it broke")]])
    } finally {
      error.mockRestore()
    }
  })

  it("does not print the prompt, even if the error quotes it", async () => {
    const { emulator, printed } = reporting()
    emulator.faults.script(({ body }) => JSON.parse(body.slice(1)), {})
    await chat(emulator, 'The secret is "Rumpelstilzchen"')
    expect(printed[0]).toContain("SyntaxError: ")
    expect(printed[0]).not.toMatch(/secret|Rumpel/)
  })

  it("is in the log", async () => {
    const { emulator } = reporting()
    emulator.faults.script(throws, {})
    await (await chat(emulator, "Hello")).text()
    expect(emulator.log).toMatchObject([{ route: "chat", status: 500, outcome: "complete" }])
  })

  it("is not billed and not remembered, although its work was done", async () => {
    const { emulator } = reporting()
    const headers = { "idempotency-key": "k" }
    spoilHeaders(emulator, "chat")
    expect((await chat(emulator, "Hello", {}, { headers })).status).toBe(500)
    expect([emulator.ledger, emulator.balanceMicroUsd]).toEqual([[], 25_000_000])
    const again = await chat(emulator, "Hello", {}, { headers })
    expect([again.status, again.headers.get("x-pareta-billed")]).not.toEqual([200, "0"])
    expect(emulator.ledger.length).toBe(1)
  })

  it("creates no endpoint", async () => {
    const { emulator } = reporting()
    spoilHeaders(emulator, "endpoints.deploy")
    expect((await call(emulator, "POST", "/v1/endpoints", { task: "icd-coding", name: "mine" })).status).toBe(500)
    expect((await call(emulator, "GET", "/v1/endpoints/mine")).status).toBe(404)
  })
})

describe("what may throw", () => {
  it.each([
    ["the predicate of a fault", (emulator: Emulator) => emulator.faults.script(throws, {})],
    ["headers that HTTP does not have", (emulator: Emulator) => spoilHeaders(emulator, "chat")],
    ["a body that JSON cannot express", (emulator: Emulator) => emulator.faults.add({ status: 200, body: { a: 1n } })],
    [
      "a pattern of a fault",
      (emulator: Emulator) => emulator.faults.script(Object.assign(/x/, { [Symbol.search]: throws }), {})
    ]
  ])("%s fails one request and not the next", async (_, script) => {
    const { emulator, printed } = reporting()
    script(emulator)
    const statuses = [(await chat(emulator, "Hello")).status, (await chat(emulator, "Hello")).status]
    expect(statuses).toEqual([500, 200])
    expect(printed.length).toBe(1)
  })

  it("a scripted match: one query and not the next", async () => {
    const { emulator } = reporting()
    emulator.matches.script({ outcome: "reason", fields: { count: 1n } })
    const match = async () => (await call(emulator, "POST", "/v1/tasks/match", { query: "invoices" })).status
    expect([await match(), await match()]).toEqual([500, 200])
  })

  it("the clock: requests are answered and logged, and work again when it does", async () => {
    let isBroken = false
    const printed: Array<string> = []
    const system = Effect.runSync(Clock.clockWith(Effect.succeed))
    const clock: Clock.Clock = {
      ...system,
      sleep: (duration) => system.sleep(duration),
      currentTimeMillisUnsafe: () => (isBroken ? throws() : system.currentTimeMillisUnsafe())
    }
    const emulator = Effect.runSync(
      Effect.provideService(makeEmulator({ console: { error: (text) => printed.push(text) } }), Clock.Clock, clock)
    )
    isBroken = true
    expect((await call(emulator, "GET", "/v1/models")).status).toBe(500)
    isBroken = false
    expect((await call(emulator, "GET", "/v1/models")).status).toBe(200)
    expect(emulator.log.map(({ status }) => status)).toEqual([500, 200])
    expect(printed.length).toBe(1)
  })

  it("a console that throws: the request is answered all the same", async () => {
    const emulator = createEmulator({ console: { error: throws } })
    emulator.faults.script(throws, {})
    expect((await chat(emulator, "Hello")).status).toBe(500)
  })

  it("an eval run that is under way: it has failed, and every other route works", async () => {
    const { emulator, printed, platform } = withModel({})
    const set = await createSet(emulator, "contract-key-fields", [{ input: "a contract", expected: { title: "x" } }])
    const runId = await runIdOf(startRun(emulator, set.id, ["qwen-vl-2"]))
    Object.assign(platform.world.evalRuns.get(runId) ?? {}, { takeItem: throws })
    await Effect.runPromise(platform.world.clock.advance("1 hour"))
    expect((await call(emulator, "GET", "/v1/models")).status).toBe(200)
    const { run } = await retrieveRun(emulator, runId)
    expect([run.status, run.error_detail, run.total_cost_micro_usd]).toEqual(["failed", "Internal Server Error", 0])
    expect(printed).toEqual([expect.stringMatching(/^pareta-emulator: eval run run_\w+ failed\nTypeError: it broke\n/)])
  })
})

effectIt.effect("gets the same 500 through the HttpClient layer", () =>
  Effect.gen(function* () {
    const emulator = yield* makeEmulator({ console: { error: () => {} } })
    emulator.faults.script(throws, {})
    const response = yield* HttpClientRequest.get("https://api.pareta.ai/v1/models").pipe(
      HttpClientRequest.bearerToken(key),
      HttpClient.execute,
      Effect.provide(emulator.httpClientLayer)
    )
    expect([response.status, yield* response.json]).toEqual([500, { detail: "Internal Server Error" }])
  })
)
