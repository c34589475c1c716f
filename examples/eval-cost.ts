/** Money: dollars for display, micro-USD for calculation (scenarios 66, 83, 91). */
import assert from "node:assert/strict"
import { EvalRun, Pareta } from "pareta"

const pareta = Pareta.fromEnv()

const run = await pareta.evals.runs.create({
  task: "contract-key-fields",
  items: [
    {
      input: { text: "Agreement between Acme Inc. and Globex Ltd." },
      expected: { parties: ["Acme Inc.", "Globex Ltd."] }
    }
  ],
  models: ["qwen-vl-2"],
  frontier: ["gpt-5.5"],
  wait: true
})
// Rounded down to whole cents.
console.log("cost:", run.cost, "raw:", run.costMicroUsd)
console.log("another:", new EvalRun({ run: { id: "run_1", total_cost_micro_usd: 74_211 } }).cost, "raw: 74211")
assert.equal(new EvalRun({ run: { id: "run_2", total_cost_micro_usd: 420_715 } }).cost, "0.42")

// A ratio of amounts in whole cents would be meaningless.
const [open, frontier] = run.results
const ratio = (frontier?.meanCostMicroUsd ?? 0) / (open?.meanCostMicroUsd ?? 1)
console.log(`${frontier?.modelId} costs ${ratio.toFixed(1)} times as much as ${open?.modelId}`)
const points = 100 * ((open?.qualityMean ?? 0) - (frontier?.qualityMean ?? 0))
console.log(`with ${Math.abs(points).toFixed(1)} points ${points < 0 ? "more" : "less"} quality`)

// Rates in dollars: six decimals are exact.
const dollars = (microUsd: number): string => `$${(microUsd / 1_000_000).toFixed(6)}`
console.log(dollars(850), dollars(open?.meanCostMicroUsd ?? 0))

await pareta.evals.sets.delete(run.evalSetId)
