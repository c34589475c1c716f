/** A client from the environment: options take precedence, empty ones count as unset (scenarios 3, 4). */
import { Pareta } from "pareta"

const patient = Pareta.fromEnv({ maxRetries: 5, timeout: 120_000 })
console.log("patient:", patient.maxRetries, "retries,", patient.timeout, "ms")
console.log("key from the environment:", patient.apiKey === process.env["PARETA_API_KEY"])

const explicit = Pareta.fromEnv({ apiKey: "pareta_sk_live_explicit", baseURL: "https://api-staging.pareta.ai" })
console.log("explicit:", explicit.baseURL, explicit.apiKey === "pareta_sk_live_explicit")

const empty = Pareta.fromEnv({ apiKey: "", baseURL: "" })
console.log("empty counts as unset:", empty.apiKey === patient.apiKey, empty.baseURL === patient.baseURL)
