import { getEventListeners } from "node:events"
import * as Core from "@pareta/core"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Stream from "effect/Stream"
import { TestClock } from "effect/testing"
import * as Shell from "pareta"
import { describe, expect, it } from "vitest"
import {
  answerJson,
  answerWith,
  apiKey,
  chunk,
  done,
  params,
  type Script,
  type ScriptedServer,
  scriptedServer,
  soon,
  until
} from "./ScriptedServer.ts"

/** A call in progress. */
interface Running {
  readonly stop: (reason: unknown) => void
  /** `stopped` or `failed`, each with its reason, or `ended`. */
  readonly outcome: Promise<readonly ["stopped" | "failed" | "ended", unknown]>
  /** Texts of a stream, as they arrive. */
  readonly texts: ReadonlyArray<string | null | undefined>
  readonly metas: ReadonlyArray<Core.ResponseMeta>
  /** The number of back-offs that have begun. */
  readonly retries: () => number
}

type Kind = "buffered" | "streamed"

type Face = (baseURL: string, kind: Kind) => Running

// A call that cannot connect must not run out of attempts before it is stopped.
const maxRetries = 100

const shell: Face = (baseURL, kind) => {
  const texts: Array<string | null | undefined> = []
  const metas: Array<Core.ResponseMeta> = []
  const controller = new AbortController()
  let retries = 0
  const pareta = new Shell.Pareta({
    apiKey,
    baseURL,
    maxRetries,
    onRetry: () => retries++,
    onResponse: (meta) => metas.push(meta)
  })
  const { signal } = controller
  const call = async () => {
    if (kind === "buffered") await pareta.chat.completions.create(params, { signal })
    else {
      for await (const piece of pareta.chat.completions.create({ ...params, stream: true }, { signal })) {
        texts.push(piece.choices[0]?.delta.content)
      }
    }
  }
  const outcome = call().then(
    () => ["ended", undefined] as const,
    (error: unknown) => [error instanceof Shell.APIAbortError ? "stopped" : "failed", error] as const
  )
  return { stop: (reason) => controller.abort(reason), outcome, texts, metas, retries: () => retries }
}

const core: Face = (baseURL, kind) => {
  const texts: Array<string | null | undefined> = []
  const metas: Array<Core.ResponseMeta> = []
  const program = Core.ParetaClient.use(
    (client): Effect.Effect<unknown, Core.ParetaError> =>
      kind === "buffered"
        ? client.chat.completions.create(params)
        : Stream.runForEach(client.chat.completions.stream(params), (piece) =>
            Effect.sync(() => {
              texts.push(piece.choices[0]?.delta.content)
            })
          )
  )
  let retries = 0
  const layer = Core.ParetaClient.layerFetch({
    apiKey,
    baseURL,
    maxRetries,
    onRetry: () => retries++,
    onResponse: (meta) => metas.push(meta)
  })
  const fiber = Effect.runFork(Effect.provide(program, layer))
  const outcome = new Promise<readonly ["stopped" | "failed" | "ended", unknown]>((resolve) => {
    fiber.addObserver((exit) => {
      if (Exit.isSuccess(exit)) resolve(["ended", undefined])
      else resolve([Exit.hasInterrupts(exit) ? "stopped" : "failed", exit])
    })
  })
  return { stop: () => fiber.interruptUnsafe(), outcome, texts, metas, retries: () => retries }
}

const faces: { readonly [name: string]: Face } = { "as a Promise": shell, "as an Effect": core }

interface Situation {
  readonly name: string
  readonly kinds: ReadonlyArray<Kind>
  readonly script: Script
  /** When to stop. Default: when the request has arrived. */
  readonly when?: (server: ScriptedServer, running: Running) => boolean
  /** How the response must have ended for the server. */
  readonly outcome: "closed" | "finished"
  readonly texts?: ReadonlyArray<string>
}

const both = ["buffered", "streamed"] as const

