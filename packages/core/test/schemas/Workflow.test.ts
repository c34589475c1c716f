import { describe, expect, it } from "@effect/vitest"
import { Endpoint, NotFoundError, ParetaClient } from "@pareta/core"
import * as Schemas from "@pareta/core/Schemas"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Schema from "effect/Schema"
import * as Activity from "effect/workflow/Activity"
import * as Workflow from "effect/workflow/Workflow"
import * as WorkflowEngine from "effect/workflow/WorkflowEngine"
import { endpointId, platform } from "./Platform.ts"

const Retrieve = Workflow.make("Retrieve", {
  payload: { id: Schema.String },
  idempotencyKey: ({ id }) => id,
  success: Schemas.Endpoint,
  error: Schemas.CallFailure
})

const retrieve = Retrieve.toLayer(({ id }) =>
  Activity.make({
    name: "retrieve",
    success: Schemas.Endpoint,
    error: Schemas.CallFailure,
    execute: ParetaClient.use((pareta) => pareta.endpoints.retrieve(id))
  })
)

const engine = () => retrieve.pipe(Layer.provide(platform().client), Layer.provideMerge(WorkflowEngine.layerMemory))

describe("a workflow", () => {
  it.live("returns the model of an activity", () =>
    Effect.gen(function* () {
      const endpoint = yield* Retrieve.execute({ id: endpointId })
      expect(endpoint).toBeInstanceOf(Endpoint)
      expect(endpoint.isLive).toBe(true)
    }).pipe(Effect.provide(engine()))
  )

  it.live("fails with the failure of an activity", () =>
    Effect.gen(function* () {
      const failure = yield* Effect.flip(Retrieve.execute({ id: "missing" }))
      expect(failure).toBeInstanceOf(NotFoundError)
    }).pipe(Effect.provide(engine()))
  )
})
