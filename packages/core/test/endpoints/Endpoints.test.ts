import { describe, expect, it } from "@effect/vitest"
import { type DeployEvent, type DeployParams, Endpoint, ParetaClient, type ParetaClientOptions } from "@pareta/core"
import { makeEmulator } from "@pareta/emulator"
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Result from "effect/Result"
import * as Stream from "effect/Stream"
import { TestClock } from "effect/testing"
import { apiKey, eventResponse, json, pieces, scriptedFetch } from "../ScriptedFetch.ts"

const settle = Effect.promise(() => new Promise<void>((resolve) => setImmediate(resolve)))

const withFetch = (fetch: ReturnType<typeof scriptedFetch>["fetch"], options: Partial<ParetaClientOptions> = {}) =>
  ParetaClient.layerFetch({ apiKey, maxRetries: 0, ...options, fetch })

/** The events of a deployment whose stream consists of these parts, and the failure that ended it. */
const deployed = (parts: ReadonlyArray<string>, then: "end" | "open" | Error = "end") =>
  Effect.gen(function* () {
    const events: Array<DeployEvent> = []
    const body = pieces(parts, then)
    const { fetch } = scriptedFetch(() => eventResponse(body.body))
    const failure = yield* ParetaClient.use((client) =>
      Stream.runForEach(client.endpoints.deploy({ task: "contract-key-fields" }), (event) =>
        Effect.sync(() => events.push(event))
      )
    ).pipe(Effect.match({ onFailure: (error) => error, onSuccess: () => null }), Effect.provide(withFetch(fetch)))
    return { events, failure, cancelled: body.cancelled() }
  })

/** Runs deployAndWait on a stream that consists of these parts. */
const waited = (parts: ReadonlyArray<string>) => {
  const { fetch } = scriptedFetch(() => eventResponse(pieces(parts, "open").body))
  return ParetaClient.use((client) => client.endpoints.deployAndWait({ task: "t" })).pipe(
    Effect.provide(withFetch(fetch))
  )
}

const progress = 'event: progress\r\ndata: {"stage": "provisioning-gpu", "label": "Provisioning GPU"}\r\n\r\n'
const complete =
  'event: complete\r\ndata: {"endpoint": {"id": "pareta-prod-9", "name": "pareta-prod-9", "model": "qwen-vl-1", "status": "live"}}\r\n\r\n'
const ping = ": ping - 2026-11-21 10:00:00\r\n\r\n"

