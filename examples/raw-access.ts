/** Fields that the client does not know by name (scenario 82). */
import { Pareta } from "pareta"

const pareta = Pareta.fromEnv()

const completion = await pareta.chat.completions.create({
  model: "ep_a1b2c3",
  messages: [{ role: "user", content: "What is 6 times 7?" }]
})
// The JSON as it arrived, in snake_case. toDict() and JSON.stringify() return the same.
console.log("raw:", completion.raw["object"], completion.toDict() === completion.raw)
console.log("by key:", completion.get("model"))
console.log("or a default:", completion.get("service_tier", "standard"))
console.log("inside:", completion.usage.raw.prompt_tokens === completion.usage.promptTokens)
console.log("as JSON:", JSON.stringify(completion) === JSON.stringify(completion.raw))
