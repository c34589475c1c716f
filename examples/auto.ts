/** `auto` picks the model: the stages of a streamed answer, its receipt, and the same prompt on a frontier model. */
import { Pareta } from "pareta"

const pareta = Pareta.fromEnv()
const messages = [{ role: "user", content: "Explain a notice period in one sentence." }]

const stream = pareta.chat.completions.create(
  { model: "auto", messages, stream: true },
  { onProgress: (stage) => console.log(`(${stage})`) }
)
for await (const chunk of stream) process.stdout.write(chunk.choices[0]?.delta.content ?? "")

const { billedMicroUsd, savingsFactor } = await stream.finalCompletion()
console.log(`\n${billedMicroUsd} µUSD, ${savingsFactor} times cheaper than a frontier model`)

const compared = await pareta.auto.compareFrontier({ model: "gpt-5.5", messages })
console.log(`${compared.model}: ${compared.content} (${compared.cost_micro_usd} µUSD)`)

const metrics = await pareta.auto.metrics()
console.log(`${metrics.requests_30d} request, ${metrics.billed_micro_usd_30d} µUSD in 30 days`)
