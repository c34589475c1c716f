import type { DeployEvent, DeployParams, Endpoint } from "@pareta/core"
import * as Core from "@pareta/core/src/endpoints/Endpoints.ts"
import { EndpointMetrics, metricsOf } from "./EndpointMetrics.ts"
import { type EventIterable, ReadingIterable } from "./EventIterable.ts"
import { Reading } from "./Reading.ts"
import type { RequestOptions } from "./RequestOptions.ts"
import { type Runtime, run } from "./run.ts"

/** `pareta.endpoints` */
export interface Endpoints {
  /**
   * Deploys a model for a task (contract R3): with `wait: true` answers the live endpoint and rejects with `DeployError`
   * when the deployment fails; otherwise gives its events, of which the last is `complete` or `error`.
   *
   * ```ts
   * for await (const event of pareta.endpoints.deploy({ task: "contract-key-fields" })) {
   *   if (event.event === "progress") console.log("stage:", event.data)
   *   if (event.event === "complete") console.log("live:", event.data.endpoint.id)
   *   if (event.event === "error") console.error("failed:", event.data.message)
   * }
   * ```
   */
  deploy(params: DeployParams & { readonly wait: true }, options?: RequestOptions): Promise<Endpoint>
  deploy(
    params: DeployParams & { readonly wait?: false | null | undefined },
    options?: RequestOptions
  ): EventIterable<DeployEvent>
  deploy(
    params: DeployParams & { readonly wait?: boolean | null | undefined },
    options?: RequestOptions
  ): Promise<Endpoint> | EventIterable<DeployEvent>
  /** Every endpoint of the organization (contract R4). Free. */
  list(options?: RequestOptions): Promise<Array<Endpoint>>
  /** One endpoint as it is now (contract R5). Free. */
  retrieve(id: string | null | undefined, options?: RequestOptions): Promise<Endpoint>
  /** Starts a stopped endpoint; poll `retrieve` until it is live (contract R6). Answers the server's JSON. */
  start(id: string | null | undefined, options?: RequestOptions): Promise<unknown>
  /** Stops an endpoint: it costs nothing and answers 503 until it is started (contract R7). Answers the server's JSON. */
  stop(id: string | null | undefined, options?: RequestOptions): Promise<unknown>
  /** Deletes an endpoint for good (contract R8). */
  delete(id: string | null | undefined, options?: RequestOptions): Promise<void>
  /** A handle on an endpoint's metrics; nothing is sent before one of its dimensions is asked for (contract R9). */
  metrics(id: string | null | undefined): EndpointMetrics
}

export const makeEndpoints = (runtime: Runtime): Endpoints => {
  const { call } = runtime
  return {
    deploy: ((params: DeployParams, options?: RequestOptions) =>
      params?.["wait"] === true
        ? run(runtime, Core.deployAndWait(call, params), options)
        : new ReadingIterable(
            new Reading<DeployEvent>(runtime, (adopt) => Core.openDeploy(call, params, adopt), options)
          )) as Endpoints["deploy"],
    list: (options) => run(runtime, Core.list(call), options),
    retrieve: (id, options) => run(runtime, Core.retrieve(call, id), options),
    start: (id, options) => run(runtime, Core.start(call, id), options),
    stop: (id, options) => run(runtime, Core.stop(call, id), options),
    delete: (id, options) => run(runtime, Core.remove(call, id), options),
    metrics: (id) => new EndpointMetrics(metricsOf(runtime, id))
  }
}
