/** A lane of general models has no leaderboard: compare its models on your own prompts (scenario 94). */
import { Pareta } from "pareta"

const pareta = Pareta.fromEnv()

const run = await pareta.evals.runs.create({
  task: "general-chat",
  items: [
    { prompt: "What is the capital of Italy?", reference: "The capital of Italy is Rome." },
    { prompt: "Calculate 12 * 12", reference: "144" },
    { prompt: "Count from 1 to 5", reference: "1, 2, 3, 4, 5" }
  ],
  models: ["llama-1", "qwen-1", "mistral-2"],
  frontier: ["gpt-5.5"],
  wait: true
})
for (const result of run.results.toSorted((a, b) => (b.qualityMean ?? 0) - (a.qualityMean ?? 0))) {
  console.log(result.modelId, result.kind, result.qualityMean?.toFixed(3), `${result.meanCostMicroUsd} µUSD`)
}

await pareta.evals.sets.delete(run.evalSetId)
