/** Streams a chat to a page through Hono: `POST /chat` with `{ "messages": […] }`. */
import { serve } from "@hono/node-server"
import { Hono } from "hono"
import { isAPIStatusError, Pareta } from "pareta"

const pareta = Pareta.fromEnv()
const app = new Hono()

app.post("/chat", async ({ req }) => {
  const { messages } = await req.json()
  try {
    // The signal is aborted when the page leaves, also while the model is still thinking.
    const options = { signal: req.raw.signal }
    const chat = pareta.chat.completions.create({ model: "ep_a1b2c3", messages, stream: true }, options)
    const stream = await chat.open()
    return new Response(stream.toReadableStream(), { headers: { "content-type": "application/x-ndjson" } })
  } catch (error) {
    // The page has left: nobody reads this.
    if (req.raw.signal.aborted) return new Response(null, { status: 499 })
    // Nothing was sent yet, so the page gets the status of the refusal.
    if (isAPIStatusError(error)) return new Response(error.message, { status: error.status })
    throw error
  }
})

serve({ fetch: app.fetch, port: Number(process.env["PORT"] ?? 3000) }, ({ port }) =>
  console.log(`listening on http://localhost:${port}`)
)
