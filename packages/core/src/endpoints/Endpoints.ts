/** `endpoints`: deploy, list, retrieve, start, stop, delete, metrics. */
import * as Effect from "effect/Effect"
import type * as Stream from "effect/Stream"
import { checkType, type NoSettings, optionalText, refuseSettings, requiredText } from "../Arguments.ts"
import type { Api, ApiRequest } from "../http/Api.ts"
import { responseMeta } from "../http/call/ResponseMeta.ts"
import { type Polled, steps, until, type WaitOptions, waitLimits } from "../http/Polling.ts"
import type { EventReader } from "../http/stream/EventReader.ts"
import { eventStream, lastEvent } from "../http/stream/EventStream.ts"
import { APITimeoutError, type CallFailure, DeployError } from "../ParetaError.ts"
import { undecoded } from "../wire/Decoder.ts"
import type { OtherFields } from "../wire/OtherFields.ts"
import { shortened } from "../wire/ServerWords.ts"
import type { DeployEvent } from "./DeployEvent.ts"
import { type DeployFailure, deployStream } from "./DeployEvents.ts"
import { decodeEndpoint, decodeEndpointList, type Endpoint, type EndpointId, endpointPath } from "./Endpoint.ts"
import { type EndpointMetrics, metrics } from "./EndpointMetrics.ts"

/** The parameters of `endpoints.deploy`. Fields that are not listed here are sent unchanged. */
export interface DeployParams extends NoSettings, OtherFields {
  /** A task of the catalogue. */
  readonly task: string | null | undefined
  /** A per-task alias. @default "recommended" */
  readonly model?: string | null | undefined
  /** A name for the endpoint. Default: the server generates one. */
  readonly name?: string | null | undefined
  /** The price of a request, in micro-USD. */
  readonly cost_per_request_micro_usd?: number | undefined
  /** The price of a request with the frontier model, in micro-USD. */
  readonly frontier_cost_per_request_micro_usd?: number | undefined
  /** The region to deploy to, as the platform names it. */
  readonly region?: string | undefined
  /** The provider to deploy with, as the platform names it. */
  readonly provider?: string | undefined
  /** The quality of the model for the task, from 0 to 1. */
  readonly quality?: number | undefined
  /** How the model runs, such as `twostage`. */
  readonly run_mode?: string | undefined
  /** The display name of the task. */
  readonly taskDisplay?: string | undefined
  /** @deprecated The name of this parameter is `cost_per_request_micro_usd`. */
  readonly costPerRequestMicroUsd?: undefined
  /** @deprecated The name of this parameter is `frontier_cost_per_request_micro_usd`. */
  readonly frontierCostPerRequestMicroUsd?: undefined
  /** @deprecated The name of this parameter is `run_mode`. */
  readonly runMode?: undefined
}

/** `client.endpoints` */
export interface Endpoints {
  /**
   * Deploys a model for a task and streams the progress: `POST /v1/endpoints`. Starts paid capacity.
   *
   * If the deployment fails, the stream ends with an `error` event, not with a failure.
   */
  readonly deploy: (params: DeployParams) => Stream.Stream<DeployEvent, DeployFailure>
  /**
   * Deploys a model for a task and returns the live endpoint: `POST /v1/endpoints`. Starts paid capacity. Fails with
   * `DeployError` if the deployment fails.
   */
  readonly deployAndWait: (params: DeployParams) => Effect.Effect<Endpoint, DeployFailure>
  /** Lists the organization's endpoints: `GET /v1/endpoints`. Not billed. */
  readonly list: () => Effect.Effect<Array<Endpoint>, CallFailure>
  /** Returns the current state of an endpoint: `GET /v1/endpoints/{id}`. Not billed. */
  readonly retrieve: (id: EndpointId) => Effect.Effect<Endpoint, CallFailure>
  /**
   * Starts a stopped endpoint and returns the server's JSON: `POST /v1/endpoints/{id}/start`. Starts paid capacity. It
   * returns before the endpoint is live: see `startAndWait`.
   */
  readonly start: (id: EndpointId) => Effect.Effect<unknown, CallFailure>
  /**
   * Starts a stopped endpoint, waits until it is live, and returns it: `POST /v1/endpoints/{id}/start`, then
   * `GET /v1/endpoints/{id}` for each poll. Starts paid capacity. Fails with `APITimeoutError` if it is not live after
   * `timeout`; it may become live later.
   */
  readonly startAndWait: (id: EndpointId, options?: WaitOptions) => Effect.Effect<Endpoint, CallFailure>
  /**
   * Stops an endpoint and returns the server's JSON: `POST /v1/endpoints/{id}/stop`. A stopped endpoint is not billed,
   * and chat with it fails with 503.
   */
  readonly stop: (id: EndpointId) => Effect.Effect<unknown, CallFailure>
  /** Deletes an endpoint for good: `DELETE /v1/endpoints/{id}`. Not billed. */
  readonly delete: (id: EndpointId) => Effect.Effect<void, CallFailure>
  /** Returns the operations on the metrics of an endpoint. Sends nothing itself. */
  readonly metrics: (id: EndpointId) => EndpointMetrics
}

