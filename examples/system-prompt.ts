/** The recommended system prompt with a line of your own (scenario 53). */
import { Pareta } from "pareta"

const pareta = Pareta.fromEnv()

const endpoints = await pareta.endpoints.list()
console.log(endpoints.map((endpoint) => endpoint.id).join(", "))

const ep = await pareta.endpoints.retrieve(process.argv[2] ?? "ep_contract_kie_01")
const recommended = ep.recommendedSystemPrompt ?? ""
console.log("recommended:", `${recommended.slice(0, 60)}…`)

// If you send a system message, the platform does not add the recommended one, so include it.
const completion = await pareta.chat.completions.create({
  model: ep.id,
  messages: [
    { role: "system", content: `${recommended}\nWrite names as the contract writes them.` },
    { role: "user", content: "Agreement between Acme Inc. and Globex Ltd. It is governed by the laws of Portugal." }
  ]
})
console.log(completion.choices[0]?.message.content)
