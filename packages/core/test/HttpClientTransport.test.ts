import { describe, expect, it } from "@effect/vitest"
import { ParetaClient, responseMeta, text } from "@pareta/core"
import * as HttpClientTransport from "@pareta/core/HttpClientTransport"
import { makeEmulator } from "@pareta/emulator"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as HttpClient from "effect/http/HttpClient"
import * as HttpClientError from "effect/http/HttpClientError"
import type * as HttpClientRequest from "effect/http/HttpClientRequest"
import * as HttpClientResponse from "effect/http/HttpClientResponse"
import * as Layer from "effect/Layer"
import * as Stream from "effect/Stream"
import { apiKey, chunk, completion, done, eventResponse, json, params, pieces } from "./ScriptedFetch.ts"

type Send = (request: HttpClientRequest.HttpClientRequest) => Effect.Effect<Response, HttpClientError.HttpClientError>

/** The client over an HttpClient with this behaviour, and the requests that the HttpClient got. */
const over = (send: Send) => {
  const requests: Array<HttpClientRequest.HttpClientRequest> = []
  const http = HttpClient.make((request) => {
    requests.push(request)
    return Effect.map(send(request), (response) => HttpClientResponse.fromWeb(request, response))
  })
  const layer = ParetaClient.layer({ apiKey, maxRetries: 0 }).pipe(
    Layer.provide(HttpClientTransport.layer),
    Layer.provide(Layer.succeed(HttpClient.HttpClient, http))
  )
  return { layer, requests }
}

const create = ParetaClient.use((client) => client.chat.completions.create(params))

describe("the transport over an HttpClient", () => {
  it.effect("sends the same request and reads the same response", () =>
    Effect.gen(function* () {
      const { layer, requests } = over(() => Effect.succeed(json(completion, { headers: { "x-request-id": "req_1" } })))
      const result = yield* Effect.provide(create, layer)
      expect(result.choices[0]?.message.content).toBe("Hello!")
      expect(responseMeta(result)?.requestId).toBe("req_1")
      expect(requests[0]).toMatchObject({ method: "POST", url: "https://api.pareta.ai/v1/chat/completions" })
      expect(requests[0]?.headers).toMatchObject({
        authorization: `Bearer ${apiKey}`,
        "content-type": "application/json"
      })
      expect(requests[0]?.headers["b3"]).toBeUndefined()
      expect(requests[0]?.headers["traceparent"]).toBeUndefined()
    })
  )

  it.effect("streams the same chunks", () =>
    Effect.gen(function* () {
      const { layer } = over(() =>
        Effect.succeed(eventResponse(pieces([chunk("Hel"), chunk("lo", "stop"), done]).body))
      )
      const whole = yield* text(
        Stream.unwrap(Effect.map(ParetaClient, (client) => client.chat.completions.stream(params)))
      ).pipe(Effect.provide(layer))
      expect(whole).toBe("Hello")
    })
  )

  it.effect("fails with an APIConnectionError", () =>
    Effect.gen(function* () {
      const { layer } = over((request) =>
        Effect.fail(
          new HttpClientError.HttpClientError({
            reason: new HttpClientError.TransportError({ request, cause: new Error("socket hang up") })
          })
        )
      )
      const failure = yield* create.pipe(Effect.flip, Effect.provide(layer))
      expect(failure).toMatchObject({ _tag: "APIConnectionError", message: "socket hang up" })
    })
  )

  it.effect.each([
    ["filterStatusOk", HttpClient.filterStatusOk],
    ["retryTransient", (http: HttpClient.HttpClient) => HttpClient.retryTransient(http, { times: 1 })],
    ["both", (http: HttpClient.HttpClient) => HttpClient.retryTransient(HttpClient.filterStatusOk(http), { times: 1 })]
  ] as const)("reads the status that a client refused with %s", ([, middleware]) =>
    Effect.gen(function* () {
      const http = HttpClient.make((request) =>
        Effect.succeed(HttpClientResponse.fromWeb(request, json({ detail: "no such endpoint" }, { status: 404 })))
      )
      const failure = yield* create.pipe(
        Effect.flip,
        Effect.provide(Layer.provide(ParetaClient.layer({ apiKey }), HttpClientTransport.layer)),
        Effect.provideService(HttpClient.HttpClient, middleware(http))
      )
      expect(failure).toMatchObject({ _tag: "NotFoundError", message: "no such endpoint", attempts: 1 })
    })
  )

  it.effect("interrupts the request of the HttpClient when a call is interrupted", () =>
    Effect.gen(function* () {
      let interrupted = false
      const { layer } = over(() =>
        Effect.onInterrupt(Effect.never, () =>
          Effect.sync(() => {
            interrupted = true
          })
        )
      )
      const fiber = yield* create.pipe(Effect.provide(layer), Effect.forkChild({ startImmediately: true }))
      yield* Fiber.interrupt(fiber)
      expect(interrupted).toBe(true)
    })
  )

  it.effect("works over the emulator's own HttpClient", () =>
    Effect.gen(function* () {
      const emulator = yield* makeEmulator()
      const layer = ParetaClient.layer({ apiKey }).pipe(
        Layer.provide(HttpClientTransport.layer),
        Layer.provide(emulator.httpClientLayer)
      )
      const models = yield* ParetaClient.use((client) => client.models.list()).pipe(Effect.provide(layer))
      expect([...models].map((model) => model.id)).toContain("ep_a1b2c3")
    })
  )
})
