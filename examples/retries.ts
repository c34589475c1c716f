/** How often a call is attempted: six times, or once (scenario 11). */
import { EndpointNotReadyError, Pareta } from "pareta"

const patient = Pareta.fromEnv({
  maxRetries: 5,
  onRetry: ({ operation, attempt, error }) => console.log(`${operation}: attempt ${attempt}: ${error.message}`)
})
console.log("in the end:", (await patient.models.list()).length, "endpoints")

const once = Pareta.fromEnv({ maxRetries: 0 })
try {
  await once.models.list()
} catch (error) {
  if (!(error instanceof EndpointNotReadyError)) throw error
  console.log("once:", error.message, "after", error.attempts, "attempt")
}
