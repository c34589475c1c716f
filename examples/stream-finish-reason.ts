/** The finish reason shows that max_tokens cut a streamed answer (scenario 86). */
import { EndpointNotReadyError, InsufficientCreditsError, Pareta } from "pareta"

const pareta = Pareta.fromEnv()
const model = process.argv[2] ?? "ep_a1b2c3"

const ask = async (maxTokens: number) => {
  let text = ""
  let finishReason: string | null = null
  const stream = pareta.chat.completions.create({
    model,
    messages: [{ role: "user", content: "List three ways to keep a boat dry." }],
    max_tokens: maxTokens,
    top_p: 0.9,
    stream: true
  })
  for await (const chunk of stream) {
    const [choice] = chunk.choices
    text += choice?.delta.content ?? ""
    finishReason = choice?.finishReason ?? finishReason
  }
  return { text, finishReason }
}

try {
  const short = await ask(5)
  if (short.finishReason === "length") console.log(`cut after ${JSON.stringify(short.text)}: raise max_tokens`)
  const whole = await ask(200)
  console.log(`${whole.finishReason}: ${whole.text.length} characters`)
} catch (error) {
  // Both fail before the first chunk, so no part of an answer is lost.
  if (error instanceof InsufficientCreditsError) console.log("top up first:", error.message)
  else if (error instanceof EndpointNotReadyError) console.log("start it first:", error.message)
  else throw error
}
