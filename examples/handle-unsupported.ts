/** "The platform cannot do that" is a result; only a failed call is an error (scenario 96). */
import { Pareta, ParetaError, type TaskMatch } from "pareta"

const pareta = Pareta.fromEnv()

const advice = (match: TaskMatch): string => {
  if (match.matched) return `deploy ${match.chosen.taskId}`
  if (match.type === "capability") return `use the ${match.capability.id} lane`
  if (match.type === "unsupported") return `unsupported: ${match.reasoning}`
  return `rephrase it; the closest tasks: ${match.candidates.map((candidate) => candidate.taskId).join(", ")}`
}

for (const query of [
  "extract key fields from contracts",
  "a chatbot to talk to",
  "generate a video of a sunset",
  "forecast the weather"
]) {
  console.log(`${query} → ${advice(await pareta.tasks.match(query))}`)
}

try {
  await Pareta.fromEnv({ apiKey: "not-a-key" }).tasks.match("extract key fields from contracts")
} catch (error) {
  if (!(error instanceof ParetaError)) throw error
  console.log("the call failed:", error.message)
}
