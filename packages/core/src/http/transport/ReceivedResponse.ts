/** A response as the client reads it, whatever kind of response `fetch` returned. */
import { type BodyParts, nameOf, ResponseBody, UnusableResponse } from "./ResponseBody.ts"

/** The headers of a response. Names are not case-sensitive. */
export type ResponseHeaders = Pick<Headers, "get" | "forEach">

/** A response whose status and headers have been read. */
export interface ReceivedResponse {
  readonly status: number
  readonly statusText: string
  readonly ok: boolean
  readonly headers: ResponseHeaders
  /** Whether it is a redirect that the runtime does not show. */
  readonly isHiddenRedirect: boolean
  readonly body: ResponseBody
}

/**
 * Reads the status and headers of a response, once, here: an injected `fetch` may return an object that lacks parts of
 * a `Response`, or has others. Throws {@link UnusableResponse}, or whatever the object throws.
 */
export const receive = (value: unknown): ReceivedResponse => {
  if (typeof value !== "object" || value === null) throw new UnusableResponse(`fetch returned ${nameOf(value)}`)
  const response: Head = value
  const status = statusOf(response)
  if (response.bodyUsed === true) throw new UnusableResponse("fetch returned a response whose body was already read")
  return {
    status,
    statusText: typeof response.statusText === "string" ? response.statusText : "",
    ok: status >= 200 && status < 300,
    headers: headersOf(response.headers),
    isHiddenRedirect: response.type === "opaqueredirect",
    body: new ResponseBody(response, status === 204 || status === 205)
  }
}

/** Releases a response that will not be read. Never throws. */
export const discard = (value: unknown): void => {
  if (typeof value === "object" && value !== null) new ResponseBody(value).cancel()
}

interface Head extends BodyParts {
  readonly status?: unknown
  readonly statusText?: unknown
  readonly ok?: unknown
  readonly type?: unknown
  readonly headers?: unknown
  readonly bodyUsed?: unknown
}

const statusOf = (response: Head): number => {
  const { status, type } = response
  if (typeof status === "number" && Number.isInteger(status) && status >= 100 && status <= 999) return status
  // A redirect that a browser hides, or one that was refused, has no status.
  if (status === 0 && (type === "opaqueredirect" || type === "error")) return 0
  if (status === undefined && response.ok === true) return 200
  const found = typeof status === "number" ? `with the status ${status}` : "without a status"
  throw new UnusableResponse(`fetch returned ${nameOf(response)} ${found}`)
}

const headersOf = (headers: unknown): ResponseHeaders => {
  if (typeof Headers === "function" && headers instanceof Headers) return headers
  const copy = new CopiedHeaders()
  if (typeof headers === "object" && headers !== null) copyInto(copy, headers)
  return copy
}

class CopiedHeaders implements ResponseHeaders {
  readonly #values = new Map<string, string>()

  set(name: unknown, value: unknown): void {
    if (value !== undefined && value !== null) this.#values.set(String(name).toLowerCase(), String(value))
  }

  get(name: string): string | null {
    return this.#values.get(name.toLowerCase()) ?? null
  }

  forEach(each: (value: string, name: string, headers: Headers) => void): void {
    for (const [name, value] of this.#values) each(value, name, this as unknown as Headers)
  }
}

/** Copies the headers of another class, a Map, or an object with a property for each. */
const copyInto = (copy: CopiedHeaders, headers: object): void => {
  const { forEach } = headers as { readonly forEach?: unknown }
  if (typeof forEach === "function" && !Array.isArray(headers)) {
    forEach.call(headers, (value: unknown, name: unknown) => copy.set(name, value))
    return
  }
  for (const [name, value] of Array.isArray(headers) ? headers : Object.entries(headers)) copy.set(name, value)
}
