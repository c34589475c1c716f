/** `POST /v1/rerank`. See `docs/wire.md#rerank-and-embeddings`. */
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { relevanceOf } from "../match/Relevance.ts"
import { unprocessable } from "../wire/Problem.ts"
import type { Exchange, Route } from "./Exchange.ts"
import { checkCredit, metered } from "./Metering.ts"
import { bodyOf } from "./Validation.ts"

/** The rerank route. */
export const rerankRoutes: ReadonlyArray<Route> = [
  { name: "rerank", method: "POST", path: "/v1/rerank", generation: 3, handle: (exchange) => rerank(exchange) }
]

const model = "pareta-rerank-1"

/** The price of scoring one document, in micro-USD. */
const microUsdPerDocument = 2

const rerank = Effect.fnUntraced(function* (exchange: Exchange) {
  const { query, documents, top_n: topN } = yield* readRequest(exchange)
  if (query.trim() === "") return yield* unprocessable("query is required")
  yield* checkCredit(exchange)
  const results = relevanceOf(query, documents)
    .map((relevance_score, index) => ({ index, relevance_score }))
    .sort((one, other) => other.relevance_score - one.relevance_score || one.index - other.index)
    .slice(0, topN ?? documents.length)
  const charge = { route: "rerank", model, microUsd: documents.length * microUsdPerDocument }
  return metered(exchange, charge, { results, model, pairs: documents.length })
})

const readRequest = bodyOf(
  Schema.Struct({
    query: Schema.String,
    documents: Schema.Array(Schema.String).check(Schema.isMinLength(1), Schema.isMaxLength(1000)),
    top_n: Schema.optional(Schema.NullOr(Schema.Int.check(Schema.isGreaterThan(0))))
  })
)
