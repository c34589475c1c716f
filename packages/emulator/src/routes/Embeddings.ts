/** `POST /v1/embeddings`, in OpenAI's shape. See `docs/wire.md#rerank-and-embeddings`. */
import * as Effect from "effect/Effect"
import * as Base64 from "effect/encoding/Base64"
import * as Schema from "effect/Schema"
import { countTokens } from "../catalogue/Tokens.ts"
import { countedTokens, vectorOf } from "../match/Relevance.ts"
import type { Exchange, Route } from "./Exchange.ts"
import { checkCredit, metered } from "./Metering.ts"
import { bodyOf } from "./Validation.ts"

/** The embeddings route. */
export const embeddingsRoutes: ReadonlyArray<Route> = [
  { name: "embeddings", method: "POST", path: "/v1/embeddings", generation: 3, handle: (exchange) => embed(exchange) }
]

const model = "qwen-embed-1"

/** The price of one token, in micro-USD. */
const microUsdPerToken = 0.004

const embed = Effect.fnUntraced(function* (exchange: Exchange) {
  const { input, input_type: type, encoding_format: format } = yield* readRequest(exchange)
  yield* checkCredit(exchange)
  const texts = typeof input === "string" ? [input] : input
  const tokens = texts.reduce((sum, text) => sum + Math.min(countTokens(text), countedTokens), 0)
  const data = texts.map((text, index) => {
    const vector = vectorOf(text, type ?? "document")
    return { object: "embedding", index, embedding: format === "base64" ? encoded(vector) : vector }
  })
  return metered(
    exchange,
    { route: "embeddings", model, microUsd: tokens * microUsdPerToken },
    { object: "list", data, model, usage: { prompt_tokens: tokens, total_tokens: tokens } }
  )
})

/** The numbers as OpenAI's clients ask for them: 32 bits each, the lowest byte first. */
const encoded = (vector: ReadonlyArray<number>): string => {
  const bytes = new DataView(new ArrayBuffer(vector.length * 4))
  for (const [index, value] of vector.entries()) bytes.setFloat32(index * 4, value, true)
  return Base64.encode(new Uint8Array(bytes.buffer))
}

const Text = Schema.String.check(Schema.isPattern(/\S/))

const readRequest = bodyOf(
  Schema.Struct({
    input: Schema.Union([Text, Schema.Array(Text).check(Schema.isMinLength(1), Schema.isMaxLength(512))]),
    input_type: Schema.optional(Schema.NullOr(Schema.Literals(["query", "document"]))),
    encoding_format: Schema.optional(Schema.NullOr(Schema.Literals(["float", "base64"])))
  })
)
