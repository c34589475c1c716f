/** A tour: recommend, deploy, chat, list, evaluate (scenarios 15, 16). */
import { Pareta } from "pareta"

const pareta = Pareta.fromEnv()
const task = "contract-key-fields"

const recommended = await pareta.tasks.recommended(task)
console.log("recommended:", recommended)

const ep = await pareta.endpoints.deploy({ task, model: "recommended", wait: true })
console.log("live:", ep.id, ep.status)

const completion = await pareta.chat.completions.create({
  model: ep.id,
  messages: [{ role: "user", content: "Agreement between Acme Inc. and Globex Ltd., effective May 4, 2026." }]
})
console.log(completion.choices[0]?.message.content)

for (const model of await pareta.models.list()) console.log(model.id, model.ownedBy)

const run = await pareta.evals.runs.create({
  task,
  items: [
    {
      input: { text: "Lease between Acme Inc. and Globex Ltd., dated June 2, 2025. Governed by the laws of Portugal." },
      expected: { parties: ["Acme Inc.", "Globex Ltd."], effective_date: "2025-06-02", governing_law: "Portugal" }
    }
  ],
  models: [recommended],
  frontier: "benchmarked",
  wait: true
})
console.log(run.status, run.cost)

await pareta.evals.sets.delete(run.evalSetId)
await pareta.endpoints.delete(ep.id)
