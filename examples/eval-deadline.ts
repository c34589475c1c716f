/** A run that takes longer than you want to wait (scenario 72). `eval-deadline.ts [seconds]` */
import { EvalTimeoutError, Pareta } from "pareta"

const pareta = Pareta.fromEnv()
const timeout = Number(process.argv[2] ?? 600)

const { id } = await pareta.evals.runs.create({
  task: "text-to-sql",
  items: [
    {
      input: { schema: "CREATE TABLE orders (id INT)", question: "How many?" },
      expected: "SELECT COUNT(*) FROM orders"
    }
  ],
  models: ["mistral-2"]
})
try {
  console.log("in time:", (await pareta.evals.runs.wait(id, { pollInterval: 5, timeout })).status)
} catch (error) {
  if (!(error instanceof EvalTimeoutError)) throw error
  console.log(error.message)
  // The run goes on.
  console.log("last seen:", error.lastStatus, error.runId === id)
}

await pareta.evals.sets.delete((await pareta.evals.runs.retrieve(id)).evalSetId)
