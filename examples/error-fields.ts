/** The fields of an error (scenario 68). */
import { NotFoundError, Pareta } from "pareta"

const pareta = Pareta.fromEnv()

try {
  await pareta.endpoints.retrieve("ep_nowhere")
} catch (error) {
  if (!(error instanceof NotFoundError)) throw error
  console.log("name:", error.name)
  console.log("message:", error.message)
  console.log("status:", error.status)
  console.log("detail:", error.detail)
  console.log("request id:", error.requestId)
  console.log("operation:", error.operation, "after", error.attempts, "attempt")
  // Safe to log: the key and the request body are never in it.
  console.log("response:", error.response?.status, error.response?.statusText, error.response?.url)
}
