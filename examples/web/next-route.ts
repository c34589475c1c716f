/** A route handler of Next.js, `app/chat/route.ts`: streams a chat to a page. */
import { isAPIStatusError, Pareta } from "pareta"

const pareta = Pareta.fromEnv()

export const POST = async (request: Request): Promise<Response> => {
  const { messages } = await request.json()
  try {
    // The signal is aborted when the page leaves, also while the model is still thinking.
    const options = { signal: request.signal }
    const chat = pareta.chat.completions.create({ model: "ep_a1b2c3", messages, stream: true }, options)
    const stream = await chat.open()
    return new Response(stream.toReadableStream(), { headers: { "content-type": "application/x-ndjson" } })
  } catch (error) {
    // The page has left: nobody reads this.
    if (request.signal.aborted) return new Response(null, { status: 499 })
    // Nothing was sent yet, so the page gets the status of the refusal.
    if (isAPIStatusError(error)) return new Response(error.message, { status: error.status })
    throw error
  }
}
