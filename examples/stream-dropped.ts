/** A stream whose connection breaks: the text so far is kept, and the call is repeated (scenario 70). */
import { isAPIConnectionError, Pareta } from "pareta"

const pareta = Pareta.fromEnv()

const ask = async (): Promise<string> => {
  const stream = pareta.chat.completions.create({
    model: process.argv[2] ?? "ep_a1b2c3",
    messages: [{ role: "user", content: "List three reasons to keep a log." }],
    stream: true
  })
  let text = ""
  for await (const chunk of stream) text += chunk.choices[0]?.delta.content ?? ""
  return text
}

try {
  console.log(await ask())
} catch (error) {
  if (!isAPIConnectionError(error)) throw error
  // The client never retries a stream that has begun: part of it may be on a screen already.
  console.log("broken off:", error.message)
  console.log("so far:", JSON.stringify(error.partial?.choices[0]?.message.content))
  console.log("again:", await ask())
}
