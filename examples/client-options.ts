/** A client with its own key and more patience than the default one (scenario 20). */
import { Pareta } from "pareta"

const pareta = new Pareta({
  apiKey: process.env["PARETA_API_KEY"],
  baseURL: process.env["PARETA_BASE_URL"],
  maxRetries: 4
})
console.log("retries:", pareta.maxRetries)
console.log("timeout:", pareta.timeout, "ms")

// What is given wins over the environment; the rest is as always.
const failFast = Pareta.fromEnv({ maxRetries: 0, timeout: 5_000 })
console.log("fail fast:", failFast.maxRetries, "retries,", failFast.timeout, "ms")
console.log((await failFast.models.list()).length > 0 ? "both can call" : "nothing is deployed")
