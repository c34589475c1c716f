import { createEmulator } from "@pareta/emulator"
import {
  APIAbortError,
  type FetchInit,
  InvalidArgumentError,
  Pareta,
  ParetaError,
  type ParetaOptions,
  responseMeta
} from "pareta"
import { afterEach, describe, expect, it, vi } from "vitest"
import { echoes, escapings, needlesIn, carriers as places } from "../../core/test/Needles.ts"
import {
  answered,
  breaking,
  carriers,
  chatParams,
  completionText,
  leaks,
  secrets,
  type Trouble,
  troubles
} from "../../core/test/Secrets.ts"
import { scriptedFetch } from "./ScriptedFetch.ts"

const calls: { readonly [Call in Trouble["call"]]: (pareta: Pareta) => Promise<unknown> } = {
  create: (pareta) => pareta.chat.completions.create(chatParams),
  stream: (pareta) => pareta.chat.completions.create({ ...chatParams, stream: true }).finalCompletion(),
  list: (pareta) => pareta.models.list(),
  deploy: (pareta) => pareta.endpoints.deploy({ task: "contract-key-fields", wait: true })
}

/** A client whose hooks are all recorded, with a tracer that keeps its spans. */
const watched = (answers: Trouble["answers"], options: ParetaOptions = {}) => {
  const seen: Array<unknown> = []
  const { fetch } = scriptedFetch(...answers)
  const span = {
    setAttribute: (...args: ReadonlyArray<unknown>) => seen.push(args),
    setStatus: (...args: ReadonlyArray<unknown>) => seen.push(args),
    addEvent: (...args: ReadonlyArray<unknown>) => seen.push(args),
    spanContext: () => ({ traceId: "1".repeat(32), spanId: "2".repeat(16), traceFlags: 1 }),
    end: () => {}
  }
  const pareta = new Pareta({
    ...{ apiKey: secrets.key, maxRetries: 0 },
    ...options,
    fetch,
    tracer: { startSpan: () => span },
    onAttempt: (event) => seen.push(event),
    onRetry: (event) => seen.push(event),
    onResponse: (meta) => seen.push(meta)
  })
  return { pareta, seen }
}

afterEach(() => {
  vi.unstubAllEnvs()
})

