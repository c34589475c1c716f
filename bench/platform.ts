/** A platform in memory with a single answer, so that only the time of the client is measured. */
import type OpenAI from "openai"

/** The request of every contestant. */
export const params = {
  model: "ep_a1b2c3",
  messages: [
    { role: "system", content: "Answer in one sentence." },
    { role: "user", content: "Which clause of the attached agreement governs termination for convenience?" }
  ],
  temperature: 0.2,
  max_tokens: 256
} satisfies OpenAI.ChatCompletionCreateParamsNonStreaming

const answer =
  "Termination for convenience is governed by clause 14.2, which lets either party end the agreement on sixty days' written notice."

const id = "chatcmpl-6f1c0d9e2b7a4c35"

/** The whole answer, in the format of vLLM. */
export const completion = JSON.stringify({
  id,
  object: "chat.completion",
  created: 1_763_700_000,
  model: params.model,
  choices: [
    {
      index: 0,
      message: { role: "assistant", content: answer, refusal: null, tool_calls: [] },
      logprobs: null,
      finish_reason: "stop"
    }
  ],
  usage: { prompt_tokens: 41, completion_tokens: 27, total_tokens: 68 }
})

export const jsonHeaders = { "content-type": "application/json", "x-request-id": "req_4b1f" }

const encoder = new TextEncoder()

/** A fetch that returns the completion. */
export const answeringFetch = (): typeof globalThis.fetch => {
  const body = encoder.encode(completion)
  return async () => new Response(body, { headers: jsonHeaders })
}

/** Makes a call `times` times, one after the other. */
export const repeatedly =
  (times: number, call: () => PromiseLike<{ readonly id?: unknown }>): (() => Promise<void>) =>
  async () => {
    for (let made = 0; made < times; made++) {
      const answer = await call()
      if (answer.id !== id) throw new Error("a call returned another answer")
    }
  }

/** About `length` events of a chat stream, in the format of vLLM. The last one is `[DONE]`. */
const streamEvents = (length: number): { readonly events: ReadonlyArray<string>; readonly text: string } => {
  const words = answer.split(/(?= )/)
  const contents = Array.from({ length }, (_, position) => words[position % words.length] as string)
  const event = (delta: object, finishReason: string | null): string => {
    const choices = [{ index: 0, delta, logprobs: null, finish_reason: finishReason }]
    const chunk = {
      id,
      object: "chat.completion.chunk",
      created: 1_763_700_000,
      model: params.model,
      choices
    }
    return `data: ${JSON.stringify(chunk)}\n\n`
  }
  const events = [
    event({ role: "assistant", content: "" }, null),
    ...contents.map((content) => event({ content }, null)),
    event({}, "stop"),
    "data: [DONE]\n\n"
  ]
  return { events, text: contents.join("") }
}

/** How the bytes of a stream arrive. */
export type Arrival = "64 KiB network chunks" | "one event per network chunk"

/** A fetch that streams an answer: `text` is its whole text, `events` the number of events before `[DONE]`. */
export const streamingFetch = (length: number, arrival: Arrival) => {
  const { events, text } = streamEvents(length)
  const chunks =
    arrival === "one event per network chunk"
      ? events.map((event) => encoder.encode(event))
      : slices(encoder.encode(events.join("")), 64 * 1024)
  const fetch: typeof globalThis.fetch = async () => {
    let sent = 0
    const body = new ReadableStream<Uint8Array>(
      {
        pull: (controller) => {
          const chunk = chunks[sent++]
          if (chunk === undefined) controller.close()
          else controller.enqueue(chunk)
        }
      },
      { highWaterMark: 0 }
    )
    return new Response(body, { headers: { "content-type": "text/event-stream", "x-request-id": "req_4b1f" } })
  }
  return { fetch, text, events: events.length - 1 }
}

const slices = (bytes: Uint8Array, size: number): ReadonlyArray<Uint8Array> =>
  Array.from({ length: Math.ceil(bytes.length / size) }, (_, position) =>
    bytes.subarray(position * size, (position + 1) * size)
  )
