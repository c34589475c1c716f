/** Attaches documents to eval rows, inline or by a signed upload. See `docs/wire.md#document-uploads`. */
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { type Mint, uploadUrlOf, uriOf, urlLifetimeMilliseconds } from "../evals/BlobStorage.ts"
import type { EvalSet } from "../evals/EvalSet.ts"
import type { World } from "../state/World.ts"
import { Problem, unprocessable } from "../wire/Problem.ts"
import { json } from "../wire/Reply.ts"
import { uploadOf } from "../wire/Upload.ts"
import { evalSetOf, evalSpaceFull } from "./EvalSets.ts"
import type { Exchange, Route } from "./Exchange.ts"
import { readForm } from "./Form.ts"
import { bodyOf } from "./Validation.ts"

/** The routes of documents. */
export const evalBlobRoutes: ReadonlyArray<Route> = [
  {
    name: "evals.blobs.attach",
    method: "POST",
    path: "/v1/eval-sets/:id/attach-blob",
    handle: (exchange) => attach(exchange)
  },
  {
    name: "evals.blobs.mint",
    method: "POST",
    path: "/v1/eval-sets/:id/blob-upload-url",
    handle: (exchange) => mint(exchange)
  },
  {
    name: "evals.blobs.complete",
    method: "POST",
    path: "/v1/eval-sets/:id/blob-upload-complete",
    handle: (exchange) => complete(exchange)
  }
]

const attach = Effect.fnUntraced(function* (exchange: Exchange) {
  const set = yield* evalSetOf(exchange)
  const form = yield* readForm(exchange, ["idx", "field_name"], ["file"])
  const { idx = "", field_name: fieldName = "", mime } = form.fields
  if (!/^\d+$/.test(idx)) {
    return yield* unprocessable([
      { loc: ["body", "idx"], msg: "must be an integer, 0 or greater", type: "value_error" }
    ])
  }
  const row = Number(idx)
  yield* checkRow(set, row)
  const file = form.file("file")
  if (file.bytes.length >= inlineLimitBytes) {
    return yield* new Problem({
      status: 413,
      detail: `file has ${file.bytes.length} bytes; files of ${inlineLimitBytes} bytes and more go through blob-upload-url`
    })
  }
  if (fieldName.length > maxNameLength || (mime?.length ?? 0) > maxNameLength) {
    return yield* unprocessable("field_name and mime must not be longer than 1000 characters")
  }
  yield* takeSpace(exchange.world, set, row, fieldName)
  const object = exchange.world.nextId(`${set.id}/inline-`, 16)
  const attachment = {
    uri: `gs://pareta-eval-blobs/${object}`,
    mime: mime || file.contentType,
    ...uploadOf(file.bytes)
  }
  set.attach(row, fieldName, attachment)
  return attachedReply(attachment.uri, attachment.mime)
})

const mint = Effect.fnUntraced(function* (exchange: Exchange) {
  const { world, now } = exchange
  const set = yield* evalSetOf(exchange)
  const request = yield* readMintRequest(exchange)
  yield* checkRow(set, request.idx)
  const { uploadBytes } = world.options.limits
  if (request.file_size > uploadBytes) {
    return yield* new Problem({
      status: 413,
      detail: `file_size is too large: at most ${uploadBytes} bytes are accepted`
    })
  }
  const origin = yield* exchange.storageOrigin
  const minted: Mint = {
    evalSetId: set.id,
    index: request.idx,
    fieldName: request.field_name,
    mime: request.mime,
    size: request.file_size,
    object: world.nextId(`${set.id}/`, 16),
    signature: world.nextId("", 64),
    expiresAt: now + urlLifetimeMilliseconds
  }
  world.storage.mint(minted)
  return json({ upload_url: uploadUrlOf(minted, origin), storage_uri: uriOf(minted) })
})

const complete = Effect.fnUntraced(function* (exchange: Exchange) {
  const { world } = exchange
  const set = yield* evalSetOf(exchange)
  const { idx, field_name: fieldName, mime, storage_uri: uri } = yield* readCompleteRequest(exchange)
  yield* checkRow(set, idx)
  const minted = world.storage.find(uri)
  const isFor =
    minted?.evalSetId === set.id && minted.index === idx && minted.fieldName === fieldName && minted.mime === mime
  if (minted === undefined || !isFor) {
    return yield* unprocessable(`storage_uri '${uri}' was not issued for row ${idx}, field '${fieldName}', '${mime}'`)
  }
  const upload = world.storage.uploadOf(minted)
  if (upload === undefined) return yield* unprocessable(`nothing was uploaded to '${uri}'`)
  yield* takeSpace(world, set, idx, fieldName)
  set.attach(idx, fieldName, { uri, mime, ...upload })
  return attachedReply(uri, mime)
})

// What is known of a document: its place, its type, its size and its digest.
const takeSpace = (world: World, set: EvalSet, idx: number, fieldName: string): Effect.Effect<void, Problem> =>
  // A document takes the place of the one before it.
  set.hasAttachment(idx, fieldName) || world.evalSpace.take(set.id, bytesPerDocument + fieldName.length)
    ? Effect.void
    : Effect.fail(evalSpaceFull(world))

const bytesPerDocument = 600

const checkRow = (set: EvalSet, row: number): Effect.Effect<void, Problem> =>
  row < set.content.rows.length
    ? Effect.void
    : Effect.fail(new Problem({ status: 404, detail: `row ${row} not found in eval set '${set.id}'` }))

// Documents of this size and larger have to go through storage.
const inlineLimitBytes = 5 * 1024 * 1024

const attachedReply = (uri: string, mime: string) => json({ kind: "blob", uri, mime })

const index = Schema.Int.check(Schema.isGreaterThanOrEqualTo(0))

const maxNameLength = 1_000

const name = Schema.NonEmptyString.check(Schema.isMaxLength(maxNameLength))

const rowFields = { idx: index, field_name: name, mime: name }

const readMintRequest = bodyOf(
  Schema.Struct({ ...rowFields, file_size: Schema.Int.check(Schema.isGreaterThanOrEqualTo(0)) })
)

const readCompleteRequest = bodyOf(Schema.Struct({ ...rowFields, storage_uri: Schema.NonEmptyString }))
