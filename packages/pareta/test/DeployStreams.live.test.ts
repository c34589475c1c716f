import * as Core from "@pareta/core"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Stream from "effect/Stream"
import * as Shell from "pareta"
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest"
import {
  answerWith,
  apiKey,
  beforeLineFeeds,
  type Ending,
  eachByte,
  type Pieces,
  recut,
  scriptedServer,
  slowly,
  soon,
  stopTimers
} from "./ScriptedServer.ts"

interface Seen {
  /** Each event: its name, and its data as on the wire. */
  readonly events: ReadonlyArray<readonly [string, unknown]>
  readonly failure: Core.ParetaError | undefined
  readonly metas: ReadonlyArray<Core.ResponseMeta>
}

interface Options {
  readonly timeout?: Shell.TimeoutOptions
  readonly fetch?: Shell.Fetch
}

const params = { task: "contract-key-fields" }

const seen = (event: Core.DeployEvent): readonly [string, unknown] => [
  event.event,
  JSON.parse(JSON.stringify(event.data))
]

const layerOf = (baseURL: string, options: Options, metas: Array<Core.ResponseMeta>) =>
  Core.ParetaClient.layerFetch({ apiKey, baseURL, ...options, onResponse: (meta) => metas.push(meta) })

const failureOf = <A>(exit: Exit.Exit<A, Core.ParetaError>) =>
  Exit.isFailure(exit) ? Effect.runPromise(Effect.flip(exit)) : undefined

const faces: { readonly [name: string]: (baseURL: string, options: Options) => Promise<Seen> } = {
  "as a Promise": async (baseURL, options) => {
    const events: Array<readonly [string, unknown]> = []
    const metas: Array<Core.ResponseMeta> = []
    const pareta = new Shell.Pareta({ apiKey, baseURL, ...options, onResponse: (meta) => metas.push(meta) })
    let failure: Core.ParetaError | undefined
    try {
      for await (const event of pareta.endpoints.deploy(params)) events.push(seen(event))
    } catch (error) {
      failure = error as Core.ParetaError
    }
    return { events, failure, metas }
  },
  "as an Effect": async (baseURL, options) => {
    const events: Array<readonly [string, unknown]> = []
    const metas: Array<Core.ResponseMeta> = []
    const program = Core.ParetaClient.use((client) =>
      Stream.runForEach(client.endpoints.deploy(params), (event) =>
        Effect.sync(() => {
          events.push(seen(event))
        })
      )
    )
    const exit = await Effect.runPromiseExit(Effect.provide(program, layerOf(baseURL, options, metas)))
    return { events, failure: await failureOf(exit), metas }
  }
}

/** Waits for the deployment: the endpoint's id, or the failure. */
const waiting: { readonly [name: string]: (baseURL: string, options: Options) => Promise<unknown> } = {
  "waiting, as a Promise": async (baseURL, options) => {
    const pareta = new Shell.Pareta({ apiKey, baseURL, ...options })
    return pareta.endpoints.deploy({ ...params, wait: true }).then(
      (endpoint) => endpoint.id,
      (failure: unknown) => failure
    )
  },
  "waiting, as an Effect": async (baseURL, options) => {
    const program = Core.ParetaClient.use((client) => client.endpoints.deployAndWait(params))
    const exit = await Effect.runPromiseExit(Effect.provide(program, layerOf(baseURL, options, [])))
    return Exit.isSuccess(exit) ? exit.value.id : failureOf(exit)
  }
}

interface Case extends Options {
  readonly name: string
  readonly pieces: Pieces
  readonly ending?: Ending
  readonly events: ReadonlyArray<readonly [string, unknown]>
  readonly failure?: object
  /** The result of waiting for it: an id, or a failure. Default: the failure of the stream. */
  readonly waited?: string | object
  readonly terminated: boolean
  readonly outcome?: "finished" | "closed"
}

/** As sse-starlette writes it. */
const event = (name: string, data: unknown) => `event: ${name}\r\ndata: ${JSON.stringify(data)}\r\n\r\n`

const progress = event("progress", { stage: "provisioning-gpu", label: "Provisioning GPU" })
const endpoint = { id: "pareta-prod-9", name: "pareta-prod-9", model: "qwen-vl-1", status: "live" }
const complete = event("complete", { endpoint })
const seenProgress = ["progress", { stage: "provisioning-gpu", label: "Provisioning GPU" }] as const
const seenComplete = ["complete", { endpoint }] as const
const ping = ": ping - 2026-01-01 00:00:00\r\n\r\n"

const live = { events: [seenProgress, seenComplete], waited: "pareta-prod-9", terminated: true }

const broken = {
  name: "DeployError",
  message: "deploy stream ended without a 'complete' event",
  operation: "endpoints.deploy",
  requestId: "req_live"
}

