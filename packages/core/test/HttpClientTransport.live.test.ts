import { createServer, type ServerResponse } from "node:http"
import type { AddressInfo } from "node:net"
import { type HttpTransport, ParetaClient, type ParetaClientOptions, type ResponseMeta, text } from "@pareta/core"
import * as HttpClientTransport from "@pareta/core/HttpClientTransport"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as FetchHttpClient from "effect/http/FetchHttpClient"
import * as HttpClient from "effect/http/HttpClient"
import type * as HttpClientResponse from "effect/http/HttpClientResponse"
import * as Layer from "effect/Layer"
import * as Stream from "effect/Stream"
import { TestClock } from "effect/testing"
import { describe, expect, it } from "vitest"
import { apiKey, chunk, completion, done, params } from "./ScriptedFetch.ts"

/** A server that responds by a script and records how each of its responses ended. */
const serve = async (script: (response: ServerResponse, nth: number) => void) => {
  const keys: Array<unknown> = []
  const outcomes: Array<Promise<"finished" | "closed">> = []
  const server = createServer((request, response) => {
    request.resume()
    keys.push(request.headers["idempotency-key"])
    outcomes.push(
      new Promise((resolve) => {
        response.on("close", () => resolve(response.writableFinished ? "finished" : "closed"))
      })
    )
    script(response, keys.length - 1)
  })
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  return {
    baseURL: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    keys,
    outcome: () => outcomes[0],
    arrived: async () => {
      while (keys.length === 0) await new Promise((resolve) => setTimeout(resolve, 2))
    },
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections()
      server.close()
    }
  }
}

const events = (...pieces: ReadonlyArray<string>) => ({
  open: (response: ServerResponse) => {
    response.writeHead(200, { "content-type": "text/event-stream" })
    response.flushHeaders()
    for (const piece of pieces) response.write(piece)
  }
})

const overFetch = HttpClientTransport.layer.pipe(Layer.provide(FetchHttpClient.layer))

/** A client unlike fetch: the body is a Stream of bytes, and there is no web Response behind it. */
const withoutResponse = HttpClientTransport.layer.pipe(
  Layer.provide(
    Layer.effect(
      HttpClient.HttpClient,
      Effect.map(HttpClient.HttpClient, (client) =>
        HttpClient.transform(client, (answer) =>
          Effect.map(
            answer,
            ({ status, headers, stream }) => ({ status, headers, stream }) as HttpClientResponse.HttpClientResponse
          )
        )
      )
    )
  ),
  Layer.provide(FetchHttpClient.layer)
)

const transports: { readonly [name: string]: Layer.Layer<HttpTransport> } = {
  "over fetch": overFetch,
  "that has no web Response": withoutResponse
}

const to = ({ baseURL }: { readonly baseURL: string }): ParetaClientOptions => ({ baseURL })

const run = <A, E>(
  transport: Layer.Layer<HttpTransport>,
  options: ParetaClientOptions,
  use: (client: ParetaClient["Service"]) => Effect.Effect<A, E>
) =>
  ParetaClient.use(use).pipe(
    Effect.provide(Layer.provide(ParetaClient.layer({ apiKey, ...options }), transport)),
    Effect.runPromiseExit
  )

/** Runs a call under `Effect.timeout`. The time is up when the request, and any part of its response, has arrived. */
const timedOut = <A, E>(call: Effect.Effect<A, E>, arrived: () => Promise<void>) =>
  Effect.gen(function* () {
    const fiber = yield* Effect.forkChild(Effect.timeout(call, 50), { startImmediately: true })
    yield* Effect.promise(arrived)
    yield* Effect.promise(() => new Promise((resolve) => setTimeout(resolve, 20)))
    yield* TestClock.adjust(50)
    return yield* Fiber.join(fiber)
  }).pipe(Effect.provide(TestClock.layer()))

