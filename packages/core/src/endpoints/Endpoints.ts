import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import * as Stream from "effect/Stream"
import type { Call, CallRequest } from "../http/Call.ts"
import type { EventReader } from "../http/EventReader.ts"
import { eventStream } from "../http/EventStream.ts"
import { responseMeta } from "../http/ResponseMeta.ts"
import { pathSegment } from "../http/Url.ts"
import { type CallFailure, DeployError, type DeployFailure, InvalidArgumentError } from "../ParetaError.ts"
import type { Decoder } from "../wire/Decoder.ts"
import { deployStream } from "./DeployDialect.ts"
import type { DeployEvent } from "./DeployEvent.ts"
import { decodeEndpoint, decodeEndpointList, type Endpoint } from "./Endpoint.ts"

/** What `endpoints.deploy` takes; fields that are not named here are forwarded untouched (contract R3). */
export interface DeployParams {
  /** A task of the catalogue. */
  readonly task: string | null | undefined
  /** A per-task alias. Default `"recommended"`. */
  readonly model?: string | null | undefined
  /** The server makes one up when there is none. */
  readonly name?: string | null | undefined
  readonly cost_per_request_micro_usd?: number
  readonly frontier_cost_per_request_micro_usd?: number
  readonly region?: string
  readonly provider?: string
  readonly quality?: number
  readonly run_mode?: string
  readonly taskDisplay?: string
  readonly [key: string]: unknown
}

const operation = "endpoints.deploy"

/** Deploys, telling the progress (contract R3). A failed deployment is the last event, not a failure of the stream. */
export const deploy = (call: Call, params: DeployParams): Stream.Stream<DeployEvent, DeployFailure> =>
  eventStream((adopt) => openDeploy(call, params, adopt))

/** Opens the stream of a deployment for a consumer that reads it by itself. */
export const openDeploy = (
  call: Call,
  params: DeployParams,
  adopt: (reader: EventReader<DeployEvent, DeployFailure>) => void
): Effect.Effect<EventReader<DeployEvent, DeployFailure>, CallFailure> =>
  call.open(operation, () => deployRequest(params), deployStream(String(params?.task)), adopt)

/** Deploys and answers the live endpoint; fails with `DeployError` when the deployment does (contract §8.1). */
export const deployAndWait = (call: Call, params: DeployParams): Effect.Effect<Endpoint, DeployFailure> =>
  Effect.flatMap(Stream.runLast(deploy(call, params)), (last) => {
    const event = Option.getOrUndefined(last)
    if (event?.event === "complete") return Effect.succeed(event.data.endpoint)
    const message = event?.event === "error" ? event.data.message : "unknown error"
    const failure = new DeployError(`deploy failed: ${message}`, { requestId: responseMeta(event)?.requestId ?? null })
    return Effect.fail(Object.assign(failure, { operation }))
  })

/** Every endpoint of the organization (contract R4). Free. */
export const list = (call: Call): Effect.Effect<Array<Endpoint>, CallFailure> =>
  call.json("endpoints.list", () => ({ method: "GET", path: "/v1/endpoints" }), decodeEndpointList)

/** One endpoint as it is now (contract R5). Free. */
export const retrieve = (call: Call, id: EndpointId): Effect.Effect<Endpoint, CallFailure> =>
  call.json("endpoints.retrieve", () => ({ method: "GET", path: endpointPath(id) }), decodeEndpoint)

/** Starts a stopped endpoint; poll `retrieve` until it is live (contract R6, §8.2). The answer is the server's JSON. */
export const start = (call: Call, id: EndpointId): Effect.Effect<unknown, CallFailure> =>
  call.json("endpoints.start", () => ({ method: "POST", path: `${endpointPath(id)}/start` }), asItIs)

/** Stops an endpoint: it costs nothing and answers 503 until it is started (contract R7). The answer is the server's JSON. */
export const stop = (call: Call, id: EndpointId): Effect.Effect<unknown, CallFailure> =>
  call.json("endpoints.stop", () => ({ method: "POST", path: `${endpointPath(id)}/stop` }), asItIs)

/** Deletes an endpoint for good (contract R8). */
export const remove = (call: Call, id: EndpointId): Effect.Effect<void, CallFailure> =>
  call.done("endpoints.delete", () => ({ method: "DELETE", path: endpointPath(id) }))

/** An id, as it comes from a record that may lack one; an absent or empty id is refused before anything is sent. */
export type EndpointId = string | null | undefined

/** The path of an endpoint; throws `InvalidArgumentError`. */
export const endpointPath = (id: EndpointId): string => `/v1/endpoints/${pathSegment(id, "endpoint id")}`

const deployRequest = (params: DeployParams): CallRequest => {
  const { task, model, name, wait: _, ...extras } = params ?? {}
  if (typeof task !== "string" || task === "") throw new InvalidArgumentError("task is required")
  const alias = model || "recommended"
  return {
    method: "POST",
    path: "/v1/endpoints",
    json: { task, model: alias, ...extras, ...(name ? { name } : undefined) },
    attributes: { "pareta.task": task, "gen_ai.request.model": alias }
  }
}

const asItIs: Decoder<unknown> = Result.succeed