const situations: ReadonlyArray<Situation> = [
  { name: "before the head", kinds: both, script: () => {}, outcome: "closed" },
  {
    name: "during the back-off",
    kinds: both,
    script: ({ response }) => {
      response.writeHead(503, { "retry-after": "30" })
      response.end("{}")
    },
    when: (_, running) => running.retries() === 1,
    outcome: "finished"
  },
  {
    name: "during the body of a response",
    kinds: ["buffered"],
    script: ({ response }) => {
      response.writeHead(200, { "content-type": "application/json" })
      response.write('{"id": "c", ')
    },
    outcome: "closed"
  },
  {
    name: "during the body of an error",
    kinds: both,
    script: ({ response }) => {
      response.writeHead(400, { "content-type": "application/json" })
      response.write('{"detail": ')
    },
    outcome: "closed"
  },
  {
    name: "between the head and the first event",
    kinds: ["streamed"],
    script: (exchange) => answerWith(exchange, [], "open"),
    outcome: "closed"
  },
  {
    name: "between two events",
    kinds: ["streamed"],
    script: (exchange) => answerWith(exchange, [chunk("Hel")], "open"),
    when: (_, running) => running.texts.length === 1,
    outcome: "closed",
    texts: ["Hel"]
  },
  {
    name: "inside an event",
    kinds: ["streamed"],
    script: (exchange) => answerWith(exchange, [chunk("Hel"), chunk("lo").slice(0, 30)], "open"),
    when: (_, running) => running.texts.length === 1,
    outcome: "closed",
    texts: ["Hel"]
  },
  {
    name: "in a compressed stream",
    kinds: ["streamed"],
    // The head of a gzip file: nothing can be inflated yet.
    script: (exchange) =>
      answerWith(exchange, [Uint8Array.of(31, 139, 8, 0, 0, 0, 0, 0, 0, 3)], "open", { "content-encoding": "gzip" }),
    outcome: "closed"
  }
]

const each = situations.flatMap((situation) => situation.kinds.map((kind) => ({ ...situation, kind })))

/** Lets bytes in flight arrive. */
const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds))

describe.each(each)("a $kind call stopped $name", ({ kind, script, when, outcome, texts = [] }) => {
  it.each(Object.entries(faces))("%s", async (_, begin) => {
    await using server = await scriptedServer(script)
    const running = begin(server.url, kind)
    const exchange = await server.first()
    await until(() => when?.(server, running) ?? true)
    await pause(20)
    const reason = new Error("enough")
    running.stop(reason)
    const [how, failure] = await soon(running.outcome)
    expect(how).toBe("stopped")
    if (begin === shell) expect(failure).toMatchObject({ name: "APIAbortError", cause: reason })
    expect(running.texts).toEqual(texts)
    if (begin === shell && texts.length > 0) {
      expect(failure).toHaveProperty("partial.choices.0.message.content", texts.join(""))
    }
    expect(await soon(exchange.outcome)).toBe(outcome)
    expect(running.metas).toHaveLength(1)
    await pause(20)
    expect(server.exchanges).toHaveLength(1)
  })
})

const nowhere: { readonly [name: string]: () => Promise<string> } = {
  "a port that refuses": async () => {
    const server = await scriptedServer(() => {})
    await server[Symbol.asyncDispose]()
    return server.url
  },
  // Reserved for documentation (RFC 5737): packets go nowhere, or a router on the way refuses them.
  "an unused address": async () => "http://192.0.2.1:9"
}

describe.each(Object.entries(nowhere))("a call to %s, stopped", (_, url) => {
  it.each(Object.entries(faces))("%s, connecting or in its back-off", async (_, begin) => {
    for (const kind of both) {
      const running = begin(await url(), kind)
      await pause(30)
      running.stop("enough")
      expect((await soon(running.outcome))[0]).toBe("stopped")
    }
  })
})

