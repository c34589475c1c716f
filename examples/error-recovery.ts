/** Recovering from an error: deploy again, start, wait, or give up (scenario 69). */
import { type ChatCompletion, EndpointNotReadyError, NotFoundError, Pareta, ParetaError, RateLimitError } from "pareta"

const pareta = Pareta.fromEnv({ maxRetries: 0 })
let model = "ep_long_gone"

const recover = async (error: unknown): Promise<void> => {
  if (error instanceof NotFoundError) {
    console.log("404: deploying again")
    model = (await pareta.endpoints.deploy({ task: "general-chat", wait: true })).id
    // Suppose someone stops it in the meantime.
    await pareta.endpoints.stop(model)
  } else if (error instanceof EndpointNotReadyError) {
    console.log("503: starting it")
    await pareta.endpoints.start(model)
    while (!(await pareta.endpoints.retrieve(model)).isLive) await new Promise((resolve) => setTimeout(resolve, 250))
  } else if (error instanceof RateLimitError) {
    console.log("429: request", error.requestId, "can be retried in", error.retryAfter, "s")
    await new Promise((resolve) => setTimeout(resolve, (error.retryAfter ?? 1) * 1000))
  } else throw error
}

const ask = async (attempts = 4): Promise<ChatCompletion> => {
  try {
    return await pareta.chat.completions.create({ model, messages: [{ role: "user", content: "What is 5 minus 2?" }] })
  } catch (error) {
    if (attempts === 1) throw error
    await recover(error)
    return ask(attempts - 1)
  }
}

console.log("answer:", (await ask()).choices[0]?.message.content)
await pareta.endpoints.delete(model)

try {
  new Pareta()
} catch (error) {
  if (error instanceof ParetaError) console.log(error.message)
}
