/** `pareta.evals.sets`: your own rows, uploaded as sets. */
import {
  type EvalSet,
  type EvalSetCreateParams,
  type FileInput,
  makeEvalSets,
  type UploadDocumentOptions,
  uploadOptions
} from "@pareta/core/internal"
import * as Effect from "effect/Effect"
import { ownOptions, type RequestOptions } from "./RequestOptions.ts"
import { bindMethods, type Runtime, run } from "./run.ts"

/** `pareta.evals.sets` */
export class EvalSets {
  readonly #runtime: Runtime
  readonly #sets: ReturnType<typeof makeEvalSets>

  /** Called only by the client. */
  constructor(runtime: Runtime) {
    this.#runtime = runtime
    this.#sets = makeEvalSets(runtime.api)
    bindMethods(this)
  }

  /**
   * Uploads rows as a set: `POST /v1/eval-sets`. Not billed. The rows come from an array or any other iterable.
   *
   * Without a task, the platform is asked for the one that fits the rows and the prompt:
   * `POST /v1/eval-sets/propose-contract`. Rejects with `EvalContractError` if none fits clearly. Then there is no set.
   *
   * ```ts
   * const set = await pareta.evals.sets.create({
   *   prompt: "extract vendor, total and date from each invoice",
   *   items: [{ input: { text }, expected_output: { vendor: "Acme", total: 1250, date: "2026-03-01" } }]
   * })
   * ```
   */
  create(params: EvalSetCreateParams, options?: RequestOptions): Promise<EvalSet> {
    return run(this.#runtime, this.#sets.create(params), options)
  }

  /** Lists the organization's sets: `GET /v1/eval-sets`. Not billed. */
  list(options?: RequestOptions): Promise<Array<EvalSet>> {
    return run(this.#runtime, this.#sets.list(), options)
  }

  /** Returns one set: `GET /v1/eval-sets/{id}`. Not billed. */
  retrieve(id: string | null | undefined, options?: RequestOptions): Promise<EvalSet> {
    return run(this.#runtime, this.#sets.retrieve(id ?? ""), options)
  }

  /** Deletes a set for good: `DELETE /v1/eval-sets/{id}`. Not billed. */
  delete(id: string | null | undefined, options?: RequestOptions): Promise<void> {
    return run(this.#runtime, this.#sets.delete(id ?? ""), options)
  }

  /**
   * Attaches a document to a row of a set and returns the server's JSON: `POST /v1/eval-sets/{id}/attach-blob`. Not
   * billed.
   *
   * The file is a path (Node only; read in chunks), a Blob, a File or bytes. A file of 5 MiB or more is uploaded
   * directly to storage.
   *
   * ```ts
   * await pareta.evals.sets.uploadDocument(set.id, "contracts/acme.pdf", { idx: 0, fieldName: "document" })
   * ```
   */
  uploadDocument(
    evalSetId: string | null | undefined,
    file: FileInput,
    options: UploadDocumentOptions & Omit<RequestOptions, "onProgress">
  ): Promise<unknown>
  // For options of calls that are kept in a variable: the `onProgress` among them is that of a chat.
  uploadDocument(
    evalSetId: string | null | undefined,
    file: FileInput,
    options: Omit<UploadDocumentOptions, "onProgress"> & RequestOptions
  ): Promise<unknown>
  uploadDocument(
    evalSetId: string | null | undefined,
    file: FileInput,
    options: Omit<UploadDocumentOptions & RequestOptions, "onProgress">
  ): Promise<unknown> {
    const own = ownOptions("evals.sets.uploadDocument", options as UploadDocumentOptions, uploadOptions)
    // Core checks that the required fields are present.
    const upload = Effect.flatMap(own, (given) =>
      this.#sets.uploadDocument(evalSetId ?? "", file, given as UploadDocumentOptions)
    )
    return run(this.#runtime, upload, options as RequestOptions, uploadOptions)
  }
}
