/** A reusable set: created once, found again, deleted at the end (scenario 61). */
import { NotFoundError, Pareta } from "pareta"

const pareta = Pareta.fromEnv()

const evalSet = await pareta.evals.sets.create({
  task: "intent-classification",
  items: [
    { text: "I was charged twice this month", target: "billing_question" },
    { text: "Where is my package?", target: "order_status" }
  ],
  name: "support-intents"
})
console.log(evalSet.name, evalSet.taskId, evalSet.scoringStrategy, evalSet.itemCount)

for (const set of await pareta.evals.sets.list()) console.log(set.id === evalSet.id, set.name)
console.log("again:", (await pareta.evals.sets.retrieve(evalSet.id)).name)

const run = await pareta.evals.runs.create({ evalSet: evalSet.id, models: ["mistral-2"], wait: true })
console.log(run.status, run.evalSetId === evalSet.id, run.candidateModels)

await pareta.evals.sets.delete(evalSet.id)
try {
  await pareta.evals.sets.retrieve(evalSet.id)
} catch (error) {
  if (error instanceof NotFoundError) console.log("deleted:", error.status)
}
