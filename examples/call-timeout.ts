/** A timeout for a call; stream long answers instead (scenario 71). `call-timeout.ts [milliseconds]` */
import { APITimeoutError, Pareta } from "pareta"

const timeout = Number(process.argv[2] ?? 120_000)
const pareta = Pareta.fromEnv({ timeout, maxRetries: 0 })

try {
  const completion = await pareta.chat.completions.create({
    model: "ep_a1b2c3",
    messages: [{ role: "user", content: "Explain how tides work." }],
    max_tokens: 4096
  })
  console.log("in time:", completion.choices[0]?.finishReason)
} catch (error) {
  if (!(error instanceof APITimeoutError)) throw error
  console.log("too slow:", error.message)
}
