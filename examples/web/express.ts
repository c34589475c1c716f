/** Streams a chat to a page through Express: `POST /chat` with `{ "messages": […] }`. */
import { Readable } from "node:stream"
import { pipeline } from "node:stream/promises"
import express from "express"
import { isAPIStatusError, Pareta } from "pareta"

const pareta = Pareta.fromEnv()
const app = express()

app.post("/chat", express.json(), async (request, response) => {
  const { messages } = request.body
  // Aborted when the page leaves, also while the model is still thinking.
  const left = new AbortController()
  response.on("close", () => left.abort())
  try {
    const options = { signal: left.signal }
    const chat = pareta.chat.completions.create({ model: "ep_a1b2c3", messages, stream: true }, options)
    const stream = await chat.open()
    response.type("application/x-ndjson")
    await pipeline(Readable.from(stream.toReadableStream()), response)
  } catch (error) {
    if (left.signal.aborted) return
    // Nothing was sent yet, so the page gets the status of the refusal.
    if (!response.headersSent && isAPIStatusError(error)) response.status(error.status).send(error.message)
    else throw error
  }
})

const server = app.listen(Number(process.env["PORT"] ?? 3000), () => {
  const address = server.address()
  if (typeof address === "object") console.log(`listening on http://localhost:${address?.port}`)
})
