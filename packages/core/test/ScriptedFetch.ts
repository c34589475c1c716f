import type { Fetch, FetchInit } from "@pareta/core"

/** One step of a scripted fetch: a response, a failure, or a function that makes one from the request. */
export type Answer = Response | Error | ((url: string, init: FetchInit) => Response | Promise<Response>)

export interface SeenRequest extends FetchInit {
  readonly url: string
}

/** A fetch that follows a script, then repeats its last step. It records the requests. */
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

export const json = (body: unknown, init?: ResponseInit): Response => Response.json(body, init)

/** A body of these pieces, which then ends, stays open, or fails. Counts its cancellations. */
export const pieces = (
  parts: ReadonlyArray<string | Uint8Array>,
  then: "end" | "open" | Error = "end"
): { readonly body: ReadableStream<Uint8Array>; readonly cancelled: () => number } => {
  let cancelled = 0
  let at = 0
  const encoder = new TextEncoder()
  const body = new ReadableStream<Uint8Array>(
    {
      pull: (controller) => {
        const part = parts[at++]
        if (part !== undefined) {
          controller.enqueue(typeof part === "string" ? encoder.encode(part) : part)
          return
        }
        if (then === "end") controller.close()
        else if (then === "open") return new Promise(() => {})
        else controller.error(then)
        return
      },
      cancel: () => {
        cancelled++
      }
    },
    { highWaterMark: 0 }
  )
  return { body, cancelled: () => cancelled }
}

/** A response that streams events. */
export const eventResponse = (body: ReadableStream<Uint8Array>): Response =>
  new Response(body, { headers: { "content-type": "text/event-stream", "x-request-id": "req_test" } })

/** A data line of a chunk with a piece of text. */
export const chunk = (content: string | null, finishReason: string | null = null, index = 0): string =>
  `data: ${JSON.stringify({
    id: "c",
    object: "chat.completion.chunk",
    created: 1,
    model: "m",
    choices: [{ index, delta: content === null ? {} : { content }, finish_reason: finishReason }]
  })}\n\n`

export const done = "data: [DONE]\n\n"

/** The parameters that every chat call needs. */
export const params = { model: "ep_a1b2c3", messages: [{ role: "user", content: "Say hello" }] }

export const completion = {
  id: "cmpl_1",
  object: "chat.completion",
  created: 1_700_000_000,
  model: "ep_a1b2c3",
  choices: [{ index: 0, finish_reason: "stop", message: { role: "assistant", content: "Hello!" } }],
  usage: { prompt_tokens: 3, completion_tokens: 2, total_tokens: 5 }
}

export const apiKey = "pareta_sk_test_abc.def"
