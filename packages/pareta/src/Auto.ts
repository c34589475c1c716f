/** `pareta.auto`: what `model: "auto"` did and cost, and the same prompt on a frontier model. */
import { type AutoMetrics, type CompareFrontierParams, type FrontierComparison, makeAuto } from "@pareta/core/internal"
import type { RequestOptions } from "./RequestOptions.ts"
import { bindMethods, type Runtime, run } from "./run.ts"

/** `pareta.auto` */
export class Auto {
  readonly #runtime: Runtime
  readonly #auto: ReturnType<typeof makeAuto>

  /** Called only by the client. */
  constructor(runtime: Runtime) {
    this.#runtime = runtime
    this.#auto = makeAuto(runtime.api)
    bindMethods(this)
  }

  /** Returns how `model: "auto"` was used in the last 30 days: `GET /v1/auto/metrics`. Not billed. */
  metrics(options?: RequestOptions): Promise<AutoMetrics> {
    return run(this.#runtime, this.#auto.metrics(), options)
  }

  /**
   * Sends messages to a frontier model, to compare its answer: `POST /v1/playground/frontier`. Billed at the price of
   * that model.
   *
   * ```ts
   * const { content, cost_micro_usd } = await pareta.auto.compareFrontier({ model: "gpt-5.5", messages })
   * ```
   */
  compareFrontier(params: CompareFrontierParams, options?: RequestOptions): Promise<FrontierComparison> {
    return run(this.#runtime, this.#auto.compareFrontier(params), options)
  }
}
