/** A retry of one's own: ask again when the answer is unusable. The client itself retries what did not reach the model. */
import { Pareta } from "pareta"

const pareta = Pareta.fromEnv({ maxRetries: 4 })

const labels = ["refund", "invoice", "other"]

const classify = async (ticket: string): Promise<string> => {
  // Each of these is billed: the model has answered every time.
  for (let attempt = 1; attempt <= 3; attempt++) {
    const { choices } = await pareta.chat.completions.create({
      model: "ep_a1b2c3",
      messages: [{ role: "user", content: `Classify as ${labels.join(", ")}: ${ticket}` }]
    })
    const answer = choices[0]?.message.content?.trim().toLowerCase() ?? ""
    if (labels.includes(answer)) return answer
    console.log(`attempt ${attempt}: "${answer}" is no label`)
  }
  return "other"
}

console.log(await classify("I want my money back."))
