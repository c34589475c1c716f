/** The best models for a task, and their costs (scenario 42). */
import { Pareta } from "pareta"

const pareta = Pareta.fromEnv()
const task = process.argv[2] ?? "contract-key-fields"

const board = await pareta.tasks.leaderboard(task)
console.log(board.taskId, board.metric, board.costUnit)
for (const entry of board.models) {
  console.log(entry.name, entry.kind, entry.quality, entry.costPerRequestMicroUsd, `${entry.contextK}k`)
}
console.log("baseline:", board.frontier?.name, board.frontier?.quality)
console.log("recommended:", board.recommended, (await pareta.tasks.recommended(task)) === board.recommended)
