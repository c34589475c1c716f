/** From an intent to a named endpoint, with its progress (scenario 90). */
import { Pareta } from "pareta"

const pareta = Pareta.fromEnv()

const match = await pareta.tasks.match("extract key fields from contracts")
if (!match.matched) throw new Error(`no task fits: ${match.type}`)
const task = match.chosen.taskId
console.log(task, match.chosen.confidence, `(${match.matcher})`)

const board = await pareta.tasks.leaderboard(task)
const { frontier, recommended } = board
const entry = board.models.find((model) => model.name === recommended)
console.log(`${entry?.name}: ${entry?.quality} at ${entry?.costPerRequestMicroUsd} µUSD`)
console.log(`${frontier?.name}: ${frontier?.quality} at ${frontier?.costPerRequestMicroUsd} µUSD`)

for await (const event of pareta.endpoints.deploy({
  task,
  model: recommended ?? "recommended",
  name: "contracts-prod"
})) {
  if (event.event === "progress") console.log("  ", event.data.stage)
  if (event.event === "error") throw new Error(event.data.message)
}
const ep = await pareta.endpoints.retrieve("contracts-prod")
console.log(ep.id, ep.status, ep.model)

const completion = await pareta.chat.completions.create({
  model: "contracts-prod",
  messages: [{ role: "user", content: "Agreement between Acme Inc. and Globex Ltd., effective May 4, 2026." }]
})
console.log(JSON.parse(completion.choices[0]?.message.content ?? "{}").effective_date)

await pareta.endpoints.delete(ep.id)
