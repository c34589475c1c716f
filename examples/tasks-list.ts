/** The catalogue: every task, its scorer and its input, and rows that show its shape (scenarios 40, 81). */
import { Pareta } from "pareta"

const pareta = Pareta.fromEnv()

for (const task of await pareta.tasks.list()) {
  console.log(task.id, task.defaultScorer, task.hasBlobInput ? "blob" : "text")
}

const task = await pareta.tasks.retrieve("intent-classification", { examplesN: 3 })
for (const example of task.examples) console.log(JSON.stringify(example))
// The same rows from the raw JSON.
console.log(task.raw.examples?.length, "examples")
