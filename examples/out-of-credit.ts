/** Running out of credit: before the first metered call, or in the middle of a batch (scenarios 17, 37, 75). */
import { InsufficientCreditsError, Pareta } from "pareta"

const pareta = Pareta.fromEnv()

const read = async (contract: string): Promise<string> => {
  const completion = await pareta.chat.completions.create({
    model: process.argv[2] ?? "ep_contract_kie_01",
    messages: [{ role: "user", content: contract }]
  })
  return JSON.parse(completion.choices[0]?.message.content ?? "{}").parties.join(" and ")
}

const contracts = ["Acme Inc.", "Globex Ltd.", "Initech Inc.", "Umbrella AG", "Hooli LLC"].map(
  (party) => `Agreement between ${party} and Northwind Ltd.`
)
const outcomes: Array<PromiseSettledResult<string>> = []
// Refused calls are not billed. Requests that are free (lists, tasks, metrics) are never refused.
for (const contract of contracts) outcomes.push(...(await Promise.allSettled([read(contract)])))

for (const outcome of outcomes) {
  if (outcome.status === "fulfilled") console.log("read:", outcome.value)
  else if (outcome.reason instanceof InsufficientCreditsError) console.log("top up first:", outcome.reason.message)
  else throw outcome.reason
}
