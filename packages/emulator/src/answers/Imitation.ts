/** The built-in model. It reads documents, classifies and summarizes by rules, without any machine learning. */
import { answer } from "./Answer.ts"
import type { Model } from "./Model.ts"
import { predict } from "./Prediction.ts"
import { chooseToolCalls } from "./ToolCall.ts"

/** A model whose answers depend on the request, and on nothing else. */
export const imitation: Model = {
  complete: (request) => {
    const toolCalls = chooseToolCalls(request)
    return toolCalls.length === 0
      ? { text: answer(request), toolCalls, finishReason: "stop" }
      : { text: "", toolCalls, finishReason: "tool_calls" }
  },
  predict
}
