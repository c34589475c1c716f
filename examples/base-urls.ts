/** Production and staging side by side; trailing slashes do not matter (scenarios 8, 9, 74). `base-urls.ts [staging URL]` */
import { Pareta } from "pareta"

// Each environment has its own keys. Staging is retried more often, production fails fast.
const production = Pareta.fromEnv({ maxRetries: 0, timeout: 10_000 })
const staging = Pareta.fromEnv({
  apiKey: process.env["PARETA_STAGING_API_KEY"] ?? process.env["PARETA_API_KEY"],
  baseURL: process.argv[2] ?? "https://api-staging.pareta.ai",
  maxRetries: 5,
  timeout: 180_000
})

for (const [name, pareta] of Object.entries({ production, staging })) {
  const ids = [...(await pareta.models.list())].map((model) => model.id)
  console.log(`${name}: ${ids.join(", ")}`)
}

const slashed = Pareta.fromEnv({ baseURL: `${production.baseURL}///` })
console.log("the same:", slashed.baseURL === production.baseURL, (await slashed.models.list()).length)
