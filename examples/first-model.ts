/** Use any live endpoint; if there is none, print a hint (scenario 80). */
import { Pareta } from "pareta"

const pareta = Pareta.fromEnv()

const ask = async (): Promise<string | null> => {
  const models = await pareta.models.list()
  const model = models.data[0]
  if (model === undefined) return "nothing is live: deploy one first"
  const completion = await pareta.chat.completions.create({
    model: model.id,
    messages: [{ role: "user", content: "Agreement between Acme Inc. and Globex Ltd." }]
  })
  return `${model.id}: ${completion.choices[0]?.message.content}`
}

console.log(await ask())

// Stopped endpoints are not in the list.
const endpoints = await pareta.endpoints.list()
for (const endpoint of endpoints) await pareta.endpoints.stop(endpoint.id)
console.log(await ask())
for (const endpoint of endpoints) await pareta.endpoints.start(endpoint.id)
