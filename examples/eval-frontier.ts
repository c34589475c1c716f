/** Which frontier models take part in a run: by keyword, by name, or none (scenarios 32, 57, 63). */
import { type FrontierSpec, Pareta } from "pareta"

const pareta = Pareta.fromEnv()
const task = "text-to-sql"

const evalSet = await pareta.evals.sets.create({
  task,
  items: [
    {
      input: { schema: "CREATE TABLE users (id INT, name TEXT)", question: "List all names" },
      expected: "SELECT name FROM users"
    }
  ]
})

const candidates = async (frontier: FrontierSpec): Promise<Array<string>> => {
  const { id } = await pareta.evals.runs.create({ evalSet: evalSet.id, models: ["mistral-2"], frontier })
  return (await pareta.evals.runs.retrieve(id)).candidateModels
}

console.log("null:", await candidates(null))
console.log("none:", await candidates("none"))
console.log("list:", await candidates(["gpt-5.5", "gemini-3-1-pro"]))
console.log("all:", (await candidates("all")).length)

// The keyword stands for the benchmarked models of the roster, in its order.
const benchmarked = (await pareta.evals.frontierModels(task)).filter((fm) => fm.benchmarked).map((fm) => fm.id)
const byKeyword = await candidates("benchmarked")
console.log("benchmarked:", byKeyword)
console.log("the same by hand:", JSON.stringify(await candidates(benchmarked)) === JSON.stringify(byKeyword))

// An unknown keyword fails before anything is sent.
await candidates("cheapest" as FrontierSpec).catch((error: Error) => console.log(error.message))

await pareta.evals.sets.delete(evalSet.id)
