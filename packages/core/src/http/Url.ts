import { InvalidArgumentError } from "../ParetaError.ts"

/**
 * One segment of a path, percent-encoded, so that an id can only ever name a resource below its collection.
 *
 * Refused: an absent or empty id, which would address the collection itself, and `.` and `..`, which URL parsers
 * resolve even when they are percent-encoded.
 */
export const pathSegment = (value: string | null | undefined, name: string): string => {
  if (typeof value !== "string" || value === "") throw new InvalidArgumentError(`${name} is required`)
  if (value === "." || value === "..") throw new InvalidArgumentError(`${name} must not be "${value}"`)
  try {
    return encodeURIComponent(value)
  } catch (cause) {
    throw new InvalidArgumentError(`${name} is not well-formed Unicode`, { cause })
  }
}

/** Query parameters as documented: `undefined` and `null` are left out, everything else is `String(value)` (contract §1.3). */
export type QueryParams = { readonly [name: string]: unknown }

/** `?a=1&b=x+y`, or nothing when no parameter remains. */
export const queryString = (params: QueryParams | undefined): string => {
  if (params === undefined || params === null) return ""
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries(params)) {
    if (value !== undefined && value !== null) search.append(name, String(value))
  }
  const text = search.toString()
  return text === "" ? "" : `?${text}`
}

/** The URL without its query and fragment, which may hold what no log should. */
export const withoutQuery = (url: string): string => url.replace(/[?#].*$/s, "")
