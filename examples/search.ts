/** A search in two steps: embeddings find candidates, and `rerank` puts them in order. */
import { Pareta } from "pareta"

const clauses = [
  "Fees are due within thirty days of the invoice.",
  "Either party may end the agreement with a notice period of ninety days.",
  "The notice must be given in writing to the other party.",
  "This agreement is governed by the laws of Denmark."
]
const query = "How long is the notice period?"

const pareta = Pareta.fromEnv()
const [documents, question] = await Promise.all([
  pareta.embeddings(clauses),
  pareta.embeddings(query, { inputType: "query" })
])

const nearness = (vector: ReadonlyArray<number>): number =>
  vector.reduce((sum, value, at) => sum + value * (question.vectors[0]?.[at] ?? 0), 0)
const candidates = clauses
  .map((clause, index) => ({ clause, near: nearness(documents.vectors[index] ?? []) }))
  .sort((one, other) => other.near - one.near)
  .slice(0, 2)
  .map(({ clause }) => clause)

const ranked = await pareta.rerank(query, candidates)
for (const { index, relevanceScore } of ranked.results) console.log(relevanceScore.toFixed(2), candidates[index])
