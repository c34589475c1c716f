/** The stock `openai` package, with the platform's base URL and key and your model (scenarios 50, 92). */
import OpenAI from "openai"
import { Pareta } from "pareta"

const base = process.env["PARETA_BASE_URL"] ?? "https://api.pareta.ai"
const openai = new OpenAI({ apiKey: process.env["PARETA_API_KEY"] ?? "", baseURL: `${base}/v1` })
const pareta = Pareta.fromEnv()

const request = {
  model: process.argv[2] ?? "ep_a1b2c3",
  messages: [{ role: "user" as const, content: "What is the capital of Portugal?" }]
}
const theirs = await openai.chat.completions.create(request)
const ours = await pareta.chat.completions.create(request)
console.log(theirs.choices[0]?.message.content)
console.log("the same from pareta:", ours.choices[0]?.message.content === theirs.choices[0]?.message.content)

// The list contains your endpoints, not a vendor's models.
const models = await openai.models.list()
console.log("models:", models.data.map((model) => model.id).join(", "))

// Two differences in pareta: camelCase names, and its own error classes.
await openai.chat.completions.create({ ...request, model: "ep_nowhere" }).catch((error: unknown) => {
  if (error instanceof OpenAI.NotFoundError) console.log("openai:", error.status)
})
await pareta.chat.completions.create({ ...request, model: "ep_nowhere" }).catch((error: Error) => {
  console.log("pareta:", error.name, error.message)
})
