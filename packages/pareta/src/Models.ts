import type { ModelList } from "@pareta/core"
import * as Core from "@pareta/core/src/models/Models.ts"
import type { RequestOptions } from "./RequestOptions.ts"
import { type Runtime, run } from "./run.ts"

/** `pareta.models` */
export interface Models {
  /** The endpoints that can be called now: iterable, with a `length` (contract R2). Free. */
  list(options?: RequestOptions): Promise<ModelList>
}

export const makeModels = (runtime: Runtime): Models => ({
  list: (options) => run(runtime, Core.list(runtime.call), options)
})
