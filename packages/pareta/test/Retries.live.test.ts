import * as Core from "@pareta/core"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Schedule from "effect/Schedule"
import * as Stream from "effect/Stream"
import * as Shell from "pareta"
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest"
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
  stopTimers,
  until
} from "./ScriptedServer.ts"

type Ask = "buffered" | "streamed" | "upload" | "get"

interface Options {
  readonly timeout?: number
  readonly fetch?: Shell.Fetch
  readonly onRetry?: Shell.ParetaOptions["onRetry"]
}

type Face = (baseURL: string, ask: Ask, options?: Options) => Promise<unknown>

const upload = () =>
  new ReadableStream<Uint8Array>({
    start: (controller) => {
      controller.enqueue(new TextEncoder().encode("once"))
      controller.close()
    }
  })

const faces: { readonly [name: string]: Face } = {
  "as a Promise": async (baseURL, ask, options) => {
    const pareta = new Shell.Pareta({ apiKey, baseURL, ...options })
    if (ask === "buffered") return (await pareta.chat.completions.create(params)).id
    if (ask === "streamed") return pareta.chat.completions.create({ ...params, stream: true }).text()
    if (ask === "get") return pareta.request("GET", "/v1/anything")
    return pareta.request("POST", "/v1/anything", { body: upload() })
  },
  "as an Effect": (baseURL, ask, options) =>
    Core.ParetaClient.use((client): Effect.Effect<unknown, Core.ParetaError> => {
      if (ask === "buffered") return Effect.map(client.chat.completions.create(params), (answer) => answer.id)
      if (ask === "streamed") return Core.text(client.chat.completions.stream(params))
      if (ask === "get") return client.request({ method: "GET", path: "/v1/anything" })
      return client.request({ method: "POST", path: "/v1/anything", body: upload() })
    }).pipe(Effect.provide(Core.ParetaClient.layerFetch({ apiKey, baseURL, ...options })), Effect.runPromise)
}

const success: Script = (exchange) => {
  if (exchange.body.includes('"stream":true')) answerWith(exchange, [chunk("Hello", "stop"), done])
  else answerJson(exchange, { id: "cmpl_1", choices: [] })
}

const answers = { buffered: "cmpl_1", streamed: "Hello", get: { id: "cmpl_1", choices: [] } } as const

interface Trouble {
  readonly asks: ReadonlyArray<keyof typeof answers>
  readonly script: Script
}

/** Breaks the connection once. The back-off that follows is at least half a second, so all cases run at the same time. */
const broken: { readonly [name: string]: Trouble } = {
  "a reset before the head": {
    asks: ["buffered", "streamed", "get"],
    script: ({ response }) => response.socket?.resetAndDestroy()
  },
  "a connection that is closed before the head": {
    asks: ["buffered", "streamed"],
    script: ({ response }) => response.destroy()
  },
  "a reset in the body": {
    asks: ["buffered"],
    script: ({ response }) => {
      response.writeHead(200, { "content-type": "application/json" })
      response.write('{"id":')
      setImmediate(() => response.socket?.resetAndDestroy())
    }
  }
}

/** Stays silent once, until the client's time is up. `head` is true if the client has the head by then. */
const silent: { readonly [name: string]: Trouble & { readonly head: boolean } } = {
  "silence instead of a head": { asks: ["buffered", "streamed"], head: false, script: () => {} },
  "a body that stalls": {
    asks: ["buffered"],
    head: true,
    script: ({ response }) => {
      response.writeHead(200, { "content-type": "application/json" })
      response.write('{"id":')
    }
  },
  "a temporary status whose body stalls": {
    asks: ["buffered", "streamed"],
    head: true,
    script: ({ response }) => {
      response.writeHead(500, { "content-type": "application/json" })
      response.write('{"detail":')
    }
  }
}

const casesOf = <A extends Trouble>(troubles: { readonly [name: string]: A }) =>
  Object.entries(troubles).flatMap(([name, trouble]) =>
    trouble.asks.flatMap((ask) => Object.entries(faces).map(([face, run]) => ({ ...trouble, name, ask, face, run })))
  )

/** The second request repeats the first one. */
const expectRepetition = (server: ScriptedServer, ask: Ask): void => {
  expect(server.exchanges).toHaveLength(2)
  const [one, two] = server.exchanges
  expect(two?.body).toBe(one?.body)
  const key = one?.headers["idempotency-key"]
  expect(two?.headers["idempotency-key"]).toBe(key)
  if (ask === "get") expect(key).toBeUndefined()
  else expect(key).toMatch(/^pareta-js-[0-9a-f]{32}$/)
}

const failingOnce = (script: Script) => scriptedServer((exchange, nth) => (nth === 0 ? script : success)(exchange, nth))

describe("a second attempt succeeds after", () => {
  it.concurrent.each(casesOf(broken))("$name, $ask, $face", async ({ ask, script, run }) => {
    await using server = await failingOnce(script)
    expect(await run(server.url, ask)).toEqual(answers[ask])
    expectRepetition(server, ask)
  })

  it.concurrent.each(Object.entries(faces))(
    "a socket that was kept alive and is closed when the next call takes it, %s",
    async (_, run) => {
      const sockets = new Set<unknown>()
      await using server = await scriptedServer((exchange, nth) => {
        sockets.add(exchange.response.socket)
        if (nth === 1) exchange.response.destroy()
        else success(exchange, nth)
      })
      expect(await run(server.url, "buffered")).toBe("cmpl_1")
      expect(await run(server.url, "buffered")).toBe("cmpl_1")
      expect(server.exchanges).toHaveLength(3)
      // The second request used the first one's socket, so the socket really was kept alive.
      expect(sockets.size).toBe(2)
    }
  )
})

