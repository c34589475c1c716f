/** Streams a chat to a page through Effect's `HttpRouter`: `POST /chat` with `{ "messages": […] }`. */
import { createServer } from "node:http"
import * as NodeHttpServer from "@effect/platform-node/NodeHttpServer"
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import { type ChatMessage, HttpTransport, isAPIStatusError, ParetaClient } from "@pareta/core"
import { Config, Effect, Layer, Stream } from "effect"
import { HttpRouter, HttpServerRequest, HttpServerResponse } from "effect/http"

const encoder = new TextEncoder()

const Chat = HttpRouter.add(
  "POST",
  "/chat",
  Effect.gen(function* () {
    const pareta = yield* ParetaClient
    const { messages } = (yield* HttpServerRequest.HttpServerRequest.pipe(
      Effect.flatMap((request) => request.json)
    )) as { readonly messages: Array<ChatMessage> }
    // The call is open until the scope of the request closes: when the reply is sent, or the page has left.
    const { chunks } = yield* pareta.chat.completions.open({ model: "ep_a1b2c3", messages })
    const lines = Stream.map(chunks, (chunk) => encoder.encode(`${JSON.stringify(chunk)}\n`))
    return HttpServerResponse.stream(lines, { contentType: "application/x-ndjson" })
  }).pipe(
    // Nothing was sent yet, so the page gets the status of the refusal.
    Effect.catchIf(isAPIStatusError, ({ message, status }) =>
      Effect.succeed(HttpServerResponse.text(message, { status }))
    )
  )
)

const Server = HttpRouter.serve(Chat).pipe(
  Layer.provide(ParetaClient.layerConfig()),
  Layer.provide(HttpTransport.layerFetch()),
  Layer.provide(NodeHttpServer.layerConfig(createServer, { port: Config.Int("PORT").pipe(Config.withDefault(3000)) }))
)

NodeRuntime.runMain(Layer.launch(Server))
