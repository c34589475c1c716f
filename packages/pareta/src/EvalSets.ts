import type { EvalSet, EvalSetCreateParams, FileInput, UploadDocumentOptions } from "@pareta/core"
import * as Core from "@pareta/core/src/evals/EvalSets.ts"
import { uploadDocument } from "@pareta/core/src/evals/UploadDocument.ts"
import type { RequestOptions } from "./RequestOptions.ts"
import { type Runtime, run } from "./run.ts"

/** What the client does for {@link EvalSets}. */
export interface EvalSetOperations {
  readonly create: (params: EvalSetCreateParams, options?: RequestOptions) => Promise<EvalSet>
  readonly list: (options?: RequestOptions) => Promise<Array<EvalSet>>
  readonly retrieve: (id: string | null | undefined, options?: RequestOptions) => Promise<EvalSet>
  readonly delete: (id: string | null | undefined, options?: RequestOptions) => Promise<void>
  readonly uploadDocument: (
    id: string | null | undefined,
    file: FileInput,
    options: UploadDocumentOptions & RequestOptions
  ) => Promise<unknown>
}

/** `pareta.evals.sets` */
export class EvalSets {
  readonly #operations: EvalSetOperations

  /** Made by the client. */
  constructor(operations: EvalSetOperations) {
    this.#operations = operations
  }

  /** Uploads rows as a set (contract R15). Rows may come from an array or anything that gives them one by one. */
  create(params: EvalSetCreateParams, options?: RequestOptions): Promise<EvalSet> {
    return this.#operations.create(params, options)
  }

  /** Every set of the organization (contract R16). Free. */
  list(options?: RequestOptions): Promise<Array<EvalSet>> {
    return this.#operations.list(options)
  }

  /** One set (contract R17). Free. */
  retrieve(id: string | null | undefined, options?: RequestOptions): Promise<EvalSet> {
    return this.#operations.retrieve(id, options)
  }

  /** Deletes a set for good (contract R18). */
  delete(id: string | null | undefined, options?: RequestOptions): Promise<void> {
    return this.#operations.delete(id, options)
  }

  /**
   * Attaches a document to a row of a set: a path (Node; never read as a whole), a Blob, a File or bytes (contract §6.4).
   * From 5 MiB on it goes to storage directly. Answers the server's JSON.
   *
   * ```ts
   * await pareta.evals.sets.uploadDocument(set.id, "contracts/acme.pdf", { idx: 0, fieldName: "document" })
   * ```
   */
  uploadDocument(
    evalSetId: string | null | undefined,
    file: FileInput,
    options: UploadDocumentOptions & RequestOptions
  ): Promise<unknown> {
    return this.#operations.uploadDocument(evalSetId, file, options)
  }
}

export const makeEvalSets = (runtime: Runtime): EvalSets => {
  const { call } = runtime
  return new EvalSets({
    create: (params, options) => run(runtime, Core.create(call, params), options),
    list: (options) => run(runtime, Core.list(call), options),
    retrieve: (id, options) => run(runtime, Core.retrieve(call, id), options),
    delete: (id, options) => run(runtime, Core.remove(call, id), options),
    uploadDocument: (id, file, options) => run(runtime, uploadDocument(call, id, file, options), options)
  })
}
