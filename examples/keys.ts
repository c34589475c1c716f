/** Keys: given, missing, rejected (scenarios 6, 7, 75). */
import { AuthenticationError, Pareta, ParetaError } from "pareta"

const pareta = new Pareta({ apiKey: process.env["PARETA_API_KEY"], baseURL: process.env["PARETA_BASE_URL"] })
console.log((await pareta.models.list()).length, "endpoints")

// Without a key there is no client.
for (const apiKey of [undefined, ""]) {
  try {
    new Pareta({ apiKey })
  } catch (error) {
    if (error instanceof ParetaError) console.log(error.message)
  }
}

// A key that the platform does not know is only found out by a call. It is not tried again.
const rejected = Pareta.fromEnv({ apiKey: "pareta_sk_test_revoked" })
try {
  await rejected.models.list()
} catch (error) {
  if (!(error instanceof AuthenticationError)) throw error
  console.log(error.status, error.message)
}