describe("a second attempt succeeds when the time of the first is up after", () => {
  beforeEach(stopTimers)
  afterEach(() => {
    vi.useRealTimers()
  })

  // The timers move only when the first attempt has reached the point of the case, and not during the second attempt.
  it.each(casesOf(silent))("$name, $ask, $face", async ({ ask, head, script, run }) => {
    await using server = await failingOnce(script)
    const delays: Array<number> = []
    let heads = 0
    const answer = run(server.url, ask, {
      timeout: 300,
      fetch: async (url, init) => {
        const response = await fetch(url, init as RequestInit)
        heads++
        return response
      },
      onRetry: ({ delay }) => delays.push(delay)
    })
    await until(() => server.exchanges.length === 1 && heads === (head ? 1 : 0))
    vi.advanceTimersByTime(300)
    await until(() => delays.length === 1)
    vi.advanceTimersByTime(delays[0] ?? 0)
    expect(await answer).toEqual(answers[ask])
    expectRepetition(server, ask)
  })
})

describe.each(Object.entries(faces))("not tried again, %s", (_, run) => {
  it("is a body that can be sent only once", async () => {
    await using server = await scriptedServer(({ response }) => response.destroy())
    await expect(soon(run(server.url, "upload"))).rejects.toMatchObject({ name: "APIConnectionError", attempts: 1 })
    expect(server.exchanges).toHaveLength(1)
    expect(server.exchanges[0]?.body).toBe("once")
  })

  it("is a complete response that is not JSON", async () => {
    await using server = await scriptedServer(({ response }) => response.end("<html>"))
    await expect(soon(run(server.url, "buffered"))).rejects.toMatchObject({
      name: "APIResponseValidationError",
      attempts: 1
    })
    expect(server.exchanges).toHaveLength(1)
  })

  it("is a stream whose head was accepted", async () => {
    await using server = await scriptedServer((exchange) => answerWith(exchange, [], "reset"))
    await expect(soon(run(server.url, "streamed"))).rejects.toMatchObject({ name: "APIConnectionError", attempts: 1 })
    expect(server.exchanges).toHaveLength(1)
  })
})

describe.each(Object.entries(faces))("a redirect, %s", (_, run) => {
  const redirect =
    (status: number, location: string): Script =>
    ({ response }) => {
      response.writeHead(status, { location })
      response.end()
    }

  it.each(["buffered", "streamed", "get"] as const)("to another origin sends nothing there, %s", async (ask) => {
    await using other = await scriptedServer(success)
    await using server = await scriptedServer(redirect(307, `${other.url}/v1/elsewhere`))
    await expect(soon(run(server.url, ask))).rejects.toMatchObject({
      name: "APIStatusError",
      status: 307,
      attempts: 1,
      message: expect.stringContaining(`the redirect to ${other.url} was not followed`)
    })
    expect(server.exchanges).toHaveLength(1)
    expect(other.connections()).toBe(0)
  })

  it("of a POST within the origin is not followed, because the POST might be executed twice", async () => {
    await using server = await scriptedServer(redirect(307, "/v1/elsewhere"))
    await expect(soon(run(server.url, "buffered"))).rejects.toMatchObject({ name: "APIStatusError", status: 307 })
    expect(server.exchanges).toHaveLength(1)
  })

  it("of a GET within the origin is followed, with its headers", async () => {
    await using server = await scriptedServer((exchange, nth) =>
      (nth === 0 ? redirect(307, "/v1/elsewhere") : success)(exchange, nth)
    )
    expect(await run(server.url, "get")).toEqual(answers.get)
    expect(server.exchanges.map((exchange) => [exchange.path, exchange.headers.authorization])).toEqual([
      ["/v1/anything", `Bearer ${apiKey}`],
      ["/v1/elsewhere", `Bearer ${apiKey}`]
    ])
  })
})

describe("a schedule given as retry", () => {
  it("decides when to retry, over real sockets too", async () => {
    await using server = await scriptedServer((exchange, nth) =>
      nth < 3 ? exchange.response.destroy() : success(exchange, nth)
    )
    const delays: Array<number> = []
    const layer = Core.ParetaClient.layerFetch({
      apiKey,
      baseURL: server.url,
      retry: Schedule.spaced(Duration.millis(10)),
      onRetry: ({ delay }) => delays.push(delay)
    })
    const text = Core.ParetaClient.use((client) => Core.text(client.chat.completions.stream(params)))
    expect(await soon(Effect.runPromise(Effect.provide(text, layer)))).toBe("Hello")
    expect(delays).toEqual([10, 10, 10])
  })

  it("does not retry failures that the client never retries", async () => {
    await using server = await scriptedServer((exchange) => answerJson(exchange, { detail: "no" }, 400))
    const layer = Core.ParetaClient.layerFetch({ apiKey, baseURL: server.url, retry: Schedule.forever })
    const drain = Core.ParetaClient.use((client) => Stream.runDrain(client.chat.completions.stream(params)))
    await expect(soon(Effect.runPromise(Effect.provide(drain, layer)))).rejects.toMatchObject({ status: 400 })
    expect(server.exchanges).toHaveLength(1)
  })
})
