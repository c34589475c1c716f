import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import type { Call } from "../http/Call.ts"
import { type FileInput, type FileSource, fileSource } from "../http/FileSource.ts"
import { isHeaderValue } from "../http/RequestHeaders.ts"
import { type CallFailure, InvalidArgumentError } from "../ParetaError.ts"
import { type Decoder, decoderOf } from "../wire/Decoder.ts"
import { struct, text, where } from "../wire/Shape.ts"
import { type EvalSetId, evalSetPath } from "./EvalSets.ts"

/** How far an upload is, in bytes. */
export interface UploadProgress {
  readonly loaded: number
  readonly total: number
}

/** Where a document belongs, and what it is. */
export interface UploadDocumentOptions {
  /** The row's number, from 0. */
  readonly idx: number
  /** The row's field that holds the document. */
  readonly fieldName: string
  /** Default: by the file's own type, or its name. */
  readonly mime?: string | null | undefined
  /**
   * Told as the bytes are sent, from 0 on at each attempt. Where the runtime cannot tell (browsers) and for small documents,
   * only of the beginning and the end.
   */
  readonly onProgress?: ((progress: UploadProgress) => void) | undefined
}

/** From this size on, in bytes, a document goes to storage directly, by a signed URL (contract §6.4). */
export const signedFrom = 5 * 1024 * 1024

const operation = "evals.sets.uploadDocument"

/** Attaches a document to a row of a set (contract §6.4); answers the server's JSON. */
export const uploadDocument = (
  call: Call,
  id: EvalSetId,
  file: FileInput,
  options: UploadDocumentOptions
): Effect.Effect<unknown, CallFailure> =>
  Effect.gen(function* () {
    const place = yield* Effect.try({
      try: () => placeOf(id, options),
      catch: (cause) => cause as InvalidArgumentError
    })
    const source = yield* fileSource(file, options.mime)
    if (!isHeaderValue(source.mime))
      return yield* Effect.fail(new InvalidArgumentError("mime cannot be sent in a header"))
    const total = source.blob.size
    const tell = (loaded: number) => {
      try {
        options.onProgress?.({ loaded, total })
      } catch {
        // What watches an upload cannot break it.
      }
    }
    if (total >= signedFrom) return yield* signed(call, place, source, tell)
    tell(0)
    const attached = yield* inline(call, place, source)
    tell(total)
    return attached
  })

interface Place {
  readonly path: string
  readonly idx: number
  readonly fieldName: string
}

const placeOf = (id: EvalSetId, options: UploadDocumentOptions): Place => {
  const { idx, fieldName } = options ?? {}
  if (!Number.isInteger(idx) || idx < 0) throw new InvalidArgumentError("idx must be the number of a row, from 0")
  if (typeof fieldName !== "string" || fieldName === "") throw new InvalidArgumentError("fieldName is required")
  return { path: evalSetPath(id), idx, fieldName }
}

const inline = (call: Call, { path, idx, fieldName }: Place, { blob, filename, mime }: FileSource) => {
  const form = new FormData()
  form.append("idx", String(idx))
  form.append("field_name", fieldName)
  form.append("mime", mime)
  form.append("file", blob.slice(0, blob.size, mime), filename)
  return call.json(operation, () => ({ method: "POST", path: `${path}/attach-blob`, body: form }), asItIs)
}

const signed = (
  call: Call,
  { path, idx, fieldName }: Place,
  { blob, mime }: FileSource,
  tell: (loaded: number) => void
): Effect.Effect<unknown, CallFailure> =>
  Effect.gen(function* () {
    const row = { idx, field_name: fieldName, mime }
    const minted = yield* call.json(
      operation,
      () => ({ method: "POST", path: `${path}/blob-upload-url`, json: { ...row, file_size: blob.size }, step: "mint" }),
      decodeMinted
    )
    yield* call.put(operation, { url: minted.upload_url, blob, contentType: mime, tell })
    return yield* call.json(
      operation,
      () => ({
        method: "POST",
        path: `${path}/blob-upload-complete`,
        json: { idx, field_name: fieldName, storage_uri: minted.storage_uri, mime },
        step: "complete"
      }),
      asItIs
    )
  })

/** The wire's response of `POST /v1/eval-sets/{id}/blob-upload-url`. */
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

const decodeMinted = /*#__PURE__*/ decoderOf(mintedShape, (minted) => minted)

const asItIs: Decoder<unknown> = Result.succeed
