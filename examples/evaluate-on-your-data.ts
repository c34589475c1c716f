/** From an intent to a ranked table of the leaderboard's candidates (scenario 88). */
import { Pareta } from "pareta"

const pareta = Pareta.fromEnv()

const match = await pareta.tasks.match("classify the intent of support tickets")
if (!match.matched) throw new Error(`no task fits: ${match.type}`)

const task = await pareta.tasks.retrieve(match.chosen.taskId, { examplesN: 1 })
console.log(task.id, task.defaultScorer, JSON.stringify(task.examples[0]))

// Rows in the shape of the example. Any iterable works, for example a file read line by line.
function* rows() {
  yield { input: { text: "My card was declined, what do I owe?" }, expected: "billing_question" }
  yield { input: { text: "I want my money back for the broken lamp" }, expected: "refund_request" }
  yield { input: { text: "I cannot log in to my account" }, expected: "account_access" }
  yield { input: { text: "A dark theme would be lovely" }, expected: "feature_request" }
  yield { input: { text: "Cancel my plan at the end of the month" }, expected: "cancel_subscription" }
  yield { input: { text: "Where is my package?" }, expected: "order_status" }
  yield { input: { text: "The app crashes with an error" }, expected: "technical_support" }
  yield { input: { text: "I was charged twice" }, expected: "billing_question" }
}
const evalSet = await pareta.evals.sets.create({ task: task.id, items: rows(), name: "March tickets" })

const board = await pareta.tasks.leaderboard(task.id)
const open = board.models.filter((entry) => entry.kind === "open").map((entry) => entry.name)
const run = await pareta.evals.runs.create({
  evalSet: evalSet.id,
  models: open.slice(0, 3),
  frontier: "benchmarked",
  wait: true
})

const ranked = run.results.toSorted((a, b) => (b.qualityMean ?? 0) - (a.qualityMean ?? 0))
ranked.forEach((r, index) => {
  console.log(`${index + 1}. ${r.modelId} (${r.kind}) ${r.qualityMean?.toFixed(3)} at ${r.meanCostMicroUsd} µUSD`)
})
console.log("cost:", run.cost)

await pareta.evals.sets.delete(evalSet.id)
