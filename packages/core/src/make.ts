import type { AnyRouteRequest } from "./AnyRoute.ts"
import * as AnyRoute from "./AnyRoute.ts"
import type { ChatCompletionCreateParams } from "./chat/ChatCompletionParams.ts"
import * as ChatCompletions from "./chat/ChatCompletions.ts"
import * as EndpointMetrics from "./endpoints/EndpointMetrics.ts"
import type { DeployParams, EndpointId } from "./endpoints/Endpoints.ts"
import * as Endpoints from "./endpoints/Endpoints.ts"
import type { Call } from "./http/Call.ts"
import * as Models from "./models/Models.ts"

/** Assembles the namespaces over a Call. */
export const make = (call: Call) => ({
  chat: {
    completions: {
      create: (params: ChatCompletionCreateParams) => ChatCompletions.create(call, params),
      stream: (params: ChatCompletionCreateParams) => ChatCompletions.stream(call, params)
    }
  },
  models: { list: Models.list(call) },
  endpoints: {
    deploy: (params: DeployParams) => Endpoints.deploy(call, params),
    deployAndWait: (params: DeployParams) => Endpoints.deployAndWait(call, params),
    list: Endpoints.list(call),
    retrieve: (id: EndpointId) => Endpoints.retrieve(call, id),
    start: (id: EndpointId) => Endpoints.start(call, id),
    stop: (id: EndpointId) => Endpoints.stop(call, id),
    delete: (id: EndpointId) => Endpoints.remove(call, id),
    metrics: (id: EndpointId) => EndpointMetrics.metrics(call, id)
  },
  request: <A = unknown>(route: AnyRouteRequest<A>) => AnyRoute.request(call, route),
  stream: <A = unknown>(route: AnyRouteRequest<A>) => AnyRoute.stream(call, route)
})
