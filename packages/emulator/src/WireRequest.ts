/** A request as the platform sees it, whatever door it came through. */

/** Method, raw path and query, headers with lower-case names, body. */
export interface WireRequest {
  readonly method: string
  /** As sent: still percent-encoded, without the query. */
  readonly path: string
  /** Without the leading `?`; empty when there is none. */
  readonly query: string
  readonly headers: Readonly<Record<string, string>>
  /** The body as UTF-8 text; empty when there is none. */
  readonly body: string
  /** The body as it was sent. */
  readonly bytes: Uint8Array
}

const encoder = new TextEncoder()
const decoder = new TextDecoder()

/** A request to a target such as `/v1/models?x=1`. */
export const wireRequest = (
  method: string,
  target: string,
  headers: Readonly<Record<string, string>>,
  content: string | Uint8Array
): WireRequest => {
  const mark = target.indexOf("?")
  return {
    method: method.toUpperCase(),
    path: mark === -1 ? target : target.slice(0, mark),
    query: mark === -1 ? "" : target.slice(mark + 1),
    headers,
    body: typeof content === "string" ? content : decoder.decode(content),
    bytes: typeof content === "string" ? encoder.encode(content) : content
  }
}
