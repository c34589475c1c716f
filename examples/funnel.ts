/** The whole funnel: match, read the leaderboard, evaluate, deploy the winner (scenario 46). */
import { Pareta } from "pareta"

const pareta = Pareta.fromEnv()

const match = await pareta.tasks.match("extract vendor and total from invoices")
if (!match.matched) throw new Error(`no task fits: ${match.type}`)
const task = match.chosen.taskId

const board = await pareta.tasks.leaderboard(task)
const top = board.models
  .filter((entry) => entry.kind === "open")
  .slice(0, 3)
  .map((entry) => entry.name)
console.log(task, top)

const run = await pareta.evals.runs.create({
  task,
  items: [
    { input: "Invoice INV-7\nVendor: Acme Inc\nTotal: $90.00", expected: { vendor: "Acme Inc", total: 90 } },
    { input: "Invoice INV-8\nVendor: Globex Ltd\nTotal: €12.50", expected: { vendor: "Globex Ltd", total: 12.5 } }
  ],
  models: top,
  wait: true
})
const results = run.results.toSorted((a, b) => (b.qualityMean ?? 0) - (a.qualityMean ?? 0))
for (const result of results) console.log(result.modelId, result.qualityMean)

const ep = await pareta.endpoints.deploy({ task, model: results[0]?.modelId ?? "recommended", wait: true })
console.log("deployed:", ep.model, ep.isLive)

await pareta.endpoints.delete(ep.id)
await pareta.evals.sets.delete(run.evalSetId)
