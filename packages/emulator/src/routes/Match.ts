/** `POST /v1/tasks/match`: finds the task or lane that a query describes. See `docs/wire.md#task-matching`. */
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { rank } from "../match/KeywordMatcher.ts"
import { matchReply } from "../match/MatchReply.ts"
import { unprocessable } from "../wire/Problem.ts"
import { json } from "../wire/Reply.ts"
import type { Exchange, Route } from "./Exchange.ts"
import { bodyOf } from "./Validation.ts"

/** The match route. */
export const matchRoutes: ReadonlyArray<Route> = [
  { name: "tasks.match", method: "POST", path: "/v1/tasks/match", handle: (exchange) => matchQuery(exchange) }
]

const matchQuery = Effect.fnUntraced(function* (exchange: Exchange) {
  const { query, top_k: topK } = yield* readMatchRequest(exchange)
  if (query.trim() === "") {
    return yield* unprocessable([{ loc: ["body", "query"], msg: "query is required", type: "value_error" }])
  }
  return json(
    matchReply(
      query,
      topK ?? defaultTopK,
      rank(query, exchange.world.options.surface),
      exchange.world.matches.take(query)
    )
  )
})

const readMatchRequest = bodyOf(
  Schema.Struct({
    query: Schema.String,
    top_k: Schema.optional(Schema.NullOr(Schema.Int.check(Schema.isGreaterThanOrEqualTo(0))))
  })
)

const defaultTopK = 5
