/** The catalogue: every task, how it is scored, what it reads; and rows to learn its shape from (scenarios 40, 81). */
import { Pareta } from "pareta"

const pareta = Pareta.fromEnv()

for (const task of await pareta.tasks.list()) {
  console.log(task.id, task.defaultScorer, task.hasBlobInput ? "blob" : "text")
}

const task = await pareta.tasks.retrieve("intent-classification", { examplesN: 3 })
for (const example of task.examples) console.log(JSON.stringify(example))
// The same from the JSON as it arrived.
console.log(task.raw.examples?.length, "examples")
