import { InvalidArgumentError } from "../ParetaError.ts"
import { VERSION } from "../version.ts"

/** Headers of the user's choice; `null` removes one that would be sent otherwise. */
export type CustomHeaders = { readonly [name: string]: string | null }

const reserved = ["authorization", "accept", "content-type", "idempotency-key"]

/** Checks headers of the user's choice; throws {@link InvalidArgumentError}. Names are compared without regard to case. */
export const headersOf = (headers: CustomHeaders | undefined): CustomHeaders => {
  if (headers === undefined) return {}
  const checked: Record<string, string | null> = {}
  for (const [name, value] of Object.entries(headers)) {
    if (value === undefined) continue
    const lower = name.toLowerCase()
    if (!/^[\w!#$%&'*+.^`|~-]+$/.test(name)) throw new InvalidArgumentError(`headers: "${name}" is no header name`)
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

/** Whether a value can be sent in a header: anything else could smuggle in another header, or fail inside fetch. */
export const isHeaderValue = (value: unknown): value is string =>
  typeof value === "string" && /^[\t\x20-\x7e\x80-\xff]*$/.test(value)

/** What a request's headers depend on. */
export interface RequestHeaderFacts {
  readonly apiKey: string
  readonly accept: "application/json" | "text/event-stream"
  /** Absent without a body, and for multipart, whose boundary only the HTTP stack knows. */
  readonly contentType: string | undefined
  readonly idempotencyKey: string | undefined
  readonly custom: CustomHeaders
}

/** The headers of a request, spelled as the contract does (§1.2), the user's laid over them. */
export const requestHeaders = (facts: RequestHeaderFacts): Record<string, string> => {
  const headers: Record<string, string> = {
    Authorization: `Bearer ${facts.apiKey}`,
    Accept: facts.accept,
    "User-Agent": `pareta-typescript/${VERSION}`
  }
  if (facts.contentType !== undefined) headers["Content-Type"] = facts.contentType
  if (facts.idempotencyKey !== undefined) headers["Idempotency-Key"] = facts.idempotencyKey
  for (const name in facts.custom) {
    const value = facts.custom[name] as string | null
    const ours = name === "user-agent" ? "User-Agent" : name
    if (value === null) delete headers[ours]
    else headers[ours] = value
  }
  return headers
}
