import { expect } from "@effect/vitest"
import type { ChatCompletion, ChatCompletionWire } from "@pareta/core"
import { ChatAccumulator } from "../../src/chat/ChatAccumulator.ts"
import { chatCompletionProblem } from "../../src/chat/ChatCompletionShape.ts"

/** The completion that some chunks make. Each must pass the check. */
export const spelled = (chunks: ReadonlyArray<unknown>): ChatCompletion => {
  const accumulator = new ChatAccumulator()
  for (const chunk of chunks) {
    expect(chatCompletionProblem(chunk)).toBeUndefined()
    accumulator.add(chunk as ChatCompletionWire)
  }
  return accumulator.completion()
}

/** The completion that chunks with these deltas make. Its message must come back unchanged when it is sent. */
export const spelledBy = (deltas: ReadonlyArray<object>): ChatCompletion =>
  spelled(deltas.map((delta) => ({ choices: [{ index: 0, delta }] })))
