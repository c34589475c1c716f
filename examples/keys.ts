/** A key that is given, missing or rejected (scenarios 6, 7, 75). */
import { AuthenticationError, Pareta, ParetaError } from "pareta"

const pareta = new Pareta({ apiKey: process.env["PARETA_API_KEY"], baseURL: process.env["PARETA_BASE_URL"] })
console.log((await pareta.models.list()).length, "endpoints")

// Without a key, the constructor throws.
for (const apiKey of [undefined, ""]) {
  try {
    new Pareta({ apiKey })
  } catch (error) {
    if (error instanceof ParetaError) console.log(error.message)
  }
}

// Only a call can show that the platform does not know a key. It is not retried.
const rejected = Pareta.fromEnv({ apiKey: "pareta_sk_test_revoked" })
try {
  await rejected.models.list()
} catch (error) {
  if (!(error instanceof AuthenticationError)) throw error
  console.log(error.status, error.message)
}
