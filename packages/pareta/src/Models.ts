/** `pareta.models`: the models that can be called. */
import { type ModelList, type ModelsLane, makeModels, modelsLane } from "@pareta/core/internal"
import type { RequestOptions } from "./RequestOptions.ts"
import { bindMethods, type Runtime, run } from "./run.ts"

/** `pareta.models` */
export class Models {
  readonly #runtime: Runtime
  readonly #models: ReturnType<typeof makeModels>

  /** Called only by the client. */
  constructor(runtime: Runtime, lane: ModelsLane = modelsLane) {
    this.#runtime = runtime
    this.#models = makeModels(runtime.api, lane)
    bindMethods(this)
  }

  /** Lists the models that can be called now: `GET /v1/models`, or `GET /agent/v1/models`. Not billed. The list is iterable and has a `length`. */
  list(options?: RequestOptions): Promise<ModelList> {
    return run(this.#runtime, this.#models.list(), options)
  }
}
