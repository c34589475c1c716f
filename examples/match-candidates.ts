/** The possible tasks for a query: one, several that are close, or none (scenarios 41, 56). `match-candidates.ts [query …]` */
import { Pareta } from "pareta"

const pareta = Pareta.fromEnv()

const queries = process.argv.slice(2)
for (const query of queries.length > 0
  ? queries
  : ["classify documents", "read contracts", "tidy up the paperwork of a law firm"]) {
  const match = await pareta.tasks.match(query, { topK: 5 })
  console.log(`${query} (${match.matcher})`)
  if (match.matched && !match.ambiguous) {
    console.log(`  ${match.chosen.taskId}, ${match.chosen.confidence}`)
    continue
  }
  // Several candidates with close scores, or none that is good enough: let a person choose.
  console.log(match.matched ? "  ambiguous:" : `  ${match.type}:`)
  for (const candidate of match.candidates) {
    console.log(`  ${candidate.taskId} ${candidate.score?.toFixed(2)} ${candidate.confidence}`)
  }
}
