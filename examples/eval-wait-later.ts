/** Start a run now and wait for it later, even in another process (scenario 33). */
import { Pareta } from "pareta"

const pareta = Pareta.fromEnv()

const queued = await pareta.evals.runs.create({
  task: "doc-classification",
  items: [{ input: { text: "Invoice 1042. Amount payable: $119.00. Due in 30 days." }, expected: "invoice" }],
  models: ["qwen-1", "mistral-2"]
})
console.log("queued:", queued.id, queued.status)

// Waiting needs only the id.
const run = await pareta.evals.runs.wait(queued.id, { pollInterval: 5, timeout: 600 })
console.log(run.status, run.isTerminal, run.cost)

await pareta.evals.sets.delete(run.evalSetId)
