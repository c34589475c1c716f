/** The built-in model. It reads documents, classifies, summarises and chats by rules, without any machine learning. */
import { answer } from "./Answer.ts"
import type { Model } from "./Model.ts"
import { predict } from "./Prediction.ts"
import { chooseToolCall } from "./ToolCall.ts"

/** A model whose answers depend on the request and on `drawn`, and on nothing else. */
export const imitation: Model = {
  complete: (request) => {
    const call = chooseToolCall(request)
    return call === undefined
      ? { text: answer(request), toolCalls: [], finishReason: "stop" }
      : { text: "", toolCalls: [call], finishReason: "tool_calls" }
  },
  predict
}
