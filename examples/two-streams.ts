/** Two streams at once (scenario 87). */
import { Pareta } from "pareta"

const pareta = Pareta.fromEnv()

const collect = async (content: string): Promise<string> => {
  let text = ""
  const stream = pareta.chat.completions.create({
    model: process.argv[2] ?? "ep_a1b2c3",
    messages: [{ role: "user", content }],
    stream: true
  })
  for await (const chunk of stream) text += chunk.choices[0]?.delta.content ?? ""
  return text
}

const [first, second] = await Promise.all([
  collect("Classify as refund, invoice or other: I want a refund for the lamp."),
  collect("Classify as refund, invoice or other: Please send the invoice again.")
])
console.log(first)
console.log(second)