describe("deploy", () => {
  it.effect("yields the progress, then the live endpoint, and cancels the body", () =>
    Effect.gen(function* () {
      const { events, failure, cancelled } = yield* deployed([ping, progress, ping, complete, progress], "open")
      expect(failure).toBeNull()
      expect(events.map((event) => event.event)).toEqual(["progress", "complete"])
      const last = events[1]
      expect(last?.event === "complete" && last.data.endpoint).toBeInstanceOf(Endpoint)
      expect(last?.event === "complete" && last.data.endpoint.isLive).toBe(true)
      expect(cancelled).toBe(1)
    })
  )

  it.effect("yields the same events however the bytes are split", () =>
    Effect.gen(function* () {
      const text = progress + ping + complete
      for (const size of [1, 2, 3, 7, text.length]) {
        const parts = Array.from({ length: Math.ceil(text.length / size) }, (_, at) =>
          text.slice(at * size, at * size + size)
        )
        const { events, failure } = yield* deployed(parts)
        expect(failure).toBeNull()
        expect(events.map((event) => event.event)).toEqual(["progress", "complete"])
      }
    })
  )

  it.effect.each([
    ["an object", '{"message":"GPU pool exhausted"}', "GPU pool exhausted"],
    ["a status", '{"status":"failed"}', "failed"],
    ["a string", '"out of memory"', "out of memory"],
    ["a text", "out of memory", "out of memory"],
    ["an empty object", "{}", "unknown error"]
  ] as const)("ends with an error event of %s, and fails when waiting", ([_, data, message]) =>
    Effect.gen(function* () {
      const { events, failure } = yield* deployed([progress, `event: error\r\ndata: ${data}\r\n\r\n`])
      expect(failure).toBeNull()
      expect(events.at(-1)).toMatchObject({ event: "error", data: { message } })
      const waiting = yield* Effect.flip(waited([`event: error\ndata: ${data}\n\n`]))
      expect(waiting).toMatchObject({
        _tag: "DeployError",
        message: `deploy failed: ${message}`,
        requestId: "req_test"
      })
    })
  )

  it.effect("has a message of at most 1000 characters when waiting", () =>
    Effect.gen(function* () {
      const waiting = yield* Effect.flip(waited([`event: error\ndata: ${"x".repeat(5000)}\n\n`]))
      expect(waiting.message).toHaveLength(1000)
    })
  )

  it.effect("fails when the stream ends without a terminal event, waiting or not", () =>
    Effect.gen(function* () {
      const message = "deploy stream ended without a 'complete' event"
      const { events, failure } = yield* deployed([progress])
      expect(events).toHaveLength(1)
      expect(failure).toMatchObject({ _tag: "DeployError", message, operation: "endpoints.deploy" })
      const { fetch } = scriptedFetch(() => eventResponse(pieces([progress]).body))
      const waiting = yield* ParetaClient.use((client) => client.endpoints.deployAndWait({ task: "t" })).pipe(
        Effect.flip,
        Effect.provide(withFetch(fetch))
      )
      expect(waiting).toMatchObject({ _tag: "DeployError", message })
    })
  )

  it.effect.each(["{}", '{"endpoint":null}', '{"endpoint":{"status":"live"}}', '{"endpoint":7}', "done"])(
    "refuses a complete event with %s",
    (data) =>
      Effect.gen(function* () {
        const { failure } = yield* deployed([`event: complete\ndata: ${data}\n\n`])
        expect(failure?._tag).toBe("APIResponseValidationError")
        expect(failure).toHaveProperty("body", data === "done" ? data : JSON.parse(data))
      })
  )

  it.effect("accepts a complete event without its blank line, but not one that is cut off", () =>
    Effect.gen(function* () {
      expect((yield* deployed([complete.trimEnd()])).failure).toBeNull()
      expect((yield* deployed([complete.slice(0, 40)])).failure?._tag).toBe("DeployError")
    })
  )

  it.effect("delivers data that is not JSON as text, several lines as one text, and events with other names", () =>
    Effect.gen(function* () {
      const { events } = yield* deployed([
        "event: progress\r\ndata: pulling\r\ndata: weights\r\n\r\n",
        "data: plain\r\n\r\n",
        'event: notice\r\ndata: {"a":1}\r\n\r\n',
        complete
      ])
      expect(events.slice(0, 3)).toEqual([
        { event: "progress", data: "pulling\nweights" },
        { event: "message", data: "plain" },
        { event: "notice", data: { a: 1 } }
      ])
    })
  )

  it.effect("names the task and the stage when it times out, and says that it may still complete", () =>
    Effect.gen(function* () {
      const fiber = yield* deployed([progress], "open").pipe(Effect.forkChild)
      yield* settle
      yield* TestClock.adjust("10 minutes")
      const { failure } = yield* Fiber.join(fiber)
      expect(failure?._tag).toBe("APITimeoutError")
      for (const words of ["timeout.idle", "contract-key-fields", "provisioning-gpu", "may still complete"]) {
        expect(failure?.message).toContain(words)
      }
    })
  )

  it.effect("says the same when the connection breaks off", () =>
    Effect.map(deployed([progress], new TypeError("terminated")), ({ failure }) => {
      expect(failure?._tag).toBe("APIConnectionError")
      for (const words of ["terminated", "contract-key-fields", "provisioning-gpu", "may still complete"]) {
        expect(failure?.message).toContain(words)
      }
    })
  )

  it.effect("waits for its first event without a limit", () =>
    Effect.gen(function* () {
      const fiber = yield* deployed([], "open").pipe(Effect.forkChild)
      yield* settle
      yield* TestClock.adjust("2 days")
      expect(fiber.pollUnsafe()).toBeUndefined()
      yield* Fiber.interrupt(fiber)
    })
  )

  it.effect.each([
    [{ task: "t" }, '{"task":"t","model":"recommended"}'],
    [{ task: "t", model: "", name: "" }, '{"task":"t","model":"recommended"}'],
    [{ task: "t", model: null, name: null }, '{"task":"t","model":"recommended"}'],
    [
      { name: "n", region: "eu", task: "t", wait: true, model: "qwen-1", quality: 0 },
      '{"task":"t","model":"qwen-1","region":"eu","quality":0,"name":"n"}'
    ]
  ] as ReadonlyArray<readonly [DeployParams, string]>)("sends %j as documented", ([params, body]) =>
    Effect.gen(function* () {
      const { fetch, requests } = scriptedFetch(() => eventResponse(pieces([complete]).body))
      yield* ParetaClient.use((client) => client.endpoints.deployAndWait(params)).pipe(Effect.provide(withFetch(fetch)))
      expect(requests[0]?.body).toBe(body)
      expect(requests[0]?.headers["Accept"]).toBe("text/event-stream")
      expect(requests[0]?.headers["Idempotency-Key"]).toMatch(/^pareta-js-/)
    })
  )

  it.effect.each([{ task: "" }, { task: null }, undefined as unknown as DeployParams])(
    "refuses %j before anything is sent",
    (params) =>
      Effect.gen(function* () {
        const { fetch, requests } = scriptedFetch(json({}))
        const failure = yield* ParetaClient.use((client) => client.endpoints.deployAndWait(params)).pipe(
          Effect.flip,
          Effect.provide(withFetch(fetch))
        )
        expect(failure).toMatchObject({ _tag: "InvalidArgumentError", message: "task is required" })
        expect(requests).toHaveLength(0)
      })
  )
})