describe.each(Object.entries(transports))("an Effect HttpClient %s", (_, transport) => {
  it("streams to [DONE], then closes a socket that is left open", async () => {
    await using server = await serve(events(chunk("Hel"), chunk("lo"), chunk(null, "stop"), done).open)
    const exit = await run(transport, to(server), (client) => text(client.chat.completions.stream(params)))
    expect(exit).toEqual(Exit.succeed("Hello"))
    expect(await server.outcome()).toBe("closed")
  })

  it("closes the socket when only a part of the stream is read", async () => {
    await using server = await serve(events(chunk("Hel"), chunk("lo")).open)
    const exit = await run(transport, to(server), (client) =>
      Stream.runCollect(Stream.take(client.chat.completions.stream(params), 1))
    )
    expect(Exit.isSuccess(exit)).toBe(true)
    expect(await server.outcome()).toBe("closed")
  })

  it.each([
    ["before the head", () => {}],
    ["after the head", events().open],
    ["between two events", events(chunk("Hel")).open]
  ] as const)("closes the socket when a stream is interrupted %s", async (_, script) => {
    await using server = await serve(script)
    const exit = await run(transport, to(server), (client) =>
      timedOut(Stream.runDrain(client.chat.completions.stream(params)), server.arrived)
    )
    expect(exit).toMatchObject({ _tag: "Failure" })
    expect(await server.outcome()).toBe("closed")
  })

  it.each([
    ["before the head", () => {}],
    [
      "in the body",
      (response: ServerResponse) => {
        response.writeHead(200, { "content-type": "application/json" })
        response.write("{")
      }
    ]
  ] as const)("closes the socket when a call is interrupted %s", async (_, script) => {
    await using server = await serve(script)
    const exit = await run(transport, to(server), (client) => timedOut(client.models.list(), server.arrived))
    expect(exit).toMatchObject({ _tag: "Failure" })
    expect(await server.outcome()).toBe("closed")
  })

  it("is bound by the time limits of a stream", async () => {
    await using server = await serve(events(chunk("Hel")).open)
    const metas: Array<ResponseMeta> = []
    const options = { ...to(server), timeout: { idle: 50 }, onResponse: (meta: ResponseMeta) => metas.push(meta) }
    await run(transport, options, (client) => Stream.runDrain(client.chat.completions.stream(params)))
    expect(metas).toMatchObject([
      { error: { _tag: "APITimeoutError", partial: { choices: [{ message: { content: "Hel" } }] } } }
    ])
    expect(await server.outcome()).toBe("closed")
  })

  it("reports a reset in the middle of a stream, with the partial completion", async () => {
    await using server = await serve((response) => {
      events(chunk("Hel")).open(response)
      setImmediate(() => response.socket?.resetAndDestroy())
    })
    const exit = await run(transport, to(server), (client) =>
      Effect.flip(Stream.runDrain(client.chat.completions.stream(params)))
    )
    expect(exit).toMatchObject({
      value: { _tag: "APIConnectionError", attempts: 1, partial: { choices: [{ message: { content: "Hel" } }] } }
    })
  })

  it("retries after a reset before the head, under the same key", async () => {
    await using server = await serve((response, nth) => {
      if (nth === 0) response.socket?.resetAndDestroy()
      else response.end(JSON.stringify(completion))
    })
    const exit = await run(transport, to(server), (client) => client.chat.completions.create(params))
    expect(Exit.isSuccess(exit)).toBe(true)
    expect(server.keys).toHaveLength(2)
    expect(server.keys[1]).toBe(server.keys[0])
  })

  it("follows no redirect to another origin", async () => {
    await using server = await serve((response) => {
      response.writeHead(307, { location: "http://127.0.0.1:9/v1/models" })
      response.end()
    })
    const exit = await run(transport, to(server), (client) => Effect.flip(client.models.list()))
    expect(exit).toMatchObject({ value: { _tag: "APIStatusError", status: 307, attempts: 1 } })
    expect(server.keys).toHaveLength(1)
  })
})
