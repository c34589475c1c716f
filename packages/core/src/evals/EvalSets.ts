/** `evals.sets`: your own rows, uploaded as sets. */
import * as Effect from "effect/Effect"
import { checked, type FieldNames, fieldsOf, optionalText, requiredText } from "../Arguments.ts"
import type { FileInput } from "../files/FileSource.ts"
import type { Api } from "../http/Api.ts"
import type { CallFailure } from "../ParetaError.ts"
import { type EvalItems, writeItems } from "./EvalItems.ts"
import { decodeEvalSet, decodeEvalSetList, type EvalSet, type EvalSetId, evalSetPath } from "./EvalSet.ts"
import { type UploadDocumentOptions, uploadDocument } from "./UploadDocument.ts"

/** The parameters of `evals.sets.create`. */
export interface EvalSetCreateParams {
  /** A task of the catalogue. */
  readonly task: string | null | undefined
  /** The rows, from an array or any other iterable. */
  readonly items: EvalItems
  /** Default: `sdk eval set (<N> items)`. */
  readonly name?: string | null | undefined
}

/** `client.evals.sets` */
export interface EvalSets {
  /** Uploads rows as a set: `POST /v1/eval-sets`. Not billed. */
  readonly create: (params: EvalSetCreateParams) => Effect.Effect<EvalSet, CallFailure>
  /** Lists the organization's sets: `GET /v1/eval-sets`. Not billed. */
  readonly list: () => Effect.Effect<Array<EvalSet>, CallFailure>
  /** Returns one set: `GET /v1/eval-sets/{id}`. Not billed. */
  readonly retrieve: (id: EvalSetId) => Effect.Effect<EvalSet, CallFailure>
  /** Deletes a set for good: `DELETE /v1/eval-sets/{id}`. Not billed. */
  readonly delete: (id: EvalSetId) => Effect.Effect<void, CallFailure>
  /**
   * Attaches a document to a row of a set and returns the server's JSON: `POST /v1/eval-sets/{id}/attach-blob`. Not
   * billed.
   *
   * A document of 5 MiB or more is uploaded directly to storage, with a signed URL.
   */
  readonly uploadDocument: (
    id: EvalSetId,
    file: FileInput,
    options: UploadDocumentOptions
  ) => Effect.Effect<unknown, CallFailure>
}

/** Creates the operations of the namespace. */
export const make = (api: Api): EvalSets => ({
  create: (params) => create(api, params),
  list: () => api.json("evals.sets.list", () => ({ method: "GET", path: "/v1/eval-sets" }), decodeEvalSetList),
  retrieve: (id) => retrieve(api, id),
  delete: (id) => api.done("evals.sets.delete", () => ({ method: "DELETE", path: evalSetPath(id) })),
  uploadDocument: (id, file, options) => uploadDocument(api, id, file, options)
})

/** Uploads rows as a set. As a `step` of a larger call, its idempotency key is derived from that call's. */
export const create = (api: Api, params: EvalSetCreateParams, step?: string): Effect.Effect<EvalSet, CallFailure> =>
  Effect.gen(function* () {
    const { task, items, name } = yield* checked(createOperation, () => paramsOf(params))
    const { jsonl, count } = yield* writeItems(createOperation, items)
    const form = yield* checked(createOperation, () => {
      const fields = new FormData()
      fields.append("task_id", task)
      fields.append("name", name || `sdk eval set (${count} items)`)
      fields.append("items", new Blob([jsonl], { type: "application/jsonl" }), `items.${task}.jsonl`)
      return fields
    })
    return yield* api.json(
      createOperation,
      () => ({ method: "POST", path: "/v1/eval-sets", body: form, fileText: jsonl, step }),
      decodeEvalSet
    )
  })

/** Returns one set. */
export const retrieve = (api: Api, id: EvalSetId): Effect.Effect<EvalSet, CallFailure> =>
  api.json("evals.sets.retrieve", () => ({ method: "GET", path: evalSetPath(id) }), decodeEvalSet)

const createOperation = "evals.sets.create"

const paramNames: FieldNames<EvalSetCreateParams> = { task: true, items: true, name: true }

const paramsOf = (params: EvalSetCreateParams) => {
  const { task, items, name } = fieldsOf(params, paramNames, "parameter")
  return { task: requiredText(task, "task"), items, name: optionalText(name, "name") }
}
