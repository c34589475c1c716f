import type * as Effect from "effect/Effect"
import type { Call } from "../http/Call.ts"
import type { CallFailure } from "../ParetaError.ts"
import { decodeModelList, type ModelList } from "./Model.ts"

/** The endpoints that can be called now, in OpenAI's shape (contract R2). Free. */
export const list = (call: Call): Effect.Effect<ModelList, CallFailure> =>
  call.json("models.list", () => ({ method: "GET", path: "/v1/models" }), decodeModelList)
