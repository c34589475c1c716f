// A program on the `openai` package. moving-after.ts is the same program on `pareta`.
import OpenAI from "openai"

const client = new OpenAI({
  apiKey: process.env["PARETA_API_KEY"] ?? "",
  baseURL: `${process.env["PARETA_BASE_URL"] ?? "https://api.pareta.ai"}/v1`,
  timeout: 30_000,
  maxRetries: 3,
  defaultHeaders: { "x-team": "support" }
})

const messages: Array<OpenAI.ChatCompletionMessageParam> = [
  { role: "system", content: "Answer in one sentence." },
  { role: "user", content: "What is our refund policy?" }
]

const { data: completion, request_id } = await client.chat.completions
  .create({ model: "ep_a1b2c3", messages, max_tokens: 200 })
  .withResponse()
const [choice] = completion.choices
if (choice === undefined) throw new Error("no choice")
console.log(choice.message.content, choice.finish_reason, typeof request_id)
console.log("tokens:", completion.usage?.total_tokens)

messages.push(choice.message, { role: "user", content: "And for gift cards?" })
const stream = await client.chat.completions.create({ model: "ep_a1b2c3", messages, stream: true })
let streamed = ""
for await (const chunk of stream) streamed += chunk.choices[0]?.delta.content ?? ""
console.log(streamed)

const abort = new AbortController()
abort.abort()
try {
  await client.chat.completions.create({ model: "ep_a1b2c3", messages }, { signal: abort.signal })
} catch (error) {
  console.log("aborted:", error instanceof OpenAI.APIUserAbortError)
}

try {
  await client.chat.completions.create({ model: "ep_nowhere", messages }, { maxRetries: 0, timeout: 5_000 })
} catch (error) {
  if (!(error instanceof OpenAI.NotFoundError)) throw error
  console.log(error.status, typeof error.requestID)
}
