/** One set, two lists of candidates, two runs at once (scenario 31). */
import { Pareta } from "pareta"

const pareta = Pareta.fromEnv()

const evalSet = await pareta.evals.sets.create({
  task: "contract-key-fields",
  items: [
    {
      input: { text: "Services Agreement between Acme Inc. and Globex Ltd., dated June 2, 2025. Fee: USD 18,000." },
      expected: { parties: ["Acme Inc.", "Globex Ltd."], effective_date: "2025-06-02" }
    },
    {
      input: { text: "Lease between Initech Inc. and Umbrella AG. Governed by the laws of Ireland." },
      expected: { parties: ["Initech Inc.", "Umbrella AG"], governing_law: "Ireland" }
    }
  ]
})
console.log(evalSet.id, evalSet.itemCount)

const runs = await Promise.all([
  pareta.evals.runs.create({ evalSet: evalSet.id, models: ["qwen-vl-1", "qwen-vl-2"], wait: true }),
  pareta.evals.runs.create({ evalSet: evalSet.id, models: ["pixtral-1"], frontier: "benchmarked", wait: true })
])
for (const run of runs) {
  console.log(run.id, run.status, run.cost)
  for (const r of run.results) console.log(" ", r.modelId, r.kind, r.qualityMean)
}

await pareta.evals.sets.delete(evalSet.id)
