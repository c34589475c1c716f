import { eventResponse, pieces } from "../../core/test/ScriptedFetch.ts"

export { type Answer, apiKey, chunk, completion, done, params, scriptedFetch } from "../../core/test/ScriptedFetch.ts"

/** A response that streams these pieces, then ends, stays open, or breaks. */
export const streamed = (parts: ReadonlyArray<string>, then?: "end" | "open" | Error) => {
  const { body, cancelled } = pieces(parts, then)
  const response = eventResponse(body)
  return { response: () => response, cancelled }
}
