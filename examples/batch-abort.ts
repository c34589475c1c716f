/** A batch that runs out of credit: after the first 402, calls in flight are aborted and none begin (scenario 87). */
import { InsufficientCreditsError, mapConcurrent, Pareta } from "pareta"

const pareta = Pareta.fromEnv()
const contracts = Array.from({ length: 100 }, (_, index) => `Agreement ${index} between Acme Inc. and Globex Ltd.`)

let read = 0
try {
  await mapConcurrent(contracts, 4, async (content, { signal }) => {
    await pareta.chat.completions.create(
      { model: "ep_contract_kie_01", messages: [{ role: "user", content }] },
      { signal }
    )
    read += 1
  })
} catch (error) {
  if (!(error instanceof InsufficientCreditsError)) throw error
  console.log("aborted:", error.message)
}
console.log(`${read} of ${contracts.length} were read`)
