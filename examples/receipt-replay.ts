/** A call that is repeated under its idempotency key is answered again, and not billed again. */
import { Pareta, type ResponseMeta } from "pareta"

const pareta = Pareta.fromEnv()
const params = { model: "auto", messages: [{ role: "user", content: "What is a notice period?" }] }
const options = { idempotencyKey: `question-${crypto.randomUUID()}` }

const first = await pareta.chat.completions.create(params, options)
const again = await pareta.chat.completions.create(params, options)
console.log((first.billedMicroUsd ?? 0) > 0, again.billedMicroUsd, first.id === again.id)

const checkReceipt = ({ billedMicroUsd, frontierWouldHaveCostMicroUsd }: ResponseMeta) =>
  console.log((billedMicroUsd ?? 0) > 0, (frontierWouldHaveCostMicroUsd ?? 0) > (billedMicroUsd ?? 0))
const stream = pareta.chat.completions.create({ ...params, stream: true }, { onResponse: checkReceipt })
const streamed = await stream.finalCompletion()
console.log((streamed.savingsFactor ?? 0) > 1)
