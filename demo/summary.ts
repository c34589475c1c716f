/** The step that streams a summary. */
import type { Endpoint, Pareta, ResponseMeta } from "pareta"
import { receipt } from "./money.ts"
import { Paragraph } from "./Paragraph.ts"
import type { Screen } from "./Screen.ts"

/** Streams a summary of the document to the screen, then shows its speed and its cost. */
export const streamSummary = async (
  pareta: Pareta,
  endpoint: Endpoint,
  text: string,
  screen: Screen,
  signal: AbortSignal
): Promise<void> => {
  let meta: ResponseMeta | undefined
  const stream = pareta.chat.completions.create(
    {
      model: endpoint.id,
      messages: [{ role: "user", content: `Summarise this contract for someone who has not read it.\n\n${text}` }],
      stream: true,
      stream_options: { include_usage: true }
    },
    {
      signal,
      onResponse: (response) => {
        meta = response
      }
    }
  )
  const paragraph = new Paragraph(screen)
  const began = performance.now()
  let firstToken: number | undefined
  try {
    for await (const chunk of stream) {
      const piece = chunk.choices[0]?.delta.content
      if (!piece) continue
      firstToken ??= performance.now() - began
      paragraph.add(piece)
    }
  } finally {
    paragraph.end()
  }
  const elapsed = performance.now() - began
  const { usage } = await stream.finalCompletion()
  const rate = (usage.completionTokens ?? 0) / ((elapsed - (firstToken ?? 0)) / 1000)
  screen.line(
    screen.dim(
      `first token after ${Math.round(firstToken ?? 0)} ms, then ${Math.round(rate)} tokens a second; ` +
        `${usage.promptTokens} tokens in, ${usage.completionTokens} tokens out`
    )
  )
  screen.line(screen.dim(receipt(meta)))
}