describe("the other operations", () => {
  it.effect("list reads a bare array, and names an invalid record", () =>
    Effect.gen(function* () {
      const listed = (answer: unknown) =>
        ParetaClient.use((client) => client.endpoints.list()).pipe(
          Effect.provide(withFetch(scriptedFetch(json(answer)).fetch))
        )
      const endpoints = yield* listed([
        { name: "only-name", taskName: "t" },
        { id: "a", task: "u", status: "paused" }
      ])
      expect(endpoints.map(({ id, task, isLive }) => [id, task, isLive])).toEqual([
        ["only-name", "t", false],
        ["a", "u", false]
      ])
      expect((yield* Effect.flip(listed({ data: [] }))).message).toContain("unexpected response: must be an array")
      expect((yield* Effect.flip(listed([{ id: "a" }, {}]))).message).toContain(
        "[1]: an endpoint needs an id or a name"
      )
    })
  )

  it.effect.each(["", null, undefined, ".."])("refuse the id %j before anything is sent", (id) =>
    Effect.gen(function* () {
      const { fetch, requests } = scriptedFetch(json({}))
      const layer = withFetch(fetch)
      for (const call of ["retrieve", "start", "stop", "delete"] as const) {
        const failure = yield* ParetaClient.use((client) => client.endpoints[call](id as string)).pipe(
          Effect.flip,
          Effect.provide(layer)
        )
        expect(failure._tag).toBe("InvalidArgumentError")
      }
      const failure = yield* ParetaClient.use((client) => client.endpoints.metrics(id as string).cost()).pipe(
        Effect.flip,
        Effect.provide(layer)
      )
      expect(failure._tag).toBe("InvalidArgumentError")
      expect(requests).toHaveLength(0)
    })
  )

  it.effect("delete ignores the body of the response", () =>
    Effect.gen(function* () {
      for (const answer of [new Response(null, { status: 204 }), new Response("bye"), json({ ok: true })]) {
        const { fetch, requests } = scriptedFetch(answer)
        const result = yield* ParetaClient.use((client) => client.endpoints.delete("a/b?c#d")).pipe(
          Effect.provide(withFetch(fetch))
        )
        expect(result).toBeUndefined()
        expect(requests[0]).toMatchObject({ method: "DELETE", url: "https://api.pareta.ai/v1/endpoints/a%2Fb%3Fc%23d" })
      }
    })
  )

  it.effect("start and stop are POSTs without a body, and return the server's JSON", () =>
    Effect.gen(function* () {
      const { fetch, requests } = scriptedFetch(json({ ok: true }))
      const answer = yield* ParetaClient.use((client) =>
        Effect.andThen(client.endpoints.stop("e"), client.endpoints.start("e"))
      ).pipe(Effect.provide(withFetch(fetch)))
      expect(answer).toEqual({ ok: true })
      expect(requests.map(({ method, url, body }) => [method, url, body])).toEqual([
        ["POST", "https://api.pareta.ai/v1/endpoints/e/stop", null],
        ["POST", "https://api.pareta.ai/v1/endpoints/e/start", null]
      ])
      expect(requests[0]?.headers["Content-Type"]).toBeUndefined()
    })
  )

  it.effect.each(["performance", "uptime", "cost", "quality", "activity"] as const)(
    "metrics.%s sends its parameters and returns the server's JSON",
    (dimension) =>
      Effect.gen(function* () {
        const { fetch, requests } = scriptedFetch(json({ dimension, p50: 12 }))
        const report = yield* ParetaClient.use((client) =>
          client.endpoints.metrics("e")[dimension]({ window: "7d", group_by: "day", none: null })
        ).pipe(Effect.provide(withFetch(fetch)))
        expect(report).toEqual({ dimension, p50: 12 })
        expect(requests[0]?.url).toBe(`https://api.pareta.ai/v1/endpoints/e/${dimension}?window=7d&group_by=day`)
      })
  )
})