const cases: ReadonlyArray<Case> = [
  { name: "progress, then complete, in CRLF", pieces: [progress, complete], ...live },
  { name: "a byte at a time", pieces: [progress + ping + complete], fetch: recut(eachByte), ...live },
  { name: "a cut inside each CRLF", pieces: [progress + ping + complete], fetch: recut(beforeLineFeeds), ...live },
  { name: "bare CR", pieces: [(progress + complete).replaceAll("\r\n", "\r")], ...live },
  { name: "LF only", pieces: [(progress + complete).replaceAll("\r\n", "\n")], ...live },
  { name: "pings between the events", pieces: [ping, progress, ping, ping, complete], ...live },
  {
    name: "complete with the socket left open ends at once",
    pieces: [progress, complete],
    ending: "open",
    ...live,
    outcome: "closed"
  },
  {
    name: "nothing after complete is read",
    pieces: [progress + complete + event("error", { message: "never" })],
    ...live
  },
  { name: "complete without its blank line", pieces: [progress, complete.trimEnd()], ...live, outcome: "finished" },
  {
    name: "data that is not JSON is text",
    pieces: ["event: progress\r\ndata: warming up\r\n\r\n", complete],
    events: [["progress", "warming up"], seenComplete],
    waited: "pareta-prod-9",
    terminated: true
  },
  {
    name: "progress is never inspected",
    pieces: [
      event("progress", null),
      event("progress", [1]),
      event("progress", { error: "no error", detail: "d" }),
      complete
    ],
    events: [["progress", null], ["progress", [1]], ["progress", { error: "no error", detail: "d" }], seenComplete],
    waited: "pareta-prod-9",
    terminated: true
  },
  {
    name: "events with other names are delivered, and [DONE] does not end the stream",
    pieces: ["data: [DONE]\r\n\r\n", event("quota", { left: 1 }), complete],
    events: [["message", "[DONE]"], ["quota", { left: 1 }], seenComplete],
    waited: "pareta-prod-9",
    terminated: true
  },
  {
    name: "error is the last event, and the failure of waiting",
    pieces: [progress, event("error", { message: "GPU pool exhausted" })],
    ending: "open",
    events: [seenProgress, ["error", { message: "GPU pool exhausted" }]],
    waited: { name: "DeployError", message: "deploy failed: GPU pool exhausted", operation: "endpoints.deploy" },
    terminated: true,
    outcome: "closed"
  },
  {
    name: "error with a bare text is wrapped",
    pieces: ["event: error\r\ndata: GPU pool exhausted\r\n\r\n"],
    events: [["error", { message: "GPU pool exhausted" }]],
    waited: { name: "DeployError", message: "deploy failed: GPU pool exhausted" },
    terminated: true
  },
  {
    name: "the end of the body without a terminal event",
    pieces: [progress],
    events: [seenProgress],
    failure: broken,
    terminated: false,
    outcome: "finished"
  },
  { name: "an empty body", pieces: [], events: [], failure: broken, terminated: false },
  {
    name: "complete, cut off by the end of the body",
    pieces: [progress, complete.slice(0, 60)],
    events: [seenProgress],
    failure: broken,
    terminated: false
  },
  {
    name: "complete without an endpoint",
    pieces: [progress, event("complete", { ok: true })],
    ending: "open",
    events: [seenProgress],
    failure: { name: "APIResponseValidationError", message: expect.stringContaining("it has no endpoint") },
    terminated: false,
    outcome: "closed"
  },
  {
    name: "complete whose endpoint is a text",
    pieces: [event("complete", { endpoint: "pareta-prod-9" })],
    events: [],
    failure: { name: "APIResponseValidationError" },
    terminated: false
  },
  {
    name: "a connection that is reset",
    pieces: [progress],
    ending: "reset",
    events: [seenProgress],
    failure: { name: "APIConnectionError", attempts: 1, operation: "endpoints.deploy" },
    terminated: false
  },
  {
    name: "after silence, the error names the task and the stage, and says that it may still complete",
    pieces: [progress],
    ending: "open",
    timeout: { idle: 50 },
    events: [seenProgress],
    failure: {
      name: "APITimeoutError",
      message: expect.stringMatching(
        /timeout\.idle\); the deployment of contract-key-fields at stage "provisioning-gpu" may still complete/
      )
    },
    terminated: false,
    outcome: "closed"
  }
]

const optionsOf = ({ timeout, fetch }: Case): Options => ({ ...(timeout && { timeout }), ...(fetch && { fetch }) })

describe.each(cases)("a deployment: $name", (each) => {
  const script = () => scriptedServer((exchange) => answerWith(exchange, each.pieces, each.ending))

  it.each(Object.entries(faces))("%s", async (_, read) => {
    await using server = await script()
    const { events, failure, metas } = await read(server.url, optionsOf(each))
    expect(events).toEqual(each.events)
    if (each.failure === undefined) expect(failure).toBeUndefined()
    else expect(failure).toMatchObject(each.failure)
    expect(metas).toHaveLength(1)
    expect(metas[0]).toMatchObject({
      operation: "endpoints.deploy",
      attempts: 1,
      error: failure ?? null,
      verdict: { terminated: each.terminated }
    })
    expect(server.exchanges).toHaveLength(1)
    if (each.outcome !== undefined) expect(await soon((await server.first()).outcome)).toBe(each.outcome)
  })

  it.each(Object.entries(waiting))("%s", async (_, wait) => {
    await using server = await script()
    const expected = each.waited ?? each.failure
    const answer = await wait(server.url, optionsOf(each))
    if (typeof expected === "string") expect(answer).toBe(expected)
    else expect(answer).toMatchObject(expected as object)
    expect(server.exchanges).toHaveLength(1)
    if (each.outcome !== undefined) expect(await soon((await server.first()).outcome)).toBe(each.outcome)
  })
})

describe.each(Object.entries(faces))("a slow deployment, %s", (_, read) => {
  beforeEach(stopTimers)
  afterEach(() => {
    vi.useRealTimers()
  })

  it("is not limited by request and handshake, nor by idle while pings arrive", async () => {
    const pieces = [progress, ...Array(30).fill(ping), complete]
    await using server = await scriptedServer((exchange) => answerWith(exchange, pieces))
    const timeout = { request: 250, handshake: 250, idle: 250 }
    const { events, failure } = await read(server.url, { timeout, fetch: slowly(100) })
    expect(failure).toBeUndefined()
    expect(events).toHaveLength(2)
  })
})
