/** Reads a multipart form. Missing parts are reported as FastAPI does. */
import * as Effect from "effect/Effect"
import { isMultipart, type MultipartFile } from "../wire/Multipart.ts"
import { malformedBody, type Problem, unprocessable } from "../wire/Problem.ts"
import type { Exchange } from "./Exchange.ts"

/** A form that has all required parts. */
export interface Form {
  readonly fields: { readonly [name: string]: string }
  /** Returns a required file by the name of its part. */
  readonly file: (name: string) => MultipartFile
}

/**
 * Reads the form of a request. Fails with 422 when required parts are missing, and with 400 when the form is malformed.
 */
export const readForm = (
  { request }: Exchange,
  requiredFields: ReadonlyArray<string>,
  requiredFiles: ReadonlyArray<string>
): Effect.Effect<Form, Problem> => {
  const { multipart } = request
  if (multipart === undefined && isMultipart(request.headers)) {
    return Effect.fail(malformedBody())
  }
  const { fields, files } = multipart ?? { fields: {}, files: [] }
  // Hand-written clients sometimes send the content of a file as a plain field.
  const fileOf = (name: string): MultipartFile | undefined => {
    const content = fields[name]
    const asField = content === undefined ? undefined : encoder.encode(content)
    return (
      files.find((file) => file.name === name) ??
      (asField && { name, filename: "", contentType: "text/plain", bytes: asField })
    )
  }
  const missing = [
    ...requiredFields.filter((name) => fields[name] === undefined || fields[name] === ""),
    ...requiredFiles.filter((name) => fileOf(name) === undefined)
  ]
  if (missing.length > 0) {
    return Effect.fail(
      unprocessable(missing.map((name) => ({ loc: ["body", name], msg: "field required", type: "value_error" })))
    )
  }
  const nothing: MultipartFile = { name: "", filename: "", contentType: "", bytes: new Uint8Array() }
  return Effect.succeed({ fields, file: (name) => fileOf(name) ?? nothing })
}

const encoder = new TextEncoder()
