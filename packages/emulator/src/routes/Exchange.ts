/** The types of a route and of the request it handles. */
import * as Effect from "effect/Effect"
import type { World } from "../state/World.ts"
import { hasMoreValues, maxDepth, maxValues, measure } from "../wire/JsonSize.ts"
import { malformedBody, type Problem, tooManyValues, unprocessable } from "../wire/Problem.ts"
import type { Reply } from "../wire/Reply.ts"
import type { OfGeneration } from "../wire/Surface.ts"
import type { ReceivedRequest } from "../wire/WireRequest.ts"

/** One request, as its route sees it. */
export interface Exchange {
  readonly world: World
  readonly request: ReceivedRequest
  readonly requestId: string
  /** When the request was received, as Unix time in milliseconds. */
  readonly now: number
  /** The URL of the API as this client reaches it, without a trailing slash: `http://127.0.0.1:4010`. */
  readonly apiUrl: string
  /** The origin for signed uploads. It differs from the API's. A server opens it on first use. */
  readonly storageOrigin: Effect.Effect<string, Problem>
  /** The path parameters, decoded. */
  readonly params: { readonly [name: string]: string }
}

/** A route. Faults, the log and the ledger refer to it by name; several routes may share one. */
export interface Route extends OfGeneration {
  readonly name: string
  readonly method: "GET" | "POST" | "PUT" | "DELETE"
  readonly path: `/${string}`
  readonly handle: (exchange: Exchange) => Effect.Effect<Reply, Problem>
}

/**
 * The body as JSON. As with FastAPI, it fails with 422 when it is not JSON, or else with what `notJson` returns, and
 * with 400 when it is not even text or nested too deeply; and with 413 when it has too many values.
 */
export const jsonBody = (
  { request }: Exchange,
  notJson: (body: string) => Problem = invalidJson
): Effect.Effect<unknown, Problem> => {
  if (!request.isUtf8) return Effect.fail(malformedBody())
  if (hasMoreValues(request.body, maxValues)) return Effect.fail(tooManyValues(maxValues))
  return Effect.filterOrFail(
    Effect.try({
      try: () => JSON.parse(request.body) as unknown,
      catch: () => notJson(request.body)
    }),
    (body) => measure(body).depth <= maxDepth,
    malformedBody
  )
}

const invalidJson = (body: string): Problem =>
  unprocessable([
    body === ""
      ? { loc: ["body"], msg: "field required", type: "value_error" }
      : { loc: ["body"], msg: "JSON decode error", type: "json_invalid" }
  ])
