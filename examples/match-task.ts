/** From an intent to a task (scenario 22). */
import { Pareta } from "pareta"

const pareta = Pareta.fromEnv()

const match = await pareta.tasks.match(process.argv[2] ?? "extract key fields from contracts")
if (match.matched) {
  console.log(match.chosen.taskId, match.chosen.confidence)
} else {
  console.log("no match")
}