describe("a signal aborted beforehand", () => {
  it("opens no connection", async () => {
    await using server = await scriptedServer((exchange) => answerJson(exchange, {}))
    const pareta = new Shell.Pareta({ apiKey, baseURL: server.url })
    const options = { signal: AbortSignal.abort("early") }
    const expected = { name: "APIAbortError", cause: "early" }
    await expect(pareta.models.list(options)).rejects.toMatchObject(expected)
    await expect(pareta.endpoints.deploy({ task: "t", wait: true }, options)).rejects.toMatchObject(expected)
    await expect(
      pareta.chat.completions
        .create({ ...params, stream: true }, options)
        [Symbol.asyncIterator]()
        .next()
    ).rejects.toMatchObject(expected)
    await pause(20)
    expect(server.connections()).toBe(0)
  })
})

const streaming = (pieces: ReadonlyArray<string> = [chunk("Hel"), chunk("lo")]) =>
  scriptedServer((exchange) => answerWith(exchange, pieces, "open"))

const streamOf = (server: ScriptedServer, options?: Shell.RequestOptions) =>
  new Shell.Pareta({ apiKey, baseURL: server.url }).chat.completions.create({ ...params, stream: true }, options)

const seesTheClose = async (server: ScriptedServer) => expect(await soon((await server.first()).outcome)).toBe("closed")

describe("a stream that its consumer stops", () => {
  it("is closed by break", async () => {
    await using server = await streaming()
    for await (const _ of streamOf(server)) break
    await seesTheClose(server)
  })

  it("is closed by an exception in the loop", async () => {
    await using server = await streaming()
    const loop = async () => {
      for await (const _ of streamOf(server)) throw new Error("mine")
    }
    await expect(loop()).rejects.toThrow("mine")
    await seesTheClose(server)
  })

  it("is closed by return() during a step, and the step ends", async () => {
    await using server = await streaming([])
    const iterator = streamOf(server)[Symbol.asyncIterator]()
    const step = iterator.next()
    await server.first()
    await pause(20)
    await iterator.return?.()
    expect(await soon(step)).toEqual({ done: true, value: undefined })
    await seesTheClose(server)
  })

  it("is closed by return() before the head", async () => {
    await using server = await scriptedServer(() => {})
    const iterator = streamOf(server)[Symbol.asyncIterator]()
    const step = iterator.next()
    await server.first()
    await iterator.return?.()
    expect(await soon(step)).toEqual({ done: true, value: undefined })
    await seesTheClose(server)
  })

  it("is closed by the end of an await using", async () => {
    await using server = await streaming()
    {
      await using stream = streamOf(server)
      await stream[Symbol.asyncIterator]().next()
    }
    await seesTheClose(server)
  })

  it("is closed by abort(), which rejects the step with the reason", async () => {
    await using server = await streaming([])
    const stream = streamOf(server)
    const text = stream.text()
    await server.first()
    await pause(20)
    stream.abort("enough")
    await expect(soon(text)).rejects.toMatchObject({ name: "APIAbortError", cause: "enough" })
    await seesTheClose(server)
  })

  it("is closed when its ReadableStream is cancelled", async () => {
    await using server = await streaming()
    const reader = streamOf(server).toReadableStream().getReader()
    await reader.read()
    await reader.cancel()
    await seesTheClose(server)
  })

  it("is closed by break if it is a deployment, too", async () => {
    await using server = await streaming(["event: progress\r\ndata: 1\r\n\r\n"])
    for await (const _ of new Shell.Pareta({ apiKey, baseURL: server.url }).endpoints.deploy({ task: "t" })) break
    await seesTheClose(server)
  })
})

