/** Lists, retrieves, starts, stops and deletes endpoints: `/v1/endpoints`. See `docs/wire.md#endpoints`. */
import * as Effect from "effect/Effect"
import type { Endpoint } from "../state/Endpoint.ts"
import { endpointNotFound, Problem } from "../wire/Problem.ts"
import { empty, json } from "../wire/Reply.ts"
import type { Exchange, Route } from "./Exchange.ts"

/** The routes of endpoints, apart from deploy and metrics. */
export const endpointRoutes: ReadonlyArray<Route> = [
  {
    name: "endpoints.list",
    method: "GET",
    path: "/v1/endpoints",
    handle: ({ world, now, apiUrl }) =>
      Effect.sync(() => json([...world.endpoints.values()].map((endpoint) => endpoint.toRecord(now, false, apiUrl))))
  },
  {
    name: "endpoints.retrieve",
    method: "GET",
    path: "/v1/endpoints/:id",
    handle: (exchange) =>
      Effect.map(endpointOf(exchange), (endpoint) => json(endpoint.toRecord(exchange.now, true, exchange.apiUrl)))
  },
  {
    name: "endpoints.start",
    method: "POST",
    path: "/v1/endpoints/:id/start",
    handle: (exchange) =>
      Effect.map(endpointOf(exchange), (endpoint) => {
        endpoint.start(exchange.now, exchange.world.options.timing.startMilliseconds)
        return ok
      })
  },
  {
    name: "endpoints.stop",
    method: "POST",
    path: "/v1/endpoints/:id/stop",
    handle: (exchange) =>
      Effect.map(settledEndpointOf(exchange), (endpoint) => {
        endpoint.stop(exchange.now)
        return ok
      })
  },
  {
    name: "endpoints.delete",
    method: "DELETE",
    path: "/v1/endpoints/:id",
    handle: (exchange) =>
      Effect.map(settledEndpointOf(exchange), (endpoint) => {
        exchange.world.endpoints.delete(endpoint.id)
        return empty(204)
      })
  }
]

/** The endpoint in the path of the request. Fails with 404. */
export const endpointOf = ({ world, params }: Exchange): Effect.Effect<Endpoint, Problem> => {
  const id = params["id"] ?? ""
  const endpoint = world.endpoints.get(id)
  return endpoint === undefined ? Effect.fail(endpointNotFound(id)) : Effect.succeed(endpoint)
}

const ok = json({ ok: true })

// The platform's documentation leaves this open. Here an endpoint cannot be stopped or deleted while it is being
// deployed.
const settledEndpointOf = (exchange: Exchange): Effect.Effect<Endpoint, Problem> =>
  Effect.filterOrFail(
    endpointOf(exchange),
    (endpoint) => endpoint.deployedAt <= exchange.now,
    (endpoint) => new Problem({ status: 409, detail: `endpoint '${endpoint.id}' is still being deployed, try again` })
  )
