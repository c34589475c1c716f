/** Reads a multipart form, or words what is missing as FastAPI does. */
import * as Effect from "effect/Effect"
import { isMultipart, type MultipartFile } from "../wire/Multipart.ts"
import { Problem, unprocessable } from "../wire/Problem.ts"
import type { Exchange } from "./Exchange.ts"

/** A form whose required parts are there. */
export interface Form {
  readonly fields: { readonly [name: string]: string }
  /** The file of a required name. */
  readonly file: (name: string) => MultipartFile
}

/** The form of a request; 422 lists required parts that it lacks, 400 says that it is no form. */
export const readForm = (
  { request }: Exchange,
  requiredFields: ReadonlyArray<string>,
  requiredFiles: ReadonlyArray<string>
): Effect.Effect<Form, Problem> => {
  const { multipart } = request
  if (multipart === undefined && isMultipart(request.headers)) {
    return Effect.fail(new Problem({ status: 400, detail: "There was an error parsing the body" }))
  }
  const { fields, files } = multipart ?? { fields: {}, files: [] }
  // Hand-written clients send a file's content as a plain field at times.
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