describe("an abort after the entire stream has arrived, with events still unread", () => {
  const whole = [[chunk("Hel"), chunk("lo"), chunk(null, "stop"), done].join("")]

  it("by the signal rejects the next step", async () => {
    await using server = await streaming(whole)
    const controller = new AbortController()
    const texts: Array<unknown> = []
    const loop = async () => {
      for await (const piece of streamOf(server, { signal: controller.signal })) {
        texts.push(piece.choices[0]?.delta.content)
        await pause(10)
        controller.abort("enough")
      }
    }
    await expect(loop()).rejects.toMatchObject({ name: "APIAbortError", cause: "enough" })
    expect(texts).toEqual(["Hel"])
    expect(getEventListeners(controller.signal, "abort")).toHaveLength(0)
  })

  it("by abort() rejects the next step, and the final completion", async () => {
    await using server = await streaming(whole)
    const stream = streamOf(server)
    const iterator = stream[Symbol.asyncIterator]()
    await iterator.next()
    stream.abort("enough")
    await expect(iterator.next()).rejects.toMatchObject({
      name: "APIAbortError",
      partial: { choices: [{ message: { content: "Hello" } }] }
    })
    expect(await iterator.next()).toEqual({ done: true, value: undefined })
    await expect(stream.finalCompletion()).rejects.toMatchObject({ name: "APIAbortError", cause: "enough" })
  })

  it("changes nothing after the last step", async () => {
    await using server = await streaming(whole)
    const stream = streamOf(server)
    expect(await stream.text()).toBe("Hello")
    stream.abort("late")
    expect(await stream.text()).toBe("Hello")
  })
})

describe("a stream of Effect", () => {
  const run = <A, E>(
    server: ScriptedServer,
    use: (chunks: Stream.Stream<Core.ChatCompletionChunk, Core.StreamFailure>) => Effect.Effect<A, E>
  ) =>
    Core.ParetaClient.use((client) => use(client.chat.completions.stream(params))).pipe(
      Effect.provide(Core.ParetaClient.layerFetch({ apiKey, baseURL: server.url })),
      Effect.runPromiseExit,
      soon
    )

  it("is closed by take", async () => {
    await using server = await streaming()
    const exit = await run(server, (chunks) => Stream.runCollect(Stream.take(chunks, 1)))
    expect(Exit.isSuccess(exit) && exit.value).toHaveLength(1)
    await seesTheClose(server)
  })

  /** Reads it to its end under `Effect.timeout`, whose time is up once `ready` resolves. */
  const timedOut = (server: ScriptedServer, ready: (seen: () => number) => Promise<unknown>) =>
    run(server, (chunks) =>
      Effect.gen(function* () {
        let seen = 0
        const counted = Stream.tap(chunks, () => Effect.sync(() => seen++))
        const fiber = yield* Effect.forkChild(Effect.timeout(Stream.runDrain(counted), 50), { startImmediately: true })
        yield* Effect.promise(() => ready(() => seen))
        yield* TestClock.adjust(50)
        return yield* Fiber.join(fiber)
      }).pipe(Effect.provide(TestClock.layer()))
    )

  it("is closed by Effect.timeout, before the head", async () => {
    await using server = await scriptedServer(() => {})
    const exit = await timedOut(server, server.first)
    expect(Exit.isFailure(exit)).toBe(true)
    await seesTheClose(server)
  })

  it("is closed by Effect.timeout, between two events", async () => {
    await using server = await streaming()
    const exit = await timedOut(server, (seen) => until(() => seen() === 2))
    expect(Exit.isFailure(exit)).toBe(true)
    await seesTheClose(server)
  })

  it("is closed by a failure of its consumer", async () => {
    await using server = await streaming()
    const exit = await run(server, (chunks) => Stream.runForEach(chunks, () => Effect.fail("mine")))
    expect(exit).toEqual(Exit.fail("mine"))
    await seesTheClose(server)
  })

  it("is closed when it loses a race", async () => {
    await using server = await streaming()
    const exit = await run(server, (chunks) => Effect.race(Stream.runDrain(chunks), Effect.promise(server.first)))
    expect(Exit.isSuccess(exit)).toBe(true)
    await seesTheClose(server)
  })

  it("is closed by break in a for await", async () => {
    await using server = await streaming()
    await run(server, (chunks) =>
      Effect.promise(async () => {
        for await (const _ of Stream.toAsyncIterable(chunks)) break
      })
    )
    await seesTheClose(server)
  })

  it("is closed before its interruption returns", async () => {
    await using server = await streaming()
    const exit = await run(server, (chunks) =>
      Effect.gen(function* () {
        const fiber = yield* Effect.forkChild(Stream.runDrain(chunks), { startImmediately: true })
        yield* Effect.promise(server.first)
        yield* Fiber.interrupt(fiber)
      })
    )
    expect(Exit.isSuccess(exit)).toBe(true)
    await seesTheClose(server)
  })
})

