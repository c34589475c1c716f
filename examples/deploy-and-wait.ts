/** Deploy and wait, then ask: the happy path in two calls (scenarios 27, 51, 85). */
import { Pareta } from "pareta"

const pareta = Pareta.fromEnv()

const ep = await pareta.endpoints.deploy({ task: "contract-key-fields", model: "qwen-vl-1", wait: true })
console.log(ep.id, ep.isLive, ep.url)
console.log("runs:", ep.model)

const ask = (content: string) => pareta.chat.completions.create({ model: ep.id, messages: [{ role: "user", content }] })

const completion = await ask("Services Agreement between Acme Inc. and Globex Ltd., effective as of May 4, 2026.")
console.log(completion.choices[0]?.message.content)
console.log("finish reason:", completion.choices[0]?.finishReason)

// Two calls at once.
const answers = await Promise.all([ask("The annual fee is EUR 900."), ask("The annual fee is USD 1,300.")])
console.log(answers.map((answer) => JSON.parse(answer.choices[0]?.message.content ?? "{}").contract_value))

await pareta.endpoints.delete(ep.id)
