/** A call to an endpoint that may be stopped: start it, wait until it is live, call again (scenario 47). */
import { EndpointNotReadyError, InsufficientCreditsError, Pareta } from "pareta"

const pareta = Pareta.fromEnv()

const ep = await pareta.endpoints.deploy({ task: "general-chat", wait: true })
await pareta.endpoints.stop(ep.id)

const ask = async (): Promise<string | null> => {
  // A stopped endpoint does not start by itself, so retries are useless.
  const completion = await pareta.chat.completions.create(
    { model: ep.id, messages: [{ role: "user", content: "What is 2 plus 3?" }] },
    { maxRetries: 0 }
  )
  return completion.choices[0]?.message.content ?? null
}

try {
  console.log(await ask())
} catch (error) {
  if (error instanceof EndpointNotReadyError) {
    console.log("starting it, because", error.message)
    await pareta.endpoints.start(ep.id, { wait: true, pollInterval: 0.25 })
    console.log(await ask())
  } else if (error instanceof InsufficientCreditsError) console.log("top up first:", error.message)
  else console.log("request failed:", error)
}

await pareta.endpoints.delete(ep.id)
