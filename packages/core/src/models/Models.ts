/** `models`: the models that can be called. */
import type * as Effect from "effect/Effect"
import type { Api } from "../http/Api.ts"
import type { CallFailure } from "../ParetaError.ts"
import { decodeModelList, type ModelList } from "./Model.ts"

/** `client.models` */
export interface Models {
  /** Lists the models that can be called now, in OpenAI's shape: `GET /v1/models`. Not billed. */
  readonly list: () => Effect.Effect<ModelList, CallFailure>
}

/** A route that lists models. */
export interface ModelsLane {
  readonly operation: string
  readonly path: string
}

/** `models` */
export const modelsLane: ModelsLane = { operation: "models.list", path: "/v1/models" }

/** `agent.models` */
export const agentModelsLane: ModelsLane = { operation: "agent.models.list", path: "/agent/v1/models" }

/** Creates the operations of a lane. */
export const make = (api: Api, { operation, path }: ModelsLane): Models => ({
  list: () => api.json(operation, () => ({ method: "GET", path }), decodeModelList)
})
