/** What a route handler is given, and what it is. */
import * as Effect from "effect/Effect"
import type { World } from "../state/World.ts"
import { Problem } from "../wire/Problem.ts"
import type { Reply } from "../wire/Reply.ts"
import type { ReceivedRequest } from "../wire/WireRequest.ts"

/** One request on its way through a route. */
export interface Exchange {
  readonly world: World
  readonly request: ReceivedRequest
  readonly requestId: string
  /** When the request came in, Unix time in milliseconds. */
  readonly now: number
  /** Where signed uploads go: an origin that is not the API's, started when it is first needed. */
  readonly storageOrigin: Effect.Effect<string, Problem>
  /** The path parameters, decoded. */
  readonly params: { readonly [name: string]: string }
}

/** A route: its name (which faults and the ledger use), method, path and what it does. */
export interface Route {
  readonly name: string
  readonly method: "GET" | "POST" | "PUT" | "DELETE"
  readonly path: `/${string}`
  readonly handle: (exchange: Exchange) => Effect.Effect<Reply, Problem>
}

/** The request's body as JSON, or FastAPI's 422 for what is not JSON. */
export const jsonBody = (exchange: Exchange): Effect.Effect<unknown, Problem> =>
  Effect.try({
    try: () => JSON.parse(exchange.request.body) as unknown,
    catch: () =>
      new Problem({
        status: 422,
        detail: [
          exchange.request.body === ""
            ? { loc: ["body"], msg: "field required", type: "value_error" }
            : { loc: ["body"], msg: "JSON decode error", type: "json_invalid" }
        ]
      })
  })
