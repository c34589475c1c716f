/** The cost of a call: the platform's receipt, for a completion and for a stream. */
import { Pareta, type ResponseMeta, responseMeta } from "pareta"

const print = (meta: ResponseMeta | undefined) =>
  console.log(
    `${meta?.operation}: ${meta?.billedMicroUsd} µUSD, with a frontier model ${meta?.frontierWouldHaveCostMicroUsd}`
  )

const pareta = Pareta.fromEnv()
const model = process.argv[2] ?? "ep_contract_kie_01"
const messages = [{ role: "user", content: "This agreement between Acme Inc. and Globex Ltd. pays EUR 1,200 a year." }]

const completion = await pareta.chat.completions.create({ model, messages })
print(responseMeta(completion))

// A stream's receipt is available when it has ended.
const stream = pareta.chat.completions.create({ model, messages, stream: true }, { onResponse: print })
console.log(JSON.parse(await stream.text()).parties)
