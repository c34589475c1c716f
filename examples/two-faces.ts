/** The same call with Promises and with Effect (scenario 2). */
import { HttpTransport, ParetaClient } from "@pareta/core"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { Pareta } from "pareta"

const pareta = Pareta.fromEnv()
console.log("promises:", (await pareta.models.list()).length, "endpoints")

const program = Effect.gen(function* () {
  const client = yield* ParetaClient
  const models = yield* client.models.list()
  console.log("effects:", models.length, "endpoints")
})
await program.pipe(
  Effect.provide(ParetaClient.layerConfig().pipe(Layer.provide(HttpTransport.layerFetch()))),
  Effect.runPromise
)
