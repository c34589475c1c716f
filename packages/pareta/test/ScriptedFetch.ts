import type { Fetch, FetchInit } from "pareta"

/** One answer of a scripted fetch: a response, a failure, or what makes one of the request. */
export type Answer = Response | Error | ((url: string, init: FetchInit) => Response | Promise<Response>)

export interface SeenRequest extends FetchInit {
  readonly url: string
}

/** A fetch that answers from a script, the last answer for ever, and keeps what it was asked. */
export const scriptedFetch = (...answers: ReadonlyArray<Answer>) => {
  const requests: Array<SeenRequest> = []
  const fetch: Fetch = async (url, init) => {
    requests.push({ url, ...init })
    const answer = answers[Math.min(requests.length, answers.length) - 1] as Answer
    if (answer instanceof Error) throw answer
    return typeof answer === "function" ? answer(url, init) : answer.clone()
  }
  return { fetch, requests }
}

/** A response that streams these pieces, then ends, stays open, or breaks. */
export const streamed = (parts: ReadonlyArray<string>, then: "end" | "open" | Error = "end") => {
  let cancelled = 0
  let at = 0
  const body = new ReadableStream<Uint8Array>(
    {
      pull: (controller) => {
        const part = parts[at++]
        if (part !== undefined) controller.enqueue(new TextEncoder().encode(part))
        else if (then === "end") controller.close()
        else if (then !== "open") controller.error(then)
        else return new Promise(() => {})
        return
      },
      cancel: () => {
        cancelled++
      }
    },
    { highWaterMark: 0 }
  )
  const response = new Response(body, { headers: { "content-type": "text/event-stream", "x-request-id": "req_test" } })
  return { response: () => response, cancelled: () => cancelled }
}

/** A data line of a chunk with a piece of text. */
export const chunk = (content: string | null, finishReason: string | null = null): string =>
  `data: ${JSON.stringify({
    id: "c",
    object: "chat.completion.chunk",
    created: 1,
    model: "m",
    choices: [{ index: 0, delta: content === null ? {} : { content }, finish_reason: finishReason }]
  })}\n\n`

export const done = "data: [DONE]\n\n"

export const params = { model: "ep_a1b2c3", messages: [{ role: "user", content: "Say hello" }] }

export const completion = {
  id: "cmpl_1",
  model: "ep_a1b2c3",
  created: 1,
  choices: [{ index: 0, finish_reason: "stop", message: { role: "assistant", content: "Hello!" } }],
  usage: { prompt_tokens: 3, completion_tokens: 2, total_tokens: 5 }
}

export const apiKey = "pareta_sk_test_abc.def"
