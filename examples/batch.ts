/** A thousand documents, sixteen at a time, and the outcome of each (scenario 87). `batch.ts [documents] [timeout]` */
import { APITimeoutError, EndpointNotReadyError, mapConcurrent, Pareta, RateLimitError } from "pareta"

const pareta = Pareta.fromEnv({ maxRetries: 0, timeout: Number(process.argv[3] ?? 20_000) })
const count = Number(process.argv[2] ?? 1000)
const documents = Array.from({ length: count }, (_, index) => `Invoice No: INV-${index}. Total: $${index + 1}.00`)

const instruction = "Extract as JSON, with the keys: invoice_number, total."

const read = async (document: string, signal: AbortSignal): Promise<string | null> => {
  const completion = await pareta.chat.completions.create(
    { model: "ep_a1b2c3", messages: [{ role: "user", content: `${instruction}\n${document}` }] },
    { signal }
  )
  return completion.choices[0]?.message.content ?? null
}

const reason = (error: unknown): string => {
  if (error instanceof EndpointNotReadyError) return "cold"
  if (error instanceof RateLimitError) return "limited"
  if (error instanceof APITimeoutError) return "timed out"
  return String(error)
}

// `settled`: one failure does not hide the other results. Throttled documents are retried, fewer at a time.
const outcomes = await mapConcurrent(documents, 16, (document, { signal }) => read(document, signal), { settled: true })

console.log(`${outcomes.length} results, the last:`, outcomes.at(-1))
outcomes.forEach((outcome, index) => {
  if (outcome.status === "rejected") console.log(`document ${index}: ${reason(outcome.reason)}`)
})
