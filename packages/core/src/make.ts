import type { ChatCompletionCreateParams } from "./chat/ChatCompletionParams.ts"
import * as ChatCompletions from "./chat/ChatCompletions.ts"
import * as EndpointMetrics from "./endpoints/EndpointMetrics.ts"
import type { DeployParams, EndpointId } from "./endpoints/Endpoints.ts"
import * as Endpoints from "./endpoints/Endpoints.ts"
import { Call } from "./http/Call.ts"
import type { HttpTransport } from "./http/HttpTransport.ts"
import type { RouteRequest } from "./http/Route.ts"
import * as Route from "./http/Route.ts"
import * as Models from "./models/Models.ts"
import { type ParetaClientOptions, resolveConfig } from "./ParetaConfig.ts"

/** The Call that every operation of a client with these options goes through; throws `InvalidArgumentError`. */
export const makeCall = (transport: HttpTransport["Service"], options: ParetaClientOptions): Call =>
  new Call(transport, resolveConfig(options))

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
  request: <A = unknown>(route: RouteRequest<A>) => Route.request(call, route),
  stream: <A = unknown>(route: RouteRequest<A>) => Route.stream(call, route)
})
