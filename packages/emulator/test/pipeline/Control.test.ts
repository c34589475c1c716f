import { describe, expect, it } from "vitest"
import { attach, createSet } from "../EvalWire.ts"
import { answerOf, call, chat, detailOf, key, stillEmulator, textOf } from "../Wire.ts"

const control = async (emulator: ReturnType<typeof stillEmulator>, method: string, name: string, body?: unknown) => {
  const response = await emulator.fetch(`https://emulator.invalid/_emulator/${name}`, {
    method,
    ...(body === undefined ? {} : { body: JSON.stringify(body) })
  })
  const text = await response.text()
  return { status: response.status, headers: response.headers, body: text === "" ? undefined : JSON.parse(text) }
}

describe("a control route", () => {
  it("lists the ledger, with the balance", async () => {
    const emulator = stillEmulator()
    await chat(emulator, "Hello", {}, { headers: { "idempotency-key": "k1" } })
    const [entry] = emulator.ledger
    expect((await control(emulator, "GET", "ledger")).body).toEqual({
      entries: [
        {
          at: entry?.at,
          request_id: entry?.requestId,
          route: "chat",
          idempotency_key: "k1",
          model: "ep_a1b2c3",
          micro_usd: entry?.microUsd,
          balance_after_micro_usd: emulator.balanceMicroUsd
        }
      ],
      balance_micro_usd: emulator.balanceMicroUsd
    })
  })

  it("lists the log without keys, and clears it", async () => {
    const emulator = stillEmulator()
    await call(emulator, "GET", "/v1/models?a=1")
    const { body } = await control(emulator, "GET", "log")
    expect(body.entries).toEqual([
      expect.objectContaining({
        request_id: emulator.log[0]?.requestId,
        route: "models",
        path: "/v1/models",
        query: "a=1",
        status: 200,
        outcome: "complete",
        headers: expect.objectContaining({ authorization: "Bearer pareta_sk_…" })
      })
    ])
    expect(JSON.stringify(body)).not.toContain(key)
    expect((await control(emulator, "DELETE", "log")).status).toBe(204)
    expect(emulator.log).toEqual([])
  })

  it("still counts what the log had dropped after it is cleared", async () => {
    const emulator = stillEmulator({ limits: { logEntries: 1 } })
    for (const _ of [1, 2, 3]) await call(emulator, "GET", "/v1/models")
    await control(emulator, "DELETE", "log")
    expect((await control(emulator, "GET", "dropped")).body).toMatchObject({ log_entries: 2 })
  })

  it("scripts answers, lists them and clears them", async () => {
    const emulator = stillEmulator()
    await control(emulator, "POST", "answers", [
      { text: "for all" },
      { match: { pattern: "WEATHER", flags: "i" }, toolCalls: [{ name: "weather" }], times: 1 }
    ])
    expect((await control(emulator, "GET", "answers")).body.entries).toEqual([
      { match: { pattern: "WEATHER", flags: "i" }, toolCalls: [{ name: "weather" }], times: 1 },
      { match: "", text: "for all", times: null }
    ])
    expect((await answerOf(chat(emulator, "the weather"))).choices[0]?.finish_reason).toBe("tool_calls")
    expect(await textOf(chat(emulator, "the weather"))).toBe("for all")
    await control(emulator, "DELETE", "answers")
    expect(emulator.answers.pending).toBe(0)
  })

  it("scripts faults, for a route, a path or a pattern", async () => {
    const emulator = stillEmulator()
    const faults = [
      { on: "chat", status: 503, headers: { "retry-after": "1" } },
      { on: { pattern: "models$" }, status: 418, times: null }
    ]
    await control(emulator, "POST", "faults", faults)
    expect((await control(emulator, "GET", "faults")).body.entries).toEqual([
      { ...faults[0], times: 1 },
      { on: { pattern: "models$", flags: "" }, status: 418, times: null }
    ])
    const statuses = []
    for (const _ of [1, 2])
      statuses.push((await chat(emulator, "Hello")).status, (await call(emulator, "GET", "/v1/models")).status)
    expect(statuses).toEqual([503, 418, 200, 418])
    await control(emulator, "DELETE", "faults")
    expect((await call(emulator, "GET", "/v1/models")).status).toBe(200)
  })

  it("scripts matches and runs", async () => {
    const emulator = stillEmulator()
    await control(emulator, "POST", "matches", ["none", { outcome: "unsupported", query: { pattern: "." } }])
    await control(emulator, "POST", "runs", { failsWith: "provider down", times: 2 })
    expect([emulator.matches.pending, emulator.runs.pending]).toEqual([2, 2])
    expect((await control(emulator, "GET", "matches")).body.entries[0]).toEqual({ outcome: "none", times: 1 })
    await control(emulator, "DELETE", "matches")
    await control(emulator, "DELETE", "runs")
    expect([emulator.matches.pending, emulator.runs.pending]).toEqual([0, 0])
  })

  it("sets the balance", async () => {
    const emulator = stillEmulator()
    expect((await control(emulator, "POST", "balance", { micro_usd: 0 })).body).toEqual({ micro_usd: 0 })
    expect((await chat(emulator, "Hello")).status).toBe(402)
  })

  it.each(["10 seconds", 10_000])("advances the clock by %j", async (advance) => {
    const emulator = stillEmulator()
    const before = (await control(emulator, "GET", "clock")).body.now
    expect((await control(emulator, "POST", "clock", { advance })).body.now).toBe(before + 10_000)
  })

  it("restores the initial state", async () => {
    const emulator = stillEmulator()
    emulator.answers.script("", "scripted")
    emulator.faults.script("models", { status: 500 })
    await chat(emulator, "Hello")
    expect((await control(emulator, "POST", "reset")).status).toBe(200)
    expect([emulator.answers.pending, emulator.faults.pending, emulator.log.length, emulator.ledger.length]).toEqual([
      0, 0, 0, 0
    ])
  })

  it("sets a rate limit, shows it and removes it", async () => {
    const emulator = stillEmulator()
    const limit = { requests: 1, per: "1 minute", on: { pattern: "chat", flags: "" } }
    expect((await control(emulator, "GET", "rate-limit")).body).toEqual({})
    expect((await control(emulator, "POST", "rate-limit", limit)).body).toEqual(limit)
    expect([(await chat(emulator, "a")).status, (await chat(emulator, "b")).status]).toEqual([200, 429])
    await control(emulator, "DELETE", "rate-limit")
    expect((await chat(emulator, "c")).status).toBe(200)
  })

  it("sets how keys are treated, shows it and forgets them", async () => {
    const emulator = stillEmulator()
    const options = { maxKeys: 10, lifetime: 60_000, whileInProgress: "conflict" }
    expect((await control(emulator, "POST", "idempotency", options)).body).toEqual({ keys: 0, ...options })
    await chat(emulator, "Hello", {}, { headers: { "idempotency-key": "k" } })
    expect((await control(emulator, "POST", "idempotency", { lifetime: null })).body).toEqual({
      ...options,
      keys: 1,
      lifetime: null
    })
    await control(emulator, "DELETE", "idempotency")
    expect((await control(emulator, "GET", "idempotency")).body.keys).toBe(0)
  })

  it.each([
    ["nested deeper than the platform reads", `${"[".repeat(20_000)}${"]".repeat(20_000)}`],
    ["of more values than the platform reads", `[${"[],".repeat(1_100_000)}[]]`]
  ])("lists the log with a body that is %s, as its text", async (_, body) => {
    const emulator = stillEmulator()
    expect((await call(emulator, "POST", "/v1/chat/completions", body)).status).toBeGreaterThanOrEqual(400)
    const { entries } = (await control(emulator, "GET", "log")).body
    expect(entries[0].body).toBe(body)
  })

  it("lists what was dropped and which documents are attached", async () => {
    const emulator = stillEmulator()
    expect((await control(emulator, "GET", "dropped")).body).toMatchObject({ log_entries: 0, ledger_entries: 0 })
    const set = await createSet(emulator, "contract-key-fields", [{ input: "x", expected: {} }])
    await attach(emulator, set.id, "document")
    expect((await control(emulator, "GET", "documents")).body).toEqual({
      entries: [expect.objectContaining({ eval_set_id: set.id, idx: 0, field_name: "document", mime: "text/plain" })]
    })
  })

  it("changes nothing that a test can see: no log entry, no fault used, no id", async () => {
    const idAfter = async (requests: number) => {
      const emulator = stillEmulator()
      emulator.faults.add({ status: 503 })
      for (let count = 0; count < requests; count++) await control(emulator, "GET", "log")
      await call(emulator, "GET", "/v1/models")
      return [emulator.log.length, emulator.log[0]?.requestId, emulator.faults.pending]
    }
    expect(await idAfter(5)).toEqual(await idAfter(0))
  })
})

