/** Finds the route of a request and words what is no route: 404, 405, CORS preflights, HEAD. */
import * as Effect from "effect/Effect"
import * as FindMyWay from "effect/http/FindMyWay"
import { chatRoutes } from "../routes/Chat.ts"
import { deployRoutes } from "../routes/Deploy.ts"
import { endpointRoutes } from "../routes/Endpoints.ts"
import { evalBlobRoutes } from "../routes/EvalBlobs.ts"
import { evalRunRoutes } from "../routes/EvalRuns.ts"
import { evalSetRoutes } from "../routes/EvalSets.ts"
import type { Exchange, Route } from "../routes/Exchange.ts"
import { frontierModelRoutes } from "../routes/FrontierModels.ts"
import { matchRoutes } from "../routes/Match.ts"
import { metricRoutes } from "../routes/Metrics.ts"
import { modelRoutes } from "../routes/Models.ts"
import { storageProblemReply, storageRoutes } from "../routes/Storage.ts"
import { taskRoutes } from "../routes/Tasks.ts"
import { invalidKey, Problem } from "../wire/Problem.ts"
import { empty, json, type Reply } from "../wire/Reply.ts"
import type { ReceivedRequest } from "../wire/WireRequest.ts"
import { isAuthorized } from "./Auth.ts"

/** A request that was matched: its route (if there is one) and what that does. */
export interface Match {
  readonly name: string
  readonly handle: (exchange: Omit<Exchange, "params">) => Effect.Effect<Reply, Problem>
}

/** Matches a request; the bearer check comes before everything that a /v1 route does. */
export const match = (request: ReceivedRequest): Match => {
  if (request.method === "OPTIONS") return answer("preflight", Effect.succeed(preflight(request)))
  const method = request.method === "HEAD" ? "GET" : request.method
  const found = tables[request.origin].find(method, request.path)
  if (found === undefined) return noRoute(request)
  const { handler: route } = found
  const params = Object.fromEntries(Object.entries(found.params).map(([name, value]) => [name, value ?? ""]))
  return {
    name: route.name,
    handle: (exchange) =>
      request.origin === "storage" || isAuthorized(request, exchange.world.options.keys)
        ? route.handle({ ...exchange, params })
        : Effect.fail(invalidKey())
  }
}

/** A problem as FastAPI words it, or as storage does. */
export const problemReply = (problem: Problem, request: ReceivedRequest): Reply =>
  request.origin === "storage"
    ? storageProblemReply(problem)
    : json({ detail: problem.detail }, problem.status, problem.headers)

const answer = (name: string, reply: Effect.Effect<Reply, Problem>): Match => ({ name, handle: () => reply })

const preflight = (request: ReceivedRequest): Reply =>
  empty(204, {
    "access-control-allow-methods": request.origin === "storage" ? "PUT, OPTIONS" : "GET, POST, DELETE, OPTIONS",
    "access-control-allow-headers": request.headers["access-control-request-headers"] ?? "*",
    "access-control-max-age": "600"
  })

const routes: ReadonlyArray<Route> = [
  ...chatRoutes,
  ...modelRoutes,
  ...deployRoutes,
  ...endpointRoutes,
  ...metricRoutes,
  ...taskRoutes,
  ...matchRoutes,
  ...frontierModelRoutes,
  ...evalSetRoutes,
  ...evalRunRoutes,
  ...evalBlobRoutes
]

// FindMyWay directly, not HttpRouter: faults need the route's name before it runs, and 405 needs the other methods.
const tableOf = (routes: ReadonlyArray<Route>) => {
  const table = FindMyWay.make<Route>({
    ignoreTrailingSlash: false,
    ignoreDuplicateSlashes: false,
    maxParamLength: 1000
  })
  for (const route of routes) table.on(route.method, route.path, route)
  return table
}

const tables = { api: tableOf(routes), storage: tableOf(storageRoutes) }

const noRoute = ({ origin, path }: ReceivedRequest): Match => {
  const allowed = methods.filter((method) => tables[origin].find(method, path) !== undefined)
  return answer(
    "unknown",
    Effect.fail(
      allowed.length === 0
        ? new Problem({ status: 404, detail: "Not Found" })
        : new Problem({ status: 405, detail: "Method Not Allowed", headers: { allow: allowed.join(", ") } })
    )
  )
}

const methods = ["GET", "POST", "PUT", "DELETE"] as const
