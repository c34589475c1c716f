/** `evals.sets`: your own rows, uploaded as sets. */
import * as Effect from "effect/Effect"
import { checked, type FieldNames, fieldsOf, optionalText, requiredText } from "../Arguments.ts"
import type { FileInput } from "../files/FileSource.ts"
import type { Api } from "../http/Api.ts"
import { type CallFailure, InvalidArgumentError } from "../ParetaError.ts"
import type { EvalContractError } from "./EvalContractError.ts"
import { type EvalItems, rowsRequest, type WrittenItems, writeItems } from "./EvalItems.ts"
import { decodeEvalSet, decodeEvalSetList, type EvalSet, type EvalSetId, evalSetPath } from "./EvalSet.ts"
import { requiredPrompt, taskFor } from "./ProposeContract.ts"
import { type UploadDocumentOptions, uploadDocument } from "./UploadDocument.ts"

/** The parameters of `evals.sets.create`: rows, with a task, a prompt or both. */
export interface EvalSetCreateParams {
  /** A task of the catalogue. Default: the one that fits the rows and the prompt. */
  readonly task?: string | null | undefined
  /**
   * What a model should do with each row, in a sentence of at most 500 characters. Generation 0.2 needs no prompt with a
   * `task`; generation 3 does.
   */
  readonly prompt?: string | null | undefined
  /** The rows, from an array or any other iterable. */
  readonly items: EvalItems
  /** Default: `sdk eval set (<N> items)`. */
  readonly name?: string | null | undefined
}

/** Every failure of creating a set. Only a set without a given task fails with `EvalContractError`. */
export type EvalSetFailure = CallFailure | EvalContractError

/** `client.evals.sets` */
export interface EvalSets {
  /**
   * Uploads rows as a set: `POST /v1/eval-sets`. Not billed.
   *
   * Without a task, the platform is asked for the one that fits the rows and the prompt:
   * `POST /v1/eval-sets/propose-contract`. Fails with `EvalContractError` if none fits clearly. Then there is no set.
   */
  readonly create: {
    (params: EvalSetCreateParams & { readonly task: string }): Effect.Effect<EvalSet, CallFailure>
    (params: EvalSetCreateParams): Effect.Effect<EvalSet, EvalSetFailure>
  }
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
  // The failure is narrower with a task, which TypeScript cannot see.
  create: ((params) => create(api, params)) as EvalSets["create"],
  list: () => api.json("evals.sets.list", () => ({ method: "GET", path: "/v1/eval-sets" }), decodeEvalSetList),
  retrieve: (id) => retrieve(api, id),
  delete: (id) => api.done("evals.sets.delete", () => ({ method: "DELETE", path: evalSetPath(id) })),
  uploadDocument: (id, file, options) => uploadDocument(api, id, file, options)
})

const create = (api: Api, params: EvalSetCreateParams): Effect.Effect<EvalSet, EvalSetFailure> =>
  Effect.gen(function* () {
    const given = yield* checked(createOperation, () => definitionOf(fieldsOf(params, paramNames, "parameter")))
    const rows = yield* writeItems(createOperation, given.items)
    if (given.task !== undefined) return yield* upload(api, given, given.task, rows)
    const task = yield* taskFor(api, given.prompt, rows, createOperation)
    return yield* upload(api, given, task, rows, "set")
  })

/** What a set is created from, checked: its task, its prompt or both. */
export type EvalSetDefinition = Pick<EvalSetCreateParams, "items"> & {
  readonly name: string | undefined
} & (
    | { readonly task: string; readonly prompt: string | undefined }
    | { readonly task: undefined; readonly prompt: string }
  )

/** Checks what a set is created from. Throws `InvalidArgumentError`. */
export const definitionOf = ({ task, prompt, items, name }: Partial<EvalSetCreateParams>): EvalSetDefinition => {
  const isGiven = (value: unknown) => value !== undefined && value !== null
  if (!isGiven(task) && !isGiven(prompt)) {
    throw new InvalidArgumentError("pass prompt (what the model should do with each item), or task")
  }
  const common = { items: items as EvalItems, name: optionalText(name, "name") }
  const asked = isGiven(prompt) ? requiredPrompt(prompt) : undefined
  if (isGiven(task)) return { ...common, task: requiredText(task, "task"), prompt: asked }
  return { ...common, task: undefined, prompt: asked as string }
}

/** Uploads rows as a set of a task. As a `step` of a larger call, its idempotency key is derived from that call's. */
export const upload = (
  api: Api,
  { prompt, name }: EvalSetDefinition,
  task: string,
  rows: WrittenItems,
  step?: string
): Effect.Effect<EvalSet, CallFailure> =>
  api.json(
    createOperation,
    () => {
      const fields = { task_id: task, prompt, name: name ?? `sdk eval set (${rows.count} items)` }
      return { ...rowsRequest("/v1/eval-sets", fields, rows, `items.${task}.jsonl`), step }
    },
    decodeEvalSet
  )

/** Returns one set. */
export const retrieve = (api: Api, id: EvalSetId): Effect.Effect<EvalSet, CallFailure> =>
  api.json("evals.sets.retrieve", () => ({ method: "GET", path: evalSetPath(id) }), decodeEvalSet)

const createOperation = "evals.sets.create"

const paramNames: FieldNames<EvalSetCreateParams> = { task: true, prompt: true, items: true, name: true }
