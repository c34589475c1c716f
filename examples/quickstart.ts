/** Recommend, deploy, ask, stream, stop and delete (scenarios 38, 39, 44). */
import { Pareta } from "pareta"

const pareta = Pareta.fromEnv()

const task = process.argv[2] ?? "contract-key-fields"
const recommended = await pareta.tasks.recommended(task)
console.log("recommended:", recommended)

const ep = await pareta.endpoints.deploy({ task, model: recommended ?? "recommended", wait: true })
console.log("live endpoint:", ep.id, ep.status)
console.log("it runs:", ep.model)

const completion = await pareta.chat.completions.create({
  model: ep.id,
  messages: [{ role: "user", content: "Say hello in one sentence." }]
})
console.log(completion.choices[0]?.message.content)
console.log("tokens:", completion.usage.totalTokens)

const stream = pareta.chat.completions.create({
  model: ep.id,
  messages: [{ role: "user", content: "Write a haiku about the sea." }],
  stream: true
})
for await (const chunk of stream) process.stdout.write(chunk.choices[0]?.delta.content ?? "")
process.stdout.write("\n")

// A stopped endpoint is not billed and cannot be called.
await pareta.endpoints.stop(ep.id)
const callable = [...(await pareta.models.list())].map((model) => model.id)
console.log("callable after the stop:", callable.includes(ep.id))

await pareta.endpoints.delete(ep.id)