/** Creates the operations of the namespace. */
export const make = (api: Api): Endpoints => ({
  ...buffered(api),
  deploy: (params) => eventStream((adopt) => open(api, params, adopt))
})

/** Creates the operations of the namespace without the Stream, for the package `pareta`. */
export const buffered = (api: Api): Omit<Endpoints, "deploy"> => ({
  deployAndWait: (params) =>
    Effect.flatMap(
      lastEvent<DeployEvent, DeployFailure>((adopt) => open(api, params, adopt)),
      resultOf
    ),
  list: () => api.json("endpoints.list", () => ({ method: "GET", path: "/v1/endpoints" }), decodeEndpointList),
  retrieve: (id) => retrieve(api, id),
  start: (id) => start(api, id),
  startAndWait: (id, options) => startAndWait(api, id, options),
  stop: (id) => api.json("endpoints.stop", () => ({ method: "POST", path: `${endpointPath(id)}/stop` }), undecoded),
  delete: (id) => api.done("endpoints.delete", () => ({ method: "DELETE", path: endpointPath(id) })),
  metrics: (id) => metrics(api, id)
})

const retrieve = (api: Api, id: EndpointId, within?: Pick<ApiRequest, "total">): Effect.Effect<Endpoint, CallFailure> =>
  api.json("endpoints.retrieve", () => ({ method: "GET", path: endpointPath(id), ...within }), decodeEndpoint)

const startOperation = "endpoints.start"

const start = (api: Api, id: EndpointId): Effect.Effect<unknown, CallFailure> =>
  api.json(startOperation, () => ({ method: "POST", path: `${endpointPath(id)}/start` }), undecoded)

const startAndWait = (
  api: Api,
  id: EndpointId,
  options: WaitOptions | undefined
): Effect.Effect<Endpoint, CallFailure> =>
  // Checked before the start, which costs money.
  Effect.flatMap(waitLimits(startOperation, options), (limits) => {
    const polled: Polled<Endpoint, CallFailure> = {
      retrieve: (total) => retrieve(api, id, { total }),
      failed: (failure) => failure,
      late: (seconds, cause, last) => {
        const status = last?.status ? `; its status was ${shortened(last.status)}` : ""
        const message = `endpoint '${id}' was not live within ${seconds}${status}. It may still become live`
        return new APITimeoutError(message, { operation: startOperation, ...cause })
      }
    }
    return Effect.andThen(
      start(api, id),
      until(steps(polled, limits), (endpoint) => endpoint.isLive)
    )
  })

/** Opens the stream of a deployment, to read step by step. */
export const open = (
  api: Api,
  params: DeployParams,
  adopt: (reader: EventReader<DeployEvent, DeployFailure>) => void
): Effect.Effect<EventReader<DeployEvent, DeployFailure>, CallFailure> =>
  Effect.suspend(() => {
    // An object and not a function: a closure would lead from the stream to `adopt`, and so to the owner of the stream,
    // which could then never be collected.
    const deployment = { task: "" }
    const build = () => {
      const request = deployRequest(params)
      deployment.task = params.task ?? ""
      return request
    }
    return api.open(operation, build, deployStream(deployment), adopt)
  })

const operation = "endpoints.deploy"

const resultOf = (event: DeployEvent | undefined): Effect.Effect<Endpoint, DeployError> => {
  if (event?.event === "complete") return Effect.succeed(event.data.endpoint)
  const message = event?.event === "error" ? event.data.message : "unknown error"
  const { requestId = null, attempts = 1 } = responseMeta(event) ?? {}
  return Effect.fail(new DeployError(shortened(`deploy failed: ${message}`), { operation, attempts, requestId }))
}

const deployRequest = (params: DeployParams): ApiRequest => {
  refuseSettings(params)
  const { task, model, name, wait, ...extras } = params ?? {}
  requiredText(task, "task")
  checkType(wait, "boolean", "wait")
  const alias = optionalText(model, "model") ?? "recommended"
  const ownName = optionalText(name, "name")
  return {
    method: "POST",
    path: "/v1/endpoints",
    json: { task, model: alias, ...extras, ...(ownName === undefined ? undefined : { name: ownName }) },
    attributes: { "pareta.task": task, "gen_ai.request.model": alias }
  }
}
