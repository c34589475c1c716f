/** Logs every call of a client: what it was, how it ended, how long it took, what it cost. Never what was said. */
import { isParetaError, Pareta, type ResponseMeta } from "pareta"

const log = ({ operation, status, attempts, requestId, billedMicroUsd }: ResponseMeta) =>
  console.log(
    JSON.stringify({ operation, status, attempts, hasRequestId: requestId !== null, microUsd: billedMicroUsd })
  )

const pareta = Pareta.fromEnv({
  onResponse: log,
  onRetry: ({ operation, attempt, error }) => console.log(`${operation}: retry after attempt ${attempt}: ${error.name}`)
})

const ask = (model: string) =>
  pareta.chat.completions.create({ model, messages: [{ role: "user", content: "Good morning!" }] })

await ask("ep_a1b2c3")
// Failures are logged too.
await ask("ep_nowhere").catch((error) => {
  if (!isParetaError(error)) throw error
})
for await (const _ of pareta.chat.completions.create({
  model: "ep_a1b2c3",
  messages: [{ role: "user", content: "Good morning!" }],
  stream: true
})) {
  // A stream is logged at its end.
}
