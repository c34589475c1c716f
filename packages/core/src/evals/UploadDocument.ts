/** `evals.sets.uploadDocument`: small documents inline, large ones with a signed URL. */
import * as Effect from "effect/Effect"
import { checked, checkType, type FieldNames, fieldsOf, requiredText } from "../Arguments.ts"
import { type FileInput, type FileSource, fileSource } from "../files/FileSource.ts"
import type { Api } from "../http/Api.ts"
import { signedUploadSize } from "../http/call/Limits.ts"
import { type CallFailure, InvalidArgumentError } from "../ParetaError.ts"
import { decoderOf, undecoded } from "../wire/Decoder.ts"
import { struct, text, where } from "../wire/Shape.ts"
import { type EvalSetId, evalSetPath } from "./EvalSet.ts"

/** The progress of an upload, in bytes. */
export interface UploadProgress {
  readonly loaded: number
  readonly total: number
}

/** The options of `evals.sets.uploadDocument`. */
export interface UploadDocumentOptions {
  /** The index of the row, from 0. */
  readonly idx: number
  /** The field of the row that holds the document. */
  readonly fieldName: string
  /** The media type. Default: the type of the file, or the type that its name suggests. */
  readonly mime?: string | null | undefined
  /**
   * Called while the bytes are sent. The count restarts at 0 with each attempt. Outside Node, and for documents below
   * 5 MiB, it is called only at the beginning and at the end.
   */
  readonly onProgress?: ((progress: UploadProgress) => void) | undefined
}

/** The names of the options. */
export const uploadOptions: FieldNames<UploadDocumentOptions> = {
  idx: true,
  fieldName: true,
  mime: true,
  onProgress: true
}

/** Attaches a document to a row of a set, and returns the server's JSON. */
export const uploadDocument = (
  api: Api,
  id: EvalSetId,
  file: FileInput,
  options: UploadDocumentOptions
): Effect.Effect<unknown, CallFailure> =>
  Effect.gen(function* () {
    const place = yield* checked(operation, () => placeOf(id, options))
    const source = yield* fileSource(operation, file, place.mime)
    const total = source.blob.size
    const onProgress = (loaded: number) => {
      try {
        place.onProgress?.({ loaded, total })
      } catch {
        // A throwing hook must not make the upload fail.
      }
    }
    if (total >= signedUploadSize) return yield* signed(api, place, source, onProgress)
    onProgress(0)
    const attached = yield* inline(api, place, source)
    onProgress(total)
    return attached
  })

const operation = "evals.sets.uploadDocument"

interface Place {
  readonly path: string
  readonly idx: number
  readonly fieldName: string
  readonly mime: string | null | undefined
  readonly onProgress: UploadDocumentOptions["onProgress"]
}

const placeOf = (id: EvalSetId, options: UploadDocumentOptions): Place => {
  const { idx, fieldName, mime, onProgress } = fieldsOf(options, uploadOptions, "option")
  if (!isRow(idx)) throw new InvalidArgumentError("idx must be the index of a row, from 0")
  checkType(mime, "string", "mime")
  checkType(onProgress, "function", "onProgress")
  return { path: evalSetPath(id), idx, fieldName: requiredText(fieldName, "fieldName"), mime, onProgress }
}

const isRow = (idx: unknown): idx is number => Number.isInteger(idx) && Number(idx) >= 0

const inline = (api: Api, place: Place, source: FileSource) =>
  api.json(
    operation,
    () => ({ method: "POST", path: `${place.path}/attach-blob`, body: formOf(place, source) }),
    undecoded
  )

const formOf = ({ idx, fieldName }: Place, { blob, filename, mime }: FileSource): FormData => {
  const form = new FormData()
  form.append("idx", String(idx))
  form.append("field_name", fieldName)
  form.append("mime", mime)
  form.append("file", blob.slice(0, blob.size, mime), filename)
  return form
}

const signed = (
  api: Api,
  { path, idx, fieldName }: Place,
  { blob, mime }: FileSource,
  onProgress: (loaded: number) => void
): Effect.Effect<unknown, CallFailure> =>
  Effect.gen(function* () {
    const row = { idx, field_name: fieldName, mime }
    const minted = yield* api.json(
      operation,
      () => ({ method: "POST", path: `${path}/blob-upload-url`, json: { ...row, file_size: blob.size }, step: "mint" }),
      decodeMinted
    )
    yield* api.put(operation, { url: minted.upload_url, blob, contentType: mime, onProgress })
    return yield* api.json(
      operation,
      () => ({
        method: "POST",
        path: `${path}/blob-upload-complete`,
        json: { idx, field_name: fieldName, storage_uri: minted.storage_uri, mime },
        step: "complete"
      }),
      undecoded
    )
  })

interface Minted {
  readonly upload_url: string
  readonly storage_uri: string
}

const mintedShape = /*#__PURE__*/ struct<Minted>({
  upload_url: /*#__PURE__*/ where(
    text,
    (value) => typeof value === "string" && /^https?:\/\//i.test(value),
    "must be a URL"
  ),
  storage_uri: text
})

const decodeMinted = /*#__PURE__*/ decoderOf(mintedShape, ["upload_url", "storage_uri"], (minted) => minted)
