/** A client with every option spelled out, and one that retries more often than the default (scenarios 5, 10, 20). */
import { Pareta } from "pareta"

const apiKey = process.env["PARETA_API_KEY"]
const baseURL = process.env["PARETA_BASE_URL"]

// The same as giving only the key and the URL.
const spelledOut = new Pareta({ apiKey, baseURL, timeout: 60_000, maxRetries: 2, fetch: globalThis.fetch })
console.log("defaults:", spelledOut.maxRetries, "retries,", spelledOut.timeout, "ms")

const pareta = new Pareta({ apiKey, baseURL, maxRetries: 4 })
console.log("retries:", pareta.maxRetries)

// A limit for each phase of a call: two minutes in all, ten seconds until a stream opens.
const granular = Pareta.fromEnv({ timeout: { total: 120_000, handshake: 10_000 } })

for (const client of [spelledOut, pareta, granular]) console.log((await client.models.list()).length, "endpoints")
