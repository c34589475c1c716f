// The program of moving-before.ts, moved from `openai` to `pareta`. Each comment says what has changed.

// The types of messages, tools and formats can stay: `pareta` takes those of `openai`.
import type OpenAI from "openai"
import { APIAbortError, NotFoundError, Pareta, responseMeta } from "pareta"

// `baseURL` has no `/v1`, and `defaultHeaders` are `headers`.
const client = Pareta.fromEnv({ timeout: 30_000, maxRetries: 3, headers: { "x-team": "support" } })

const messages: Array<OpenAI.ChatCompletionMessageParam> = [
  { role: "system", content: "Answer in one sentence." },
  { role: "user", content: "What is our refund policy?" }
]

// `responseMeta` takes the place of `withResponse`. It also has the cost, the attempts and the timings.
const completion = await client.chat.completions.create({ model: "ep_a1b2c3", messages, max_tokens: 200 })
const [choice] = completion.choices
if (choice === undefined) throw new Error("no choice")
// Results are in camelCase. What is sent stays as it is: `max_tokens`.
console.log(choice.message.content, choice.finishReason, typeof responseMeta(completion)?.requestId)
console.log("tokens:", completion.usage?.totalTokens)

// An answer goes back as its text. An array of pareta's own `ChatMessage` takes `choice.message` as it is.
messages.push({ role: "assistant", content: choice.message.content }, { role: "user", content: "And for gift cards?" })
// A stream needs no `await`. Nothing is sent before the loop, or `open()`, begins.
const stream = client.chat.completions.create({ model: "ep_a1b2c3", messages, stream: true })
let streamed = ""
for await (const chunk of stream) streamed += chunk.choices[0]?.delta.content ?? ""
console.log(streamed)

const abort = new AbortController()
abort.abort()
try {
  await client.chat.completions.create({ model: "ep_a1b2c3", messages }, { signal: abort.signal })
} catch (error) {
  // `APIUserAbortError` is `APIAbortError`, which has the reason of the signal as its `cause`.
  console.log("aborted:", error instanceof APIAbortError)
}

try {
  await client.chat.completions.create({ model: "ep_nowhere", messages }, { maxRetries: 0, timeout: 5_000 })
} catch (error) {
  // The classes of the statuses have the same names, but for the 402 and 503 of the platform. `requestID` is `requestId`.
  if (!(error instanceof NotFoundError)) throw error
  console.log(error.status, typeof error.requestId)
}
