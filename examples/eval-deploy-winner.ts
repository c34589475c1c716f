/** Evaluate, deploy the best open model, call it (scenario 67). */
import { Pareta } from "pareta"

const pareta = Pareta.fromEnv()
const task = "invoice-extraction"

const { examples } = await pareta.tasks.retrieve(task, { examplesN: 3 })
const run = await pareta.evals.runs.create({
  task,
  items: examples,
  models: ["pixtral-1", "internvl-1", "qwen-vl-1"],
  frontier: "benchmarked",
  wait: true
})

// Frontier models are only for comparison. Open models can be deployed.
const [winner] = run.results
  .filter((result) => result.kind === "open")
  .sort((a, b) => (b.qualityMean ?? 0) - (a.qualityMean ?? 0))
console.log("winner:", winner?.modelId, winner?.qualityMean)

const ep = await pareta.endpoints.deploy({ task, model: winner?.modelId ?? "recommended", wait: true })
console.log("it runs:", ep.model)
const completion = await pareta.chat.completions.create({
  model: ep.id,
  messages: [{ role: "user", content: "Invoice INV-7 from Acme Inc., total due EUR 90.00" }]
})
console.log(JSON.parse(completion.choices[0]?.message.content ?? "{}").total)

await pareta.endpoints.delete(ep.id)
await pareta.evals.sets.delete(run.evalSetId)
