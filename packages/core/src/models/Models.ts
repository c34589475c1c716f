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

/** Creates the operations of the namespace, or of the one with the models of another lane. */
export const make = (api: Api, operation = "models.list", path = "/v1/models"): Models => ({
  list: () => api.json(operation, () => ({ method: "GET", path }), decodeModelList)
})
