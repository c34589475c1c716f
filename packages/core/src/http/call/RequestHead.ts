/** The head of a request: path, query and headers. */
import { checkRecord, requiredText } from "../../Arguments.ts"
import { InvalidArgumentError } from "../../ParetaError.ts"
import { VERSION } from "../../version.ts"

/**
 * Percent-encodes one segment of a path, so that an id cannot lead out of its collection.
 *
 * An absent or empty id is refused, since it would address the collection itself. So are `.` and `..`, because URL
 * parsers resolve them even if they are percent-encoded. Throws {@link InvalidArgumentError}.
 */
export const pathSegment = (given: string | null | undefined, name: string): string => {
  const value = requiredText(given, name)
  if (value === "." || value === "..") throw new InvalidArgumentError(`${name} must not be "${value}"`)
  try {
    return encodeURIComponent(value)
  } catch (cause) {
    throw new InvalidArgumentError(`${name} is not well-formed Unicode`, { cause })
  }
}

/** Query parameters: `undefined` and `null` are left out, everything else is sent as `String(value)`. */
export type QueryParams = { readonly [name: string]: unknown }

/** Returns `?a=1&b=x+y`, or an empty string if there is no parameter. */
export const queryString = (params: QueryParams | undefined): string => {
  if (params === undefined || params === null) return ""
  checkRecord(params, "query")
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries(params)) {
    if (value !== undefined && value !== null) search.append(name, String(value))
  }
  const text = search.toString()
  return text === "" ? "" : `?${text}`
}

/** The URL without its query and fragment, which may be secret. */
export const withoutQuery = (url: string): string => url.replace(/[?#].*$/s, "")

/** Headers chosen by the user; `null` removes a header that would be sent otherwise. */
export type CustomHeaders = { readonly [name: string]: string | null }

/** Checks headers chosen by the user, and returns them with lower-case names. Throws {@link InvalidArgumentError}. */
export const checkHeaders = (headers: CustomHeaders | undefined): CustomHeaders => {
  if (headers === undefined) return {}
  checkRecord(headers, "headers")
  const checked: Record<string, string | null> = {}
  for (const [name, value] of Object.entries(headers)) {
    if (value === undefined) continue
    const lower = name.toLowerCase()
    if (!/^[\w!#$%&'*+.^`|~-]+$/.test(name)) {
      throw new InvalidArgumentError(`headers: "${name}" is not a valid header name`)
    }
    if (reserved.includes(lower)) {
      throw new InvalidArgumentError(
        `headers: ${name} is set by the client${lower === "idempotency-key" ? "; use the idempotencyKey option" : ""}`
      )
    }
    if (value !== null && !isHeaderValue(value)) {
      throw new InvalidArgumentError(`headers: the value of ${name} must be a string without line breaks, in Latin-1`)
    }
    checked[lower] = value
  }
  return checked
}

const reserved = ["authorization", "accept", "content-type", "idempotency-key"]

/** Whether a value can be sent in a header. Any other value could add another header, or make fetch fail. */
export const isHeaderValue = (value: unknown): value is string =>
  typeof value === "string" && /^[\t\x20-\x7e\x80-\xff]*$/.test(value)

/** The values that the headers of a request are made from. */
export interface RequestHeaderValues {
  readonly apiKey: string
  readonly accept: "application/json" | "text/event-stream"
  /** `undefined` unless the body is JSON. For multipart, only the HTTP stack knows the boundary, so it sets this. */
  readonly contentType: string | undefined
  readonly idempotencyKey: string | undefined
  readonly custom: CustomHeaders
}

/** Creates the headers of a request. The user's headers override the client's. */
export const requestHeaders = (values: RequestHeaderValues): Record<string, string> => {
  const headers: Record<string, string> = {
    Authorization: `Bearer ${values.apiKey}`,
    Accept: values.accept,
    "User-Agent": `pareta-typescript/${VERSION}`
  }
  if (values.contentType !== undefined) headers["Content-Type"] = values.contentType
  if (values.idempotencyKey !== undefined) headers["Idempotency-Key"] = values.idempotencyKey
  for (const name in values.custom) {
    const value = values.custom[name] as string | null
    const ours = name === "user-agent" ? "User-Agent" : name
    if (value === null) delete headers[ours]
    else headers[ours] = value
  }
  return headers
}
