/** Three evaluations at once, with a long timeout; the failed ones are listed (scenario 87). */
import { Pareta } from "pareta"

const pareta = Pareta.fromEnv()

const rowsOf = async (task: string) => (await pareta.tasks.retrieve(task, { examplesN: 5 })).examples
const candidates: Record<string, Array<string>> = {
  "intent-classification": ["mistral-2", "qwen-1"],
  "doc-classification": ["qwen-1", "mistral-2"],
  "invoice-extraction": ["qwen-vl-1", "internvl-1"]
}

const runs = await Promise.all(
  Object.entries(candidates).map(async ([task, models]) =>
    pareta.evals.runs.create({ task, items: await rowsOf(task), models, wait: true, timeout: 1200 })
  )
)
for (const run of runs)
  console.log(
    run.status,
    run.results.map((result) => `${result.modelId} ${result.qualityMean}`)
  )

const failed = runs.filter((run) => run.status === "failed")
for (const run of failed) console.log("failed:", run.errorDetail)
console.log(`${runs.length - failed.length} of ${runs.length} completed`)

for (const run of runs) await pareta.evals.sets.delete(run.evalSetId)
