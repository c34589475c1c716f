/** The page's side of the servers beside this folder: shows an answer while it arrives. */
import { fromReadableStream } from "pareta"

export interface Message {
  readonly role: "user" | "assistant"
  readonly content: string
}

/** Sends the conversation to the server, and calls `show` with each piece of the answer. Aborting leaves the answer. */
export const ask = async (
  messages: ReadonlyArray<Message>,
  show: (piece: string) => void,
  signal?: AbortSignal
): Promise<string> => {
  const response = await fetch("/chat", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ messages }),
    signal: signal ?? null
  })
  // The status and the words with which the platform refused the call.
  if (!response.ok) throw new Error(`${response.status} ${await response.text()}`)
  const answer = fromReadableStream(response.body)
  for await (const chunk of answer) show(chunk.choices[0]?.delta.content ?? "")
  return answer.text()
}