interface AgentClass {
  new (options: object): object
}

/** A fetch over a pool of one kept-alive connection: a call that holds it blocks every other call. */
const pooled = async (options: object = {}): Promise<Shell.Fetch> => {
  await fetch("data:,")
  const installed = Reflect.get(globalThis, Symbol.for("undici.globalDispatcher.1")) as object
  const Agent = installed.constructor as AgentClass
  const dispatcher = new Agent({ connections: 1, pipelining: 1, keepAliveTimeout: 5000, ...options })
  return (url, init) => fetch(url, { ...init, dispatcher } as RequestInit)
}

describe("a pool of one connection", () => {
  // The path decides, not the order, because a call with a short time-out may never arrive.
  const script: Script = (exchange) =>
    exchange.path === "/v1/models" ? answerJson(exchange, { data: [] }) : answerWith(exchange, [chunk("Hel")], "open")

  const stops: { readonly [name: string]: (pareta: Shell.Pareta) => Promise<unknown> } = {
    "a stream that was broken off": async (pareta) => {
      for await (const _ of pareta.chat.completions.create({ ...params, stream: true })) break
    },
    "a stream that timed out": (pareta) =>
      pareta.chat.completions
        .create({ ...params, stream: true }, { timeout: { idle: 30 } })
        .text()
        .catch(() => {}),
    "a response that timed out": (pareta) =>
      pareta.chat.completions.create(params, { timeout: 30, maxRetries: 0 }).catch(() => {}),
    "a response that was aborted": (pareta) =>
      pareta.chat.completions.create(params, { signal: AbortSignal.timeout(30) }).catch(() => {})
  }

  it.each(Object.entries(stops))("is free again after %s", async (_, stop) => {
    await using server = await scriptedServer(script)
    const pareta = new Shell.Pareta({ apiKey, baseURL: server.url, fetch: await pooled() })
    await stop(pareta)
    expect(await soon(pareta.models.list())).toHaveLength(0)
  })

  it("is free again after [DONE] with the socket left open", async () => {
    await using server = await scriptedServer((exchange, nth) =>
      nth === 0 ? answerWith(exchange, [chunk("Hello", "stop"), done], "open") : answerJson(exchange, { data: [] })
    )
    const pareta = new Shell.Pareta({ apiKey, baseURL: server.url, fetch: await pooled() })
    expect(await soon(pareta.chat.completions.create({ ...params, stream: true }).text())).toBe("Hello")
    expect(await soon(pareta.models.list())).toHaveLength(0)
  })
})

