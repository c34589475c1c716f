/** The frontier models to compare with, for a task and in general (scenarios 23, 43, 58). */
import { Pareta } from "pareta"

const pareta = Pareta.fromEnv()

// For a document task: models with vision. `benchmarked` marks those with known scores.
const roster = await pareta.evals.frontierModels("contract-key-fields")
console.log(roster.map((fm) => fm.id))
for (const fm of roster) console.log(fm.id, fm.vendor, fm.vision, fm.benchmarked)

// Without a task: all models, without scores.
const all = await pareta.evals.frontierModels()
console.log(all.length, "in all,", all.filter((fm) => fm.benchmarked).length, "benchmarked")
