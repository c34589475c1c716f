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

const [first, second] = await Promise.all([collect("Count from 1 to 5"), collect("What is the capital of Japan?")])
console.log(first)
console.log(second)