describe("key, cookie and prompt are never shown", () => {
  it.each(troubles)("after $name", async (trouble) => {
    const { pareta, seen } = watched(trouble.answers, trouble.options)
    const promise = calls[trouble.call](pareta)
    expect(leaks({ promise })).toEqual([])
    const [settled] = await Promise.allSettled([promise])
    const failure = settled.status === "rejected" ? settled.reason : undefined
    expect(failure?.name).toBe(trouble.error)
    expect(seen.length).toBeGreaterThan(1)
    const result = settled.status === "fulfilled" ? settled.value : undefined
    expect(leaks({ promise, failure, result, seen, meta: responseMeta(result), pareta })).toEqual([])
  })

  it("in the client, its namespaces and handles", () => {
    vi.stubEnv("PARETA_API_KEY", secrets.key)
    for (const pareta of [watched([answered(completionText)]).pareta, Pareta.fromEnv()]) {
      const { chat, endpoints, evals, models, tasks } = pareta
      expect(pareta.apiKey).toBe(secrets.key)
      expect(
        leaks({
          ...{ pareta, chat, completions: chat.completions, endpoints, models, tasks, evals },
          ...{ sets: evals.sets, runs: evals.runs, metrics: endpoints.metrics("ep_1") },
          copy: { ...pareta },
          members: [...Object.values(chat.completions), ...Object.values(endpoints), ...Object.values(evals.runs)]
        })
      ).toEqual([])
    }
  })

  it("in a stream before, during and after", async () => {
    const trouble = troubles.find(({ name }) => name === "a stream") as Trouble
    const { pareta, seen } = watched(trouble.answers)
    const stream = pareta.chat.completions.create({ ...chatParams, stream: true })
    expect(leaks({ stream })).toEqual([])
    const iterator = stream[Symbol.asyncIterator]()
    const pending = iterator.next()
    expect(leaks({ stream, iterator, pending })).toEqual([])
    const first = await pending
    expect(leaks({ stream, iterator, pending, first })).toEqual([])
    for (let step = first; step.done !== true; ) step = await iterator.next()
    expect(leaks({ stream, iterator, seen })).toEqual([])
    const whole = await stream.finalCompletion()
    expect(leaks({ whole })).toEqual([])
  })

  it("in a stream that broke, and in the failure of its ReadableStream", async () => {
    const [, make] = carriers[0] as (typeof carriers)[0]
    const { pareta } = watched([breaking(make)])
    const stream = pareta.chat.completions.create({ ...chatParams, stream: true })
    const readable = stream.toReadableStream()
    const failure = await new Response(readable).text().catch((error: unknown) => error)
    expect(failure).toBeInstanceOf(Error)
    expect(leaks({ stream, readable, failure })).toEqual([])
  })

  it.each(["before", "while"] as const)("when a call is aborted %s it is sent", async (when) => {
    const controller = new AbortController()
    const { pareta, seen } = watched([() => new Promise(() => {})])
    if (when === "before") controller.abort()
    const buffered = pareta.chat.completions.create(chatParams, { signal: controller.signal })
    const streamed = pareta.chat.completions
      .create({ ...chatParams, stream: true }, { signal: controller.signal })
      .text()
    controller.abort()
    const settled = await Promise.allSettled([buffered, streamed])
    for (const each of settled) expect(each.status === "rejected" && each.reason).toBeInstanceOf(APIAbortError)
    expect(leaks({ settled, seen, buffered, pareta })).toEqual([])
  })

  it("in the errors of invalid arguments and options", async () => {
    const { pareta } = watched([answered(completionText)])
    const circle: { self?: unknown } = {}
    circle.self = circle
    const failures = await Promise.all(
      [
        pareta.chat.completions.create({ ...chatParams, model: "" }),
        pareta.chat.completions.create({ ...chatParams, metadata: 1n }),
        pareta.chat.completions.create({ ...chatParams, metadata: circle }),
        pareta.chat.completions.create(chatParams, { headers: { "x-a": `${secrets.key}\n` } }),
        pareta.chat.completions.create(chatParams, { idempotencyKey: `${secrets.key}\n` }),
        pareta.chat.completions.create({ ...chatParams, model: "", stream: true }).text(),
        new Promise(() => new Pareta({ apiKey: `${secrets.key}\n` })),
        new Promise(() => new Pareta({ apiKey: secrets.key, baseURL: `https://user:${secrets.key}@x.example` })),
        new Promise(() => new Pareta({ apiKey: secrets.key, baseURL: `nonsense ${secrets.key}` }))
      ].map((promise) =>
        promise.then(
          () => "no failure",
          (failure: unknown) => failure
        )
      )
    )
    for (const failure of failures) expect(failure).toBeInstanceOf(InvalidArgumentError)
    expect(leaks({ failures })).toEqual([])
  })

  it("in the emulator's log, which may show the prompt", async () => {
    const emulator = createEmulator()
    const pareta = new Pareta({ apiKey: secrets.key, fetch: emulator.fetch })
    await pareta.chat.completions.create({ ...chatParams, user: secrets.key })
    await pareta.endpoints.retrieve(secrets.key).catch(() => {})
    await pareta.request("GET", "/v1/models", { query: { key: secrets.key } })
    expect(emulator.log).toHaveLength(3)
    // The log may show the prompt: its purpose is to record the requests.
    expect(leaks({ log: emulator.log, emulator }).filter((leak) => !leak.startsWith("prompt"))).toEqual([])
  })
})

