/** Works out the completion of a chat request: choices cut to length, tokens counted. */
import { type AnswerFormat, answer } from "../answers/Answer.ts"
import type { ObjectSchema } from "../answers/Extraction.ts"
import { type Prompt, readPrompt } from "../answers/Prompt.ts"
import { chooseToolCall, type Tool, type ToolCall } from "../answers/ToolCall.ts"
import { tokenize } from "../catalogue/Tokens.ts"
import { draw } from "../control/Seed.ts"
import type { ChatRequest } from "./ChatRequest.ts"
import type { ChatTarget } from "./ChatTarget.ts"

/** One choice, as the tokens of its text or of its tool call's arguments. */
export interface CompletionChoice {
  readonly index: number
  readonly tokens: ReadonlyArray<string>
  readonly finishReason: "stop" | "length" | "tool_calls"
  readonly toolCall: ToolCall | undefined
}

/** Token counts as the wire has them. */
export interface UsageRecord {
  readonly prompt_tokens: number
  readonly completion_tokens: number
  readonly total_tokens: number
}

/** Everything an answer is rendered from, buffered or streamed. */
export interface Completion {
  readonly choices: ReadonlyArray<CompletionChoice>
  readonly usage: UsageRecord
}

const formatOf = (request: ChatRequest): AnswerFormat => {
  const format = request.response_format
  if (format?.type === "json_object") return { _tag: "JsonObject" }
  if (format?.type !== "json_schema") return { _tag: "Text" }
  // Whatever the caller wrote as a schema is only ever looked into, key by key.
  return { _tag: "JsonSchema", schema: (format.json_schema?.schema ?? {}) as ObjectSchema }
}

const cutAtStop = (text: string, stop: ChatRequest["stop"]): string => {
  const stops = typeof stop === "string" ? [stop] : (stop ?? [])
  const ends = stops
    .filter((each) => each !== "")
    .map((each) => text.indexOf(each))
    .filter((end) => end !== -1)
  return ends.length === 0 ? text : text.slice(0, Math.min(...ends))
}

const choiceOf = (
  request: ChatRequest,
  prompt: Prompt,
  target: ChatTarget,
  seed: number,
  index: number
): CompletionChoice => {
  const toolCall = chooseToolCall(
    (request.tools ?? []) as ReadonlyArray<Tool>,
    request.tool_choice ?? undefined,
    prompt
  )
  if (toolCall !== undefined) {
    return { index, tokens: tokenize(toolCall.arguments), finishReason: "tool_calls", toolCall }
  }
  const pick = draw(seed, `answer/${request.seed ?? ""}/${index}/${prompt.ask}`)
  const tokens = tokenize(cutAtStop(answer(target.task, prompt, formatOf(request), pick), request.stop))
  const limit = request.max_completion_tokens ?? request.max_tokens ?? Number.POSITIVE_INFINITY
  return {
    index,
    tokens: tokens.slice(0, limit),
    finishReason: tokens.length > limit ? "length" : "stop",
    toolCall: undefined
  }
}

/** The completion of a request by its target: a function of the request and the seed. */
export const complete = (request: ChatRequest, target: ChatTarget, seed: number): Completion => {
  const injected = target.endpoint === undefined ? undefined : target.task.recommendedSystemPrompt
  const prompt = readPrompt(request.messages, injected)
  const choices = Array.from({ length: request.n ?? 1 }, (_, index) => choiceOf(request, prompt, target, seed, index))
  const completionTokens = choices.reduce((sum, choice) => sum + choice.tokens.length, 0)
  return {
    choices,
    usage: {
      prompt_tokens: prompt.tokens,
      completion_tokens: completionTokens,
      total_tokens: prompt.tokens + completionTokens
    }
  }
}