describe("a wrong control request", () => {
  it.each([
    ["answers", { txt: "misspelt" }, 'an answer has no "txt"'],
    ["answers", "text", "the body must be a JSON object"],
    ["answers", { match: 5, text: "a" }, "match must be a string or"],
    ["answers", { match: { pattern: "(" }, text: "a" }, "Invalid regular expression"],
    ["faults", { on: "chatt", status: 500 }, 'no route is called "chatt"'],
    ["matches", { outcome: "some" }, 'outcome has no "some"'],
    ["matches", { outcome: "none", quary: "x" }, 'a match has no "quary"'],
    ["runs", { failWith: "x" }, 'a run has no "failWith"'],
    ["faults", { status: "503" }, "a fault: Expected"],
    ["faults", { status: 99 }, "a value between 200 and 599"],
    ["faults", { reset: "mid" }, "a fault: Expected"],
    ["faults", { reset: null }, "a fault: Expected"],
    ["faults", { end: "before-head" }, "a fault: Expected"],
    ["faults", { errorFrame: null }, "a fault: Expected"],
    ["faults", { chunking: "x" }, "a fault: Expected"],
    ["faults", { lineEnding: "X" }, "a fault: Expected"],
    ["faults", { malformedAfter: "x" }, "a fault: Expected"],
    ["faults", { headers: { "a b": "c" } }, "a fault: headers: "],
    ["faults", { status: 503, times: "2" }, "a fault: Expected"],
    ["faults", { status: 503, times: 1.5 }, "a fault: Expected"],
    ["faults", { status: 503, times: 0 }, "a fault: Expected"],
    ["runs", { failsWith: 5 }, "runs.script: Expected string"],
    ["runs", { failsWith: "x", at: "toString" }, 'runs.script: Expected "queued"'],
    ["runs", { itemErrors: "abc" }, "runs.script: Expected object"],
    ["matches", { outcome: "reason", ambiguous: "x" }, "matches.script: Expected boolean"],
    ["matches", { outcome: "none", times: "x" }, "matches.script: Expected"],
    ["balance", { balance: 5 }, 'there is no "balance"'],
    ["balance", { micro_usd: "5" }, "micro_usd must be a number"],
    ["clock", { advance: "soon" }, "advance must be a duration"],
    ["clock", {}, "advance must be a duration"],
    ["clock", { advance: 1e300 }, "no date is that late"],
    ["rate-limit", { requests: "many" }, "requests must be a finite number"],
    ["rate-limit", undefined, "the body must be a JSON object"],
    ["idempotency", { lifetime: "soon" }, "lifetime must be a duration"],
    ["runs", { lasts: "soon" }, "lasts must be a duration"],
    ["faults", { delay: "soon" }, "delay must be a duration"],
    ["answers", { text: 5 }, 'answers.script: Expected string | undefined at ["text"]'],
    ["answers", { toolCalls: 5 }, 'answers.script: Expected array | undefined at ["toolCalls"]'],
    ["answers", { toolCalls: [{}] }, "answers.script: Missing key"],
    ["answers", { text: "a", usage: { prompt_tokens: "many" } }, "answers.script: Expected "],
    ["answers", { text: "a", usage: { prompt_tokens: -1 } }, "answers.script: Expected a value greater than"]
  ])("to %s with %j is refused with 422", async (name, body, message) => {
    const { status, body: reply } = await control(stillEmulator(), "POST", name, body)
    expect([status, reply.detail]).toEqual([422, expect.stringContaining(message)])
  })

  it.each(["answers", "faults", "matches", "runs"])(
    "to %s changes nothing, whatever else is in its list",
    async (name) => {
      const right = { answers: { text: "ok" }, faults: { status: 503 }, matches: "none", runs: {} }[name]
      const emulator = stillEmulator()
      expect((await control(emulator, "POST", name, [right, { wrong: 1 }])).status).toBe(422)
      expect((await control(emulator, "GET", name)).body.entries).toEqual([])
    }
  )

  it("that is not JSON is refused with 422", async () => {
    const response = await stillEmulator().fetch("https://emulator.invalid/_emulator/faults", {
      method: "POST",
      body: "{"
    })
    expect([response.status, await detailOf(response)]).toEqual([422, "the body is not JSON"])
  })

  it("whose body is too large is refused with 413, and not carried out", async () => {
    const emulator = stillEmulator({ limits: { bodyBytes: 100 } })
    emulator.answers.script("", "kept")
    const { status } = await control(emulator, "POST", "reset", "x".repeat(200))
    expect([status, await textOf(chat(emulator, "a"))]).toEqual([413, "kept"])
  })

  it.each(["toString", "__proto__", "answers/", ""])("to /_emulator/%s is answered with 404", async (name) => {
    const { status, body } = await control(stillEmulator(), "GET", name)
    expect([status, body.detail]).toEqual([404, expect.stringContaining("there are /_emulator/ledger, ")])
  })

  it("with another method is answered with 405", async () => {
    const { status, headers } = await control(stillEmulator(), "DELETE", "ledger")
    expect([status, headers.get("allow")]).toEqual([405, "GET"])
  })
})