describe("a time limit of undici", () => {
  const answers: Readonly<Record<string, Script>> = {
    headersTimeout: () => {},
    bodyTimeout: (exchange) => answerWith(exchange, [chunk("Hel")], "open")
  }

  // undici checks these limits only once a second, so all cases wait at the same time.
  it("leads to an error that names it, in a call and in a stream", async () => {
    const failures = Object.entries(answers).flatMap(([limit, script]) =>
      both.map(async (kind) => {
        await using server = await scriptedServer(script)
        const fetch = await pooled({ [limit]: 100 })
        const pareta = new Shell.Pareta({ apiKey, baseURL: server.url, maxRetries: 0, fetch })
        const call =
          kind === "buffered"
            ? pareta.chat.completions.create(params)
            : pareta.chat.completions.create({ ...params, stream: true }).text()
        await expect(call).rejects.toMatchObject({
          name: "APITimeoutError",
          message: expect.stringContaining(`raise or disable ${limit}`),
          ...(limit === "bodyTimeout" && kind === "streamed"
            ? { partial: { choices: [{ message: { content: "Hel" } }] } }
            : undefined)
        })
      })
    )
    await Promise.all(failures)
  })
})

describe("an injected fetch with its own time limit", () => {
  it("times out when it gives up, before the head and in a stream", async () => {
    await using server = await scriptedServer((exchange, nth) => {
      if (nth === 1) answerWith(exchange, [chunk("Hel")], "open")
    })
    let giveUp = () => {}
    const impatient: Shell.Fetch = (url, init) => {
      const clock = new AbortController()
      // Like AbortSignal.timeout, but at the moment that the test chooses.
      giveUp = () => clock.abort(new DOMException("The operation was aborted due to timeout", "TimeoutError"))
      return fetch(url, { ...init, signal: clock.signal })
    }
    const pareta = new Shell.Pareta({ apiKey, baseURL: server.url, maxRetries: 0, fetch: impatient })
    const call = expect(pareta.chat.completions.create(params)).rejects.toMatchObject({ name: "APITimeoutError" })
    await until(() => server.exchanges.length === 1)
    giveUp()
    await soon(call)
    const read = async () => {
      for await (const _ of pareta.chat.completions.create({ ...params, stream: true })) giveUp()
    }
    await expect(soon(read())).rejects.toMatchObject({
      name: "APITimeoutError",
      partial: { choices: [{ message: { content: "Hel" } }] }
    })
  })
})

describe("a thousand calls on one long-lived signal", () => {
  const script: Script = (exchange) =>
    exchange.body.includes('"stream":true')
      ? answerWith(exchange, [chunk("Hel"), chunk("lo", "stop"), done])
      : answerJson(exchange, { choices: [] })

  /** A thousand times, twenty at a time. */
  const thousand = (once: (nth: number) => Promise<unknown>) =>
    Promise.all(
      Array.from({ length: 20 }, async (_, lane) => {
        for (let nth = lane; nth < 1000; nth += 20) await once(nth)
      })
    )

  it("leave no listener, as Promises", async () => {
    await using server = await scriptedServer(script)
    const { signal } = new AbortController()
    const pareta = new Shell.Pareta({ apiKey, baseURL: server.url })
    let most = 0
    await thousand(async (nth) => {
      if (nth % 4 < 2) await pareta.chat.completions.create(params, { signal })
      else {
        const stream = pareta.chat.completions.create({ ...params, stream: true }, { signal })
        if (nth % 4 === 2) await stream.text()
        else for await (const _ of stream) break
      }
      most = Math.max(most, getEventListeners(signal, "abort").length)
    })
    expect(most).toBeLessThanOrEqual(20)
    expect(getEventListeners(signal, "abort")).toHaveLength(0)
  })

  it("leave no listener, as Effects", async () => {
    await using server = await scriptedServer(script)
    const { signal } = new AbortController()
    const layer = Core.ParetaClient.layerFetch({ apiKey, baseURL: server.url })
    const client = await Effect.runPromise(Effect.provide(Core.ParetaClient, layer))
    await thousand((nth) =>
      nth % 2 === 0
        ? Effect.runPromise(client.chat.completions.create(params), { signal })
        : Effect.runPromise(Stream.runDrain(Stream.take(client.chat.completions.stream(params), nth % 4)), { signal })
    )
    expect(getEventListeners(signal, "abort")).toHaveLength(0)
  })
})
