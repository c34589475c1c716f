/** A failed run is a result with a reason, not an error (scenario 65). */
import { Pareta } from "pareta"

const pareta = Pareta.fromEnv()

for (const models of [
  ["qwen-1", "llama-1"],
  ["mistral-2", "qwen-1"]
]) {
  const run = await pareta.evals.runs.create({
    task: "icd-coding",
    items: [
      { input: { text: "Essential hypertension, well controlled" }, expected: "I10" },
      { input: { text: "Type 2 diabetes mellitus without complications" }, expected: "E11.9" }
    ],
    models,
    wait: true
  })
  if (run.status === "failed") {
    console.log("failed:", run.errorDetail)
  } else {
    const open = run.results.filter((result) => result.kind === "open")
    const best = open.sort((a, b) => (b.qualityMean ?? 0) - (a.qualityMean ?? 0))[0]
    console.log("best open model:", best?.modelId, best?.qualityMean)
  }
  await pareta.evals.sets.delete(run.evalSetId)
}
