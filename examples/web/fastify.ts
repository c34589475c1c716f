/** Streams a chat to a page through Fastify: `POST /chat` with `{ "messages": […] }`. */
import Fastify from "fastify"
import { type ChatMessage, isAPIStatusError, Pareta } from "pareta"

const pareta = Pareta.fromEnv()
const app = Fastify()

app.post<{ Body: { messages: Array<ChatMessage> } }>("/chat", async (request, reply) => {
  const { messages } = request.body
  // Aborted when the page leaves, also while the model is still thinking.
  const left = new AbortController()
  reply.raw.on("close", () => left.abort())
  try {
    const options = { signal: left.signal }
    const chat = pareta.chat.completions.create({ model: "ep_a1b2c3", messages, stream: true }, options)
    const stream = await chat.open()
    return reply.type("application/x-ndjson").send(stream.toReadableStream())
  } catch (error) {
    // Nothing was sent yet, so the page gets the status of the refusal.
    if (isAPIStatusError(error)) return reply.status(error.status).send(error.message)
    throw error
  }
})

console.log(`listening on ${await app.listen({ port: Number(process.env["PORT"] ?? 3000) })}`)
