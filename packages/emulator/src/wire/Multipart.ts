/** Parses `multipart/form-data`, with the parts in any order. */
import * as Bytes from "effect/Bytes"
import * as MultipartParser from "effect/http/MultipartParser"

/** A part that is a file. */
export interface MultipartFile {
  /** The name of the form field. */
  readonly name: string
  readonly filename: string
  readonly contentType: string
  readonly bytes: Uint8Array
}

/** The parts: text fields by name, and files. */
export interface ParsedMultipart {
  readonly fields: { readonly [name: string]: string }
  readonly files: ReadonlyArray<MultipartFile>
}

/** Whether the headers declare a multipart body. */
export const isMultipart = (headers: { readonly [name: string]: string }): boolean =>
  /^multipart\/form-data\b/i.test(headers["content-type"] ?? "")

/** The parts of a body; `undefined` if it is malformed (no boundary, no end, invalid part headers). */
export const parse = (headers: { readonly [name: string]: string }, body: Uint8Array): ParsedMultipart | undefined => {
  const fields: Array<readonly [name: string, value: string]> = []
  const files: Array<MultipartFile> = []
  let broken = false
  const parser = MultipartParser.make({
    headers: { ...headers },
    maxFieldSize: Number.POSITIVE_INFINITY,
    onField: (info, value) => {
      fields.push([unescapeName(info.name), MultipartParser.decodeField(info, value)])
    },
    onFile: (info) => {
      const chunks: Array<Uint8Array> = []
      return (chunk) => {
        if (chunk !== null) return void chunks.push(chunk)
        files.push({
          name: unescapeName(info.name),
          filename: unescapeName(info.filename ?? ""),
          contentType: info.contentType,
          bytes: Bytes.concat(chunks)
        })
      }
    },
    onError: () => {
      broken = true
    },
    onDone: () => {}
  })
  parser.write(body)
  parser.end()
  return broken ? undefined : { fields: Object.fromEntries(fields), files }
}

// Browsers, undici and httpx escape quotes and line breaks in names with these three sequences, and nothing else.
const unescapeName = (name: string): string => name.replace(/%(22|0D|0A)/gi, (escaped) => decodeURIComponent(escaped))
