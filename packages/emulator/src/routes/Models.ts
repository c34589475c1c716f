/** `GET /v1/models`: the models that can be called right now. See `docs/wire.md#models`. */
import * as Effect from "effect/Effect"
import { json } from "../wire/Reply.ts"
import type { Route } from "./Exchange.ts"

/** The model list. It contains live endpoints only. */
export const modelRoutes: ReadonlyArray<Route> = [
  {
    name: "models",
    method: "GET",
    path: "/v1/models",
    handle: ({ world, now }) =>
      Effect.sync(() =>
        json({
          object: "list",
          data: [...world.endpoints.values()]
            .filter((endpoint) => endpoint.statusAt(now) === "live")
            .map((endpoint) => ({
              id: endpoint.id,
              object: "model",
              owned_by: "pareta",
              created: Math.floor(endpoint.createdAt / 1000)
            }))
        })
      )
  }
]
