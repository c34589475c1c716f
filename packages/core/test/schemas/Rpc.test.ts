import { createServer } from "node:http"
import { NodeHttpServer } from "@effect/platform-node"
import { describe, expect, it } from "@effect/vitest"
import { ChatCompletion, ChatCompletionChunk, Endpoint, NotFoundError, ParetaClient } from "@pareta/core"
import * as Schemas from "@pareta/core/Schemas"
import * as Effect from "effect/Effect"
import * as FetchHttpClient from "effect/http/FetchHttpClient"
import * as HttpRouter from "effect/http/HttpRouter"
import * as HttpServer from "effect/http/HttpServer"
import * as Layer from "effect/Layer"
import * as Rpc from "effect/rpc/Rpc"
import * as RpcClient from "effect/rpc/RpcClient"
import * as RpcGroup from "effect/rpc/RpcGroup"
import * as RpcSerialization from "effect/rpc/RpcSerialization"
import * as RpcServer from "effect/rpc/RpcServer"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import { endpointId, platform } from "./Platform.ts"

class Platform extends RpcGroup.make(
  Rpc.make("endpoint", { payload: { id: Schema.String }, success: Schemas.Endpoint, error: Schemas.CallFailure }),
  Rpc.make("rename", { payload: { endpoint: Schemas.Endpoint, name: Schema.String }, success: Schemas.Endpoint }),
  Rpc.make("ask", {
    payload: { model: Schema.String, question: Schema.String },
    success: Schemas.ChatCompletionChunk,
    error: Schemas.StreamFailure,
    stream: true
  })
) {}

const handlers = Platform.toLayer({
  endpoint: ({ id }) => ParetaClient.use((pareta) => pareta.endpoints.retrieve(id)),
  rename: ({ endpoint, name }) => Effect.succeed(new Endpoint({ ...endpoint.raw, name })),
  ask: ({ model, question }) =>
    Stream.unwrap(
      ParetaClient.use((pareta) =>
        Effect.succeed(pareta.chat.completions.stream({ model, messages: [{ role: "user", content: question }] }))
      )
    )
})

const protocol = Layer.unwrap(
  HttpServer.addressFormattedWith((address) =>
    Effect.succeed(RpcClient.layerProtocolHttp({ url: `${address}/rpc` }).pipe(Layer.provide(FetchHttpClient.layer)))
  )
)

/** The group over HTTP on a port, as in production. The two sides share nothing but the group. */
const overHttp = (
  serialization: Layer.Layer<RpcSerialization.RpcSerialization>,
  { client } = platform()
): Layer.Layer<RpcClient.Protocol, unknown> =>
  HttpRouter.serve(RpcServer.layerHttp({ group: Platform, path: "/rpc", protocol: "http" }), {
    disableListenLog: true,
    disableLogger: true
  }).pipe(
    Layer.provide(handlers),
    Layer.provide(client),
    Layer.merge(protocol),
    Layer.provide(serialization),
    Layer.provide(NodeHttpServer.layer(createServer, { port: 0 }))
  )

describe.each([
  ["ndjson", RpcSerialization.layerNdjson],
  ["JSON-RPC", RpcSerialization.layerNdJsonRpc()]
])("an RpcGroup over HTTP as %s", (_, serialization) => {
  it.live("returns a model as an instance, with getters and unknown fields", () =>
    Effect.gen(function* () {
      const rpc = yield* RpcClient.make(Platform)
      const found = yield* rpc.endpoint({ id: endpointId })
      expect(found).toBeInstanceOf(Endpoint)
      expect(found).toMatchObject({ id: endpointId, isLive: true })
      expect(Object.keys(found.raw).length).toBeGreaterThan(Object.keys(found).length)
    }).pipe(Effect.scoped, Effect.provide(overHttp(serialization)))
  )

  it.live("takes a model as payload", () =>
    Effect.gen(function* () {
      const rpc = yield* RpcClient.make(Platform)
      const endpoint = new Endpoint({ id: "ep_1", region: { name: "eu" } })
      const renamed = yield* rpc.rename({ endpoint, name: "other" })
      expect(renamed.raw).toEqual({ id: "ep_1", region: { name: "eu" }, name: "other" })
    }).pipe(Effect.scoped, Effect.provide(overHttp(serialization)))
  )

  it.live("fails with the failure of the call, caught by its tag", () =>
    Effect.gen(function* () {
      const rpc = yield* RpcClient.make(Platform)
      const failure = yield* rpc.endpoint({ id: "missing" }).pipe(
        Effect.as(null),
        Effect.catchTag("NotFoundError", (error) => Effect.succeed(error))
      )
      expect(failure).toBeInstanceOf(NotFoundError)
      expect(failure).toMatchObject({ status: 404, operation: "endpoints.retrieve", response: { status: 404 } })
    }).pipe(Effect.scoped, Effect.provide(overHttp(serialization)))
  )

  it.live("streams the chunks of a completion", () =>
    Effect.gen(function* () {
      const rpc = yield* RpcClient.make(Platform)
      const chunks = yield* Stream.runCollect(rpc.ask({ model: endpointId, question: "Hello" }))
      expect(chunks.length).toBeGreaterThan(1)
      for (const chunk of chunks) expect(chunk).toBeInstanceOf(ChatCompletionChunk)
      expect(chunks.map((chunk) => chunk.choices[0]?.finishReason)).toContain("stop")
    }).pipe(Effect.scoped, Effect.provide(overHttp(serialization)))
  )

  it.live("fails a stream that breaks with the completion so far", () => {
    const { emulator, client } = platform()
    emulator.faults.script("chat", { reset: { afterEvents: 2 } })
    return Effect.gen(function* () {
      const rpc = yield* RpcClient.make(Platform)
      const chunks = rpc.ask({ model: endpointId, question: "Hello" })
      const partial = yield* Stream.runDrain(chunks).pipe(
        Effect.as(undefined),
        Effect.catchTag("APIConnectionError", (error) => Effect.succeed(error.partial))
      )
      expect(partial).toBeInstanceOf(ChatCompletion)
      expect(partial?.choices[0]?.message.role).toBe("assistant")
    }).pipe(Effect.scoped, Effect.provide(overHttp(serialization, { emulator, client })))
  })
})
