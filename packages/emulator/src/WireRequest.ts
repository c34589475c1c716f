/** A request as the platform sees it, whatever door it came through. */

/** Method, raw path and query, headers with lower-case names, body. */
export interface WireRequest {
  readonly method: string
  /** As sent: still percent-encoded, without the query. */
  readonly path: string
  /** Without the leading `?`; empty when there is none. */
  readonly query: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** Splits a request target such as `/v1/models?x=1` into path and query. */
export const splitTarget = (target: string): { readonly path: string; readonly query: string } => {
  const mark = target.indexOf("?")
  return mark === -1 ? { path: target, query: "" } : { path: target.slice(0, mark), query: target.slice(mark + 1) }
}
