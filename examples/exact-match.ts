/** A classification: the mean F1 of the labels, and the share of rows that are exactly right. */
import { Pareta } from "pareta"

const pareta = Pareta.fromEnv()

const tickets = [
  ["I want my money back", "refund_request"],
  ["Please cancel my subscription", "cancel_subscription"],
  ["I cannot log in", "account_access"],
  ["Where is my parcel?", "order_status"]
] as const

const run = await pareta.evals.runs.create({
  prompt: "classify the intent of each support ticket",
  items: tickets.map(([text, label]) => ({ input: { text }, expected_output: { label } })),
  models: ["auto", "qwen-1"],
  wait: true,
  pollInterval: 0
})
for (const { modelId, qualityMean, exactMatch, perItem } of run.results) {
  console.log(`${modelId}: F1 ${qualityMean?.toFixed(2)}, ${exactMatch} % exact, ${perItem.length} rows`)
}
await pareta.evals.sets.delete(run.evalSetId)
