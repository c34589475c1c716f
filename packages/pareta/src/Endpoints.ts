/** `pareta.endpoints`: deploy, list, retrieve, start, stop, delete, metrics. */
import {
  checked,
  checkType,
  type DeployEvent,
  type DeployParams,
  type Endpoint,
  makeEndpoints,
  openDeploy,
  waitOptions
} from "@pareta/core/internal"
import * as Effect from "effect/Effect"
import { EndpointMetrics } from "./EndpointMetrics.ts"
import { type EventIterable, ReadingIterable } from "./EventIterable.ts"
import { Reading } from "./Reading.ts"
import type { RequestOptions } from "./RequestOptions.ts"
import { bindMethods, isSet, type Runtime, run } from "./run.ts"
import { type EvalRunWaitOptions, inMilliseconds } from "./WaitOptions.ts"

/** The options of `endpoints.start` with waiting. Times are in seconds. */
export interface EndpointStartOptions extends EvalRunWaitOptions {
  /** Whether to wait until the endpoint is live. @default false */
  readonly wait: true
}

const waitFlag = { wait: true } as const

const startOptions = { ...waitFlag, ...waitOptions }

/** `pareta.endpoints` */
export class Endpoints {
  readonly #runtime: Runtime
  readonly #endpoints: ReturnType<typeof makeEndpoints>

  /** Called only by the client. */
  constructor(runtime: Runtime) {
    this.#runtime = runtime
    this.#endpoints = makeEndpoints(runtime.api)
    bindMethods(this)
  }

  /**
   * Deploys a model for a task: `POST /v1/endpoints`. Starts paid capacity.
   *
   * With `wait: true` it returns the live endpoint, and rejects with `DeployError` if the deployment fails. Otherwise
   * it returns a stream of events, whose last event is `complete` or `error`.
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
  deploy(params: DeployParams, options?: RequestOptions): Promise<Endpoint> | EventIterable<DeployEvent> {
    if (isSet(params, "wait")) return run(this.#runtime, this.#endpoints.deployAndWait(params), options)
    const { api } = this.#runtime
    return new ReadingIterable(
      new Reading<DeployEvent>(this.#runtime, (adopt) => openDeploy(api, params, adopt), options)
    )
  }

  /** Lists the organization's endpoints: `GET /v1/endpoints`. Not billed. */
  list(options?: RequestOptions): Promise<Array<Endpoint>> {
    return run(this.#runtime, this.#endpoints.list(), options)
  }

  /** Returns the current state of an endpoint: `GET /v1/endpoints/{id}`. Not billed. */
  retrieve(id: string | null | undefined, options?: RequestOptions): Promise<Endpoint> {
    return run(this.#runtime, this.#endpoints.retrieve(id ?? ""), options)
  }

  /**
   * Starts a stopped endpoint and returns the server's JSON: `POST /v1/endpoints/{id}/start`. Starts paid capacity. It
   * returns before the endpoint is live.
   *
   * With `wait: true` it waits until the endpoint is live, and returns it: it polls `GET /v1/endpoints/{id}`. The
   * `timeout` is then in seconds. It rejects with `APITimeoutError` when the time is up; the endpoint may become live
   * later.
   *
   * ```ts
   * const endpoint = await pareta.endpoints.start("ep_a1b2c3", { wait: true, timeout: 300 })
   * ```
   */
  start(id: string | null | undefined, options: EndpointStartOptions): Promise<Endpoint>
  start(
    id: string | null | undefined,
    options?: RequestOptions & { readonly wait?: false | null | undefined }
  ): Promise<unknown>
  start(
    id: string | null | undefined,
    options?: EndpointStartOptions | (RequestOptions & { readonly wait?: false | null | undefined })
  ): Promise<unknown> {
    if (!isSet(options, "wait")) {
      const wait = checked("endpoints.start", () => checkType(options?.wait, "boolean", "wait"))
      return run(this.#runtime, Effect.andThen(wait, this.#endpoints.start(id ?? "")), options, waitFlag)
    }
    const live = Effect.flatMap(inMilliseconds("endpoints.start", options as EndpointStartOptions), (limits) =>
      this.#endpoints.startAndWait(id ?? "", limits)
    )
    return run(this.#runtime, live, options, startOptions)
  }

  /**
   * Stops an endpoint and returns the server's JSON: `POST /v1/endpoints/{id}/stop`. A stopped endpoint is not billed,
   * and chat with it fails with 503.
   */
  stop(id: string | null | undefined, options?: RequestOptions): Promise<unknown> {
    return run(this.#runtime, this.#endpoints.stop(id ?? ""), options)
  }

  /** Deletes an endpoint for good: `DELETE /v1/endpoints/{id}`. Not billed. */
  delete(id: string | null | undefined, options?: RequestOptions): Promise<void> {
    return run(this.#runtime, this.#endpoints.delete(id ?? ""), options)
  }

  /** Returns the operations on the metrics of an endpoint. Sends nothing itself. */
  metrics(id: string | null | undefined): EndpointMetrics {
    return new EndpointMetrics(this.#runtime, id)
  }
}