describe("what a server or a network gives back of a request is not shown", () => {
  it.each(places)("if it is $name", async ({ route, quoted }) => {
    for (const [escaping, write] of escapings) {
      for (const [echo, answer] of echoes) {
        const { pareta, seen } = watched([answer(write(quoted))], { headers: route.headers })
        const { query, json, body = json } = route
        const failure = await pareta.request(route.method, route.path, { query, body }).catch((error: unknown) => error)
        expect(failure, `${echo}, ${escaping}`).toBeInstanceOf(ParetaError)
        expect(needlesIn({ failure, seen }, failure), `${echo}, ${escaping}`).toEqual([])
      }
    }
  })
})

describe("a value from the caller cannot become a header", () => {
  const hostile = ["a\r\nX-Evil: 1", "a\nX-Evil: 1", "a\rX-Evil: 1", "a\u0000b", "a€", "\u{1f600}", "a\u2028b"]

  const sent = () => {
    const { fetch, requests } = scriptedFetch(() => answered(completionText))
    return { pareta: new Pareta({ apiKey: secrets.key, fetch, maxRetries: 0 }), requests }
  }

  /** Whether each header of a request is valid, and its URL needs no correction. */
  const isClean = ({ url, headers }: FetchInit & { readonly url: string }): boolean =>
    Object.entries(headers).every(
      ([name, value]) => /^[\w-]+$/.test(name) && /^[\t\x20-\x7e\x80-\xff]*$/.test(value)
    ) &&
    /^[\x21-\x7e]+$/.test(url) &&
    new Headers(headers).get("x-evil") === null

  it.each(hostile)("as an id: %j", async (id) => {
    const { pareta, requests } = sent()
    const { endpoints, evals, tasks } = pareta
    await Promise.allSettled([
      ...[endpoints.retrieve(id), endpoints.start(id), endpoints.stop(id), endpoints.delete(id)],
      ...[endpoints.metrics(id).cost({ window: id }), tasks.retrieve(id), evals.sets.retrieve(id)],
      ...[evals.runs.retrieve(id), evals.frontierModels(id)]
    ])
    expect(requests.length).toBeGreaterThan(7)
    expect(requests.filter((request) => !isClean(request))).toEqual([])
  })

  it.each(hostile)("as a name or another parameter: %j", async (name) => {
    const { pareta, requests } = sent()
    await Promise.allSettled([
      pareta.endpoints.deploy({ task: name, name, model: name, wait: true }),
      pareta.chat.completions.create({ ...chatParams, model: name, user: name }),
      pareta.request("POST", "/v1/x", { query: { [name]: name }, body: { [name]: name } })
    ])
    expect(requests).toHaveLength(3)
    expect(requests.filter((request) => !isClean(request))).toEqual([])
  })

  it.each(hostile)("as a header or an idempotency key: %j", async (text) => {
    const { pareta, requests } = sent()
    const settled = await Promise.allSettled([
      pareta.models.list({ headers: { "x-mine": text } }),
      pareta.models.list({ headers: { [text]: "1" } }),
      pareta.chat.completions.create(chatParams, { idempotencyKey: text }),
      pareta.chat.completions.create(chatParams, { idempotencyKey: () => text })
    ])
    for (const each of settled) expect(each.status === "rejected" && each.reason).toBeInstanceOf(InvalidArgumentError)
    expect(requests).toHaveLength(0)
  })

  it.each(hostile.filter((text) => /[\s\p{Cc}]/u.test(text)))("as a path: %j", async (text) => {
    const { pareta, requests } = sent()
    await expect(pareta.request("GET", `/v1/${text}`)).rejects.toBeInstanceOf(InvalidArgumentError)
    expect(requests).toHaveLength(0)
  })

  it.each(hostile)("as the key or a header of the client: %j", (text) => {
    expect(() => new Pareta({ apiKey: `pareta_sk_${text}` })).toThrow(InvalidArgumentError)
    expect(() => new Pareta({ apiKey: secrets.key, headers: { "x-mine": text } })).toThrow(InvalidArgumentError)
    expect(() => new Pareta({ apiKey: secrets.key, headers: { [text]: "1" } })).toThrow(InvalidArgumentError)
  })
})
