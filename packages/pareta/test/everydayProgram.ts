/**
 * The expressions of an everyday program. `h` marks the names that an editor is asked about, and `c` the places where it
 * completes.
 */
export const everydayProgram = `
import { APIStatusError/*h*/, fromReadableStream/*h*/, isParetaError/*h*/, mapConcurrent/*h*/, Pareta/*h*/, responseMeta/*h*/ } from "pareta"
const pareta = new Pareta({ apiKey/*h*/: "k", baseURL/*h*/: "u", timeout/*h*/: 5, maxRetries/*h*/: 2, fetch/*h*/: fetch, headers/*h*/: {}, onResponse/*h*/: () => {} })
const { signal } = new AbortController()
const answer = await pareta.chat.completions.create/*h*/(
  {
    model/*h*/: "m",
    messages/*h*/: [
      { role/*h*/: "user", content/*h*/: [{ type/*h*/: "image_url", image_url/*h*/: { url/*h*/: "u", detail/*h*/: "low" } }] },
      { role: "tool", tool_call_id/*h*/: "c", content: "x" }
    ],
    temperature/*h*/: 0, top_p/*h*/: 1, n/*h*/: 1, max_tokens/*h*/: 5, max_completion_tokens/*h*/: 5, stop/*h*/: ["x"], seed/*h*/: 1,
    frequency_penalty/*h*/: 0, presence_penalty/*h*/: 0, logprobs/*h*/: true, top_logprobs/*h*/: 2, user/*h*/: "u",
    reasoning_effort/*h*/: "low", response_format/*h*/: { type/*h*/: "json_schema", json_schema/*h*/: { name/*h*/: "n", schema/*h*/: {} } },
    tools/*h*/: [{ type/*h*/: "function", function/*h*/: { name/*h*/: "f", description/*h*/: "d", parameters/*h*/: {}, strict/*h*/: true } }],
    tool_choice/*h*/: "auto", parallel_tool_calls/*h*/: true
  },
  { signal/*h*/, idempotencyKey/*h*/: "k" }
)
answer.choices/*h*/[0]?.message/*h*/.content/*h*/
answer.choices[0]?.finishReason/*h*/
answer.choices[0]?.message.toolCalls/*h*/
answer.choices[0]?.message.reasoning/*h*/
answer.usage/*h*/.totalTokens/*h*/
answer.raw/*h*/
const stream = pareta.chat.completions.create({ model: "m", messages: [], stream: true, stream_options/*h*/: { include_usage/*h*/: true } })
await stream.open/*h*/()
stream.meta/*h*/
await stream.finalCompletion/*h*/()
await stream.text/*h*/()
stream.abort/*h*/()
stream.toReadableStream/*h*/()
for await (const event of pareta.endpoints.deploy/*h*/({ task/*h*/: "t", name/*h*/: "n" })) event
const endpoint = await pareta.endpoints.retrieve/*h*/("e")
endpoint.isLive/*h*/
endpoint.status/*h*/
endpoint.url/*h*/
await pareta.endpoints.start/*h*/("e")
await pareta.endpoints.metrics/*h*/("e").cost/*h*/()
await pareta.tasks.match/*h*/("q")
await pareta.tasks.leaderboard/*h*/("t")
await pareta.evals.sets.create/*h*/({ task: "t", items/*h*/: [] })
const run = await pareta.evals.runs.wait/*h*/("r", { pollInterval/*h*/: 3, timeout/*h*/: 900 })
run.status/*h*/
run.cost/*h*/
run.results/*h*/
await pareta.request/*h*/("GET", "/v1/models")
const failure: unknown = new Error()
if (failure instanceof APIStatusError) { failure.status/*h*/; failure.detail/*h*/; failure.hint/*h*/; failure.requestId/*h*/; failure.retryAfter/*h*/ }
pareta.chat.completions.create({ model: "m", messages: [{ role: "/*c*/" }] })
pareta.chat.completions.create({ model: "m", messages: [{ role: "user", content: [{ type: "/*c*/" }] }] })
pareta.chat.completions.create({ model: "m", messages: [], response_format: { type: "/*c*/" } })
pareta.chat.completions.create({ model: "m", messages: [], tool_choice: "/*c*/" })
if (answer.choices[0]?.finishReason === "/*c*/") {}
if (run.status === "/*c*/") {}
if (endpoint.status === "/*c*/") {}
if (isParetaError(failure)) { if (failure._tag === "/*c*/") {} }
pareta.evals.runs.create({ evalSet: "s", models: [], frontier: "/*c*/" })
`