it.effect("an endpoint follows the emulator's clock: deployed, stopped, started, deleted", () =>
  Effect.gen(function* () {
    const emulator = yield* makeEmulator({ timing: { deploy: "3 seconds", start: "2 seconds" } })
    const statusOf = (id: string) =>
      ParetaClient.use((client) => Effect.map(client.endpoints.retrieve(id), (endpoint) => endpoint.status))
    yield* Effect.gen(function* () {
      const client = yield* ParetaClient
      const deploying = yield* Effect.forkChild(
        client.endpoints.deployAndWait({ task: "contract-key-fields", name: "contracts" })
      )
      yield* settle
      expect(yield* statusOf("contracts")).toBe("starting")
      for (let second = 0; second < 4; second++) {
        yield* TestClock.adjust("1 second")
        yield* settle
      }
      const endpoint = yield* Fiber.join(deploying)
      expect([endpoint.id, endpoint.isLive]).toEqual(["contracts", true])
      yield* client.endpoints.stop("contracts")
      const refused = yield* Effect.flip(
        client.chat.completions.create({ model: "contracts", messages: [{ role: "user", content: "hi" }] })
      )
      expect(refused).toMatchObject({ _tag: "EndpointNotReadyError", message: "endpoint 'contracts' is stopped." })
      yield* client.endpoints.start("contracts")
      expect(yield* statusOf("contracts")).toBe("starting")
      yield* TestClock.adjust("2 seconds")
      expect(yield* statusOf("contracts")).toBe("live")
      yield* client.endpoints.delete("contracts")
      expect((yield* Effect.flip(statusOf("contracts")))._tag).toBe("NotFoundError")
    }).pipe(Effect.provide(withFetch(emulator.fetch)))
  })
)

describe("startAndWait", () => {
  const stopped = (start: Duration.Input) =>
    makeEmulator({ endpoints: [{ id: "ep_1", task: "general-chat", status: "stopped" }], timing: { start } })

  it.effect("returns the endpoint once it is live", () =>
    Effect.gen(function* () {
      const emulator = yield* stopped("7 seconds")
      const starting = yield* ParetaClient.use((client) => client.endpoints.startAndWait("ep_1")).pipe(
        Effect.provide(withFetch(emulator.fetch)),
        Effect.forkChild
      )
      yield* settle
      for (const _ of [1, 2, 3]) {
        expect(starting.pollUnsafe()).toBeUndefined()
        yield* TestClock.adjust("3 seconds")
        yield* settle
      }
      expect((yield* Fiber.join(starting)).status).toBe("live")
      expect(emulator.log.map(({ method }) => method)).toEqual(["POST", "GET", "GET", "GET", "GET"])
    })
  )

  it.effect("fails when the time is up, and says what the status was", () =>
    Effect.gen(function* () {
      const emulator = yield* stopped("1 hour")
      const starting = yield* ParetaClient.use((client) =>
        client.endpoints.startAndWait("ep_1", { timeout: "4 seconds", pollInterval: "3 seconds" })
      ).pipe(Effect.provide(withFetch(emulator.fetch)), Effect.flip, Effect.forkChild)
      yield* settle
      for (const _ of [1, 2, 3]) {
        yield* TestClock.adjust("2 seconds")
        yield* settle
      }
      expect(yield* Fiber.join(starting)).toMatchObject({
        _tag: "APITimeoutError",
        operation: "endpoints.start",
        message: `endpoint 'ep_1' was not live within 4s; its status was starting. It may still become live`
      })
    })
  )

  it.effect("makes one poll with a timeout of 0, and tolerates polls that fail", () =>
    Effect.gen(function* () {
      const emulator = yield* stopped("0 seconds")
      emulator.faults.script("endpoints.retrieve", { status: 503, times: 3 })
      const start = (options: object) =>
        ParetaClient.use((client) => client.endpoints.startAndWait("ep_1", options)).pipe(
          Effect.provide(withFetch(emulator.fetch)),
          Effect.result
        )
      const failed = yield* start({ timeout: 0, pollInterval: 0 })
      expect(Result.isFailure(failed) && failed.failure.message).toBe(
        "endpoint 'ep_1' was not live within 0s. It may still become live"
      )
      expect(Result.isSuccess(yield* start({ pollInterval: 0 }))).toBe(true)
    })
  )

  it.effect.each([
    [{ timeout: -1 }, "timeout must be a duration of 0 or more"],
    [{ pollInterval: Number.NaN }, "pollInterval must be a duration of 0 or more"],
    [{ interval: 5 }, 'unknown option "interval"']
  ] as const)("refuses %j before it starts anything", ([options, message]) =>
    Effect.gen(function* () {
      const emulator = yield* stopped("0 seconds")
      const failure = yield* ParetaClient.use((client) =>
        client.endpoints.startAndWait("ep_1", options as object)
      ).pipe(Effect.provide(withFetch(emulator.fetch)), Effect.flip)
      expect([failure._tag, failure.message.slice(0, message.length)]).toEqual(["InvalidArgumentError", message])
      expect(emulator.log).toEqual([])
    })
  )
})
