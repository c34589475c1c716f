/** From an intent to its leaderboard and baselines, without deploying anything (scenario 59). */
import { Pareta } from "pareta"

const pareta = Pareta.fromEnv()

const match = await pareta.tasks.match(process.argv[2] ?? "read the totals off invoices")
if (!match.matched) {
  console.log("nothing fits:", match.type)
} else {
  const task = match.chosen.taskId
  const [board, baselines] = await Promise.all([pareta.tasks.leaderboard(task), pareta.evals.frontierModels(task)])
  console.log("task:", task)
  for (const entry of board.models.filter((model) => model.kind === "open")) {
    console.log(`open: ${entry.name} ${entry.quality?.toFixed(3)} at ${entry.costPerRequestMicroUsd} µUSD`)
  }
  console.log(
    "baselines:",
    baselines
      .filter((fm) => fm.benchmarked)
      .map((fm) => fm.id)
      .join(", ")
  )
}
