/**
 * Finds the route of a request. Requests without a route get 404, 405 or a CORS preflight reply; HEAD is routed like
 * GET.
 */
import * as Effect from "effect/Effect"
import * as FindMyWay from "effect/http/FindMyWay"
import { agentRoutes } from "../routes/Agent.ts"
import { audioRoutes } from "../routes/Audio.ts"
import { autoRoutes } from "../routes/Auto.ts"
import { chatRoutes } from "../routes/Chat.ts"
import { deployRoutes } from "../routes/Deploy.ts"
import { embeddingsRoutes } from "../routes/Embeddings.ts"
import { endpointRoutes } from "../routes/Endpoints.ts"
import { evalBlobRoutes } from "../routes/EvalBlobs.ts"
import { evalRunRoutes } from "../routes/EvalRuns.ts"
import { evalSetRoutes } from "../routes/EvalSets.ts"
import type { Exchange, Route } from "../routes/Exchange.ts"
import { frontierModelRoutes } from "../routes/FrontierModels.ts"
import { imageRoutes } from "../routes/Images.ts"
import { matchRoutes } from "../routes/Match.ts"
import { metricRoutes } from "../routes/Metrics.ts"
import { modelRoutes } from "../routes/Models.ts"
import { rerankRoutes } from "../routes/Rerank.ts"
import { storageProblemReply, storageRoutes } from "../routes/Storage.ts"
import { taskRoutes } from "../routes/Tasks.ts"
import { notFound, Problem } from "../wire/Problem.ts"
import { empty, json, type Reply } from "../wire/Reply.ts"
import { isServed, type Surface } from "../wire/Surface.ts"
import type { ReceivedRequest } from "../wire/WireRequest.ts"

/** The route that a request matched, or the reply to a request that matched none. */
export interface Match {
  /** The name of the route; `unknown` or `preflight` for a request without one. */
  readonly name: string
  /** Whether the request must have an accepted API key. */
  readonly needsKey: boolean
  readonly handle: (exchange: Omit<Exchange, "params">) => Effect.Effect<Reply, Problem>
}

/** Matches a request. */
export const match = (request: ReceivedRequest, surface: Surface): Match => {
  if (request.method === "OPTIONS") return withoutRoute("preflight", Effect.succeed(preflight(request)))
  const method = request.method === "HEAD" ? "GET" : request.method
  const found = tables[request.origin].find(method, request.path)
  if (found === undefined) return withoutRoute("unknown", Effect.fail(notMatched(request, surface)))
  if (!isServed(found.handler, surface)) return withoutRoute("unknown", Effect.fail(notFound()))
  const { handler: route } = found
  const params = Object.fromEntries(Object.entries(found.params).map(([name, value]) => [name, value ?? ""]))
  return {
    name: route.name,
    needsKey: request.origin === "api",
    handle: (exchange) => route.handle({ ...exchange, params })
  }
}

/** The names of all routes, those of storage included, and of requests without a route. */
export const routeNames = (): ReadonlyArray<string> =>
  [...new Set([...routes, ...storageRoutes].map(({ name }) => name))].concat("unknown", "preflight")

/** The reply to a failed request: JSON as from FastAPI, or XML as from object storage. */
export const problemReply = (problem: Problem, request: ReceivedRequest): Reply =>
  request.origin === "storage"
    ? storageProblemReply(problem)
    : json({ detail: problem.detail }, problem.status, problem.headers)

const withoutRoute = (name: string, reply: Effect.Effect<Reply, Problem>): Match => ({
  name,
  needsKey: false,
  handle: () => reply
})

const preflight = (request: ReceivedRequest): Reply =>
  empty(204, {
    "access-control-allow-methods": request.origin === "storage" ? "PUT, OPTIONS" : "GET, POST, DELETE, OPTIONS",
    "access-control-allow-headers": request.headers["access-control-request-headers"] ?? "*",
    "access-control-max-age": "600",
    // A browser asks for this when a page on the Internet, allowed as an origin, calls a server on this machine.
    ...(request.headers["access-control-request-private-network"] === "true"
      ? { "access-control-allow-private-network": "true" }
      : {})
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
  ...evalBlobRoutes,
  ...autoRoutes,
  ...audioRoutes,
  ...imageRoutes,
  ...rerankRoutes,
  ...embeddingsRoutes,
  ...agentRoutes
]

// FindMyWay and not HttpRouter: faults need the name of the route before it runs, and a 405 lists the other methods.
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

const notMatched = ({ origin, path }: ReceivedRequest, surface: Surface): Problem => {
  const allowed = methods.filter((method) => {
    const found = tables[origin].find(method, path)
    return found !== undefined && isServed(found.handler, surface)
  })
  return allowed.length === 0
    ? notFound()
    : new Problem({ status: 405, detail: "Method Not Allowed", headers: { allow: allowed.join(", ") } })
}

const methods = ["GET", "POST", "PUT", "DELETE"] as const
