/** Replaces the PDF files in chat messages with their pages. See `docs/wire.md#pdf-documents`. */
import * as Effect from "effect/Effect"
import * as Base64 from "effect/encoding/Base64"
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { readPdf } from "../media/Pdf.ts"
import { Problem } from "../wire/Problem.ts"

/** A part of the content of a message. */
export interface ContentPart {
  readonly type: string
  readonly text?: string | undefined
  readonly image_url?: unknown
  /** The text of the page that this image shows, if it was a page of a PDF. */
  readonly page?: string
}

/**
 * Replaces each part that is a PDF, by its declared type or by its first bytes, with parts for its first pages. Fails
 * with 400 for one that cannot be read.
 */
export const withPages = Effect.fnUntraced(function* (parts: ReadonlyArray<ContentPart>) {
  const expanded: Array<ContentPart> = []
  for (const part of parts) {
    const encoded = part.type === "image_url" ? pdfIn(part.image_url) : undefined
    if (encoded === undefined) expanded.push(part)
    else for (const page of yield* pagesOf(encoded)) expanded.push({ ...part, page })
  }
  return expanded
})

const pagesOf = (encoded: string): Effect.Effect<ReadonlyArray<string>, Problem> => {
  const file = Base64.decode(encoded)
  if (Result.isFailure(file)) return unreadable("it is not valid base64")
  const pages = readPdf(file.success, mostPages)
  return pages._tag === "Read" ? Effect.succeed(pages.texts) : unreadable(pages.reason)
}

const unreadable = (reason: string) =>
  Effect.fail(new Problem({ status: 400, detail: `a PDF in the messages cannot be rendered: ${reason}` }))

const mostPages = 8

/** The base64 of a PDF in an `image_url`; `undefined` for another image, and for a URL that only points to one. */
const pdfIn = (image: unknown): string | undefined => {
  const url = Option.getOrUndefined(decodeImage(image))?.url ?? ""
  const comma = url.slice(0, longestHead).indexOf(",")
  const head = url.slice(0, Math.max(0, comma)).toLowerCase()
  if (!/^data:.*;\s*base64$/.test(head)) return undefined
  const encoded = url.slice(comma + 1)
  const isPdf = /^data:application\/(?:x-)?pdf\s*;/.test(head) || beginsAsPdf.test(encoded)
  return isPdf ? encoded.replace(/\s+/g, "") : undefined
}

const decodeImage = Schema.decodeUnknownOption(Schema.Struct({ url: Schema.String }))

const longestHead = 1_000

// %PDF in base64.
const beginsAsPdf = /^\s{0,100}JVBER[g-v]/
