/** Start a run now, wait for it later: in another process, if need be (scenario 33). */
import { Pareta } from "pareta"

const pareta = Pareta.fromEnv()

const queued = await pareta.evals.runs.create({
  task: "doc-classification",
  items: [{ input: { text: "Invoice 1042. Amount payable: $119.00. Due in 30 days." }, expected: "invoice" }],
  models: ["qwen-1", "mistral-2"]
})
console.log("queued:", queued.id, queued.status)

// The id is all that waiting needs.
const run = await pareta.evals.runs.wait(queued.id, { pollInterval: 5, timeout: 600 })
console.log(run.status, run.isTerminal, run.cost)

await pareta.evals.sets.delete(run.evalSetId)
