/** Five hundred prompts, eight at a time: the progress, the failures, and what it all cost. */
import { mapConcurrent, Pareta, responseMeta } from "pareta"

const pareta = Pareta.fromEnv()
const prompts = Array.from({ length: 500 }, (_, index) => `Is ticket ${index + 1} about a refund? Answer yes or no.`)

let done = 0
let microUsd = 0
const answers = await mapConcurrent(
  prompts,
  8,
  async (content, { signal }) => {
    const completion = await pareta.chat.completions.create(
      { model: "ep_a1b2c3", messages: [{ role: "user", content }] },
      { signal }
    )
    done += 1
    microUsd += responseMeta(completion)?.billedMicroUsd ?? 0
    // On a terminal, "\r" instead of a new line keeps the progress on one line.
    if (done % 100 === 0) console.log(`${done} of ${prompts.length}`)
    return completion.choices[0]?.message.content
  },
  // One prompt that fails does not lose the others.
  { settled: true }
)

const failed = answers.filter((answer) => answer.status === "rejected")
for (const { reason } of failed) console.error("failed:", reason.message)
const yes = answers.filter((answer) => answer.status === "fulfilled" && answer.value === "yes")
console.log(`${yes.length} refunds, ${failed.length} failed, $${(microUsd / 1_000_000).toFixed(4)}`)
