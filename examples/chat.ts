/** One chat completion, with a system message and OpenAI's parameters (scenarios 21, 48, 49). */
import { Pareta } from "pareta"

const pareta = Pareta.fromEnv()

const completion = await pareta.chat.completions.create({
  model: process.argv[2] ?? "ep_a1b2c3",
  messages: [
    { role: "system", content: "Answer in one sentence." },
    { role: "user", content: "What is the capital of Norway?" }
  ],
  // OpenAI's parameters are sent as they are.
  temperature: 0,
  top_p: 1,
  max_tokens: 64,
  stop: ["\n\n"],
  seed: 7
})

const [choice] = completion.choices
console.log(choice?.message.content)
console.log("finish reason:", choice?.finishReason)
console.log("tokens:", completion.usage.promptTokens, "+", completion.usage.completionTokens)
console.log("total:", completion.usage.totalTokens)
console.log("served by:", completion.model)
