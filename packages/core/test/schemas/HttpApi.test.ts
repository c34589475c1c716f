import { NodeHttpServer } from "@effect/platform-node"
import { describe, expect, it } from "@effect/vitest"
import { Endpoint, NotFoundError, ParetaClient } from "@pareta/core"
import * as Schemas from "@pareta/core/Schemas"
import * as Effect from "effect/Effect"
import * as HttpClient from "effect/http/HttpClient"
import * as HttpRouter from "effect/http/HttpRouter"
import * as HttpApi from "effect/http-api/HttpApi"
import * as HttpApiBuilder from "effect/http-api/HttpApiBuilder"
import * as HttpApiClient from "effect/http-api/HttpApiClient"
import * as HttpApiEndpoint from "effect/http-api/HttpApiEndpoint"
import * as HttpApiGroup from "effect/http-api/HttpApiGroup"
import * as HttpApiSchema from "effect/http-api/HttpApiSchema"
import * as OpenApi from "effect/http-api/OpenApi"
import * as Layer from "effect/Layer"
import * as Schema from "effect/Schema"
import { endpointId, platform } from "./Platform.ts"

class Api extends HttpApi.make("platform").add(
  HttpApiGroup.make("endpoints").add(
    HttpApiEndpoint.get("retrieve", "/endpoints/:id", {
      params: { id: Schema.String },
      success: Schemas.Endpoint,
      error: [Schemas.NotFoundError.pipe(HttpApiSchema.status(404)), Schemas.CallFailure]
    })
  )
) {}

const routes = HttpApiBuilder.layer(Api).pipe(
  Layer.provide(
    HttpApiBuilder.group(Api, "endpoints", (handlers) =>
      handlers.handle("retrieve", ({ params }) => ParetaClient.use((pareta) => pareta.endpoints.retrieve(params.id)))
    )
  )
)

const served = () =>
  HttpRouter.serve(routes, { disableListenLog: true, disableLogger: true }).pipe(
    Layer.provide(platform().client),
    Layer.provideMerge(NodeHttpServer.layerTest)
  )

describe("an HttpApi", () => {
  it.live("returns a model as an instance", () =>
    Effect.gen(function* () {
      const { endpoints } = yield* HttpApiClient.make(Api)
      const endpoint = yield* endpoints.retrieve({ params: { id: endpointId } })
      expect(endpoint).toBeInstanceOf(Endpoint)
      expect(endpoint.isLive).toBe(true)
    }).pipe(Effect.provide(served()))
  )

  it.live("fails with the failure of the call, under the status that the API gives it", () =>
    Effect.gen(function* () {
      const { endpoints } = yield* HttpApiClient.make(Api)
      const failure = yield* Effect.flip(endpoints.retrieve({ params: { id: "missing" } }))
      expect(failure).toBeInstanceOf(NotFoundError)
      const { status } = yield* HttpClient.get("/endpoints/missing")
      expect(status).toBe(404)
    }).pipe(Effect.provide(served()))
  )

  it("names the models and failures in its OpenAPI document", () => {
    const retrieve = HttpApiEndpoint.get("retrieve", "/", { success: Schemas.Endpoint, error: Schemas.CallFailure })
    const documented = HttpApi.make("documented").add(HttpApiGroup.make("endpoints").add(retrieve))
    const names = Object.keys(OpenApi.fromApi(documented).components.schemas)
    expect(names).toEqual(expect.arrayContaining(["Endpoint", "NotFoundError", "ResponseFacts", "RateLimit"]))
    expect(names.filter((name) => /[_\d]/.test(name))).toEqual([])
  })
})
