/** `GET /v1/models`: the models that can be called right now. See `docs/wire.md#models`. */
import * as Effect from "effect/Effect"
import { json } from "../wire/Reply.ts"
import type { Route } from "./Exchange.ts"

/** The model list: the live endpoints, or on the surface of generation 3 just `auto`. */
export const modelRoutes: ReadonlyArray<Route> = [
  {
    name: "models",
    method: "GET",
    path: "/v1/models",
    handle: ({ world, now }) =>
      Effect.sync(() =>
        json({
          object: "list",
          data:
            world.options.surface === "3"
              ? [entryOf("auto", 0)]
              : [...world.endpoints.values()]
                  .filter((endpoint) => endpoint.statusAt(now) === "live")
                  .map((endpoint) => entryOf(endpoint.id, endpoint.createdAt))
        })
      )
  }
]

const entryOf = (id: string, createdAt: number) => ({
  id,
  object: "model",
  owned_by: "pareta",
  created: Math.floor(createdAt / 1000)
})
