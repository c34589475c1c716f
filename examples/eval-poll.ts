/** Polling by hand, and letting the client poll (scenario 64). */
import { Pareta } from "pareta"

const pareta = Pareta.fromEnv()
const params = {
  task: "doc-classification",
  items: [{ input: { text: "This agreement is governed by the laws of Ohio." }, expected: "contract" }],
  models: ["qwen-1"]
}

const { id } = await pareta.evals.runs.create(params)
let run = await pareta.evals.runs.retrieve(id)
while (!run.isTerminal) {
  console.log(run.status)
  await new Promise((resolve) => setTimeout(resolve, 100))
  run = await pareta.evals.runs.retrieve(id)
}
console.log("in the end:", run.status)

// Every state of a run, for a progress bar. Leaving the loop stops the polling, not the run.
const watched = await pareta.evals.runs.create({ ...params, evalSet: run.evalSetId })
for await (const state of pareta.evals.runs.watch(watched.id, { pollInterval: 0.1 }))
  console.log("watched:", state.status)

// Both are in seconds: poll every five, for at most half an hour. This run is complete at the first poll.
const waited = await pareta.evals.runs.wait(watched.id, { pollInterval: 5, timeout: 1800 })
console.log("waited:", waited.status)

await pareta.evals.sets.delete(run.evalSetId)
