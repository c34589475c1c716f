/** Works out the completion of a chat request: the model's answers, cut to length, with their tokens counted. */
import type { AnswerFormat, FinishReason, Model, ModelRequest, Tool, ToolCall } from "../answers/Model.ts"
import { tokenize } from "../catalogue/Tokens.ts"
import type { World } from "../state/World.ts"
import type { JsonValue } from "../wire/JsonValue.ts"
import { readPrompt } from "./ChatPrompt.ts"
import type { ChatRequest } from "./ChatRequest.ts"
import type { ChatTarget } from "./ChatTarget.ts"

/** A completion, from which the buffered and the streamed reply are rendered. */
export interface Completion {
  readonly choices: ReadonlyArray<CompletionChoice>
  readonly usage: UsageRecord
}

/** One choice, split into tokens. */
export interface CompletionChoice {
  readonly index: number
  /** The tokens of the text. */
  readonly tokens: ReadonlyArray<string>
  readonly toolCalls: ReadonlyArray<TokenizedToolCall>
  readonly finishReason: FinishReason
}

/** A tool call with its arguments split into tokens. */
export interface TokenizedToolCall extends ToolCall {
  readonly tokens: ReadonlyArray<string>
}

/** Token counts, as `usage` on the wire. */
export interface UsageRecord {
  readonly prompt_tokens: number
  readonly completion_tokens: number
  readonly total_tokens: number
}

/** Completes a request. The result depends only on the request, the target and the world's model. */
export const complete = (request: ChatRequest, target: ChatTarget, world: World): Completion => {
  const injected = target.endpoint === undefined ? undefined : target.task.recommendedSystemPrompt
  const prompt = readPrompt(request.messages, injected)
  const modelRequest = { ...readOptions(request), task: target.task, prompt }
  const choices = Array.from({ length: request.n ?? 1 }, (_, index) =>
    completeChoice(world.model, request, modelRequest, index)
  )
  const completionTokens = choices.reduce((sum, choice) => sum + countCompletionTokens(choice), 0)
  return {
    choices,
    usage: {
      prompt_tokens: prompt.tokens,
      completion_tokens: completionTokens,
      total_tokens: prompt.tokens + completionTokens
    }
  }
}

const completeChoice = (
  model: Model,
  request: ChatRequest,
  modelRequest: ModelRequest,
  index: number
): CompletionChoice => {
  const { text, toolCalls, finishReason } = model.complete(modelRequest)
  const tokens = tokenize(cutAtStop(text, request.stop))
  const limit = request.max_completion_tokens ?? request.max_tokens ?? Number.POSITIVE_INFINITY
  return {
    index,
    tokens: tokens.slice(0, limit),
    toolCalls: toolCalls.map((call) => ({ ...call, tokens: tokenize(call.arguments) })),
    finishReason: tokens.length > limit ? "length" : finishReason
  }
}

const readOptions = (
  request: ChatRequest
): Pick<ModelRequest, "format" | "tools" | "toolChoice" | "parallelToolCalls"> => ({
  format: readFormat(request),
  tools: (request.tools ?? []) as ReadonlyArray<Tool>,
  toolChoice: request.tool_choice ?? undefined,
  parallelToolCalls: request.parallel_tool_calls !== false
})

const readFormat = ({ response_format: format }: ChatRequest): AnswerFormat => {
  if (format?.type === "json_object") return { _tag: "JsonObject" }
  if (format?.type !== "json_schema") return { _tag: "Text" }
  // The body was JSON, so every part of it is.
  return { _tag: "JsonSchema", schema: (format.json_schema?.schema ?? {}) as JsonValue }
}

const cutAtStop = (text: string, stop: ChatRequest["stop"]): string => {
  const stops = typeof stop === "string" ? [stop] : (stop ?? [])
  const ends = stops
    .filter((each) => each !== "")
    .map((each) => text.indexOf(each))
    .filter((end) => end !== -1)
  return ends.length === 0 ? text : text.slice(0, Math.min(...ends))
}

const countCompletionTokens = ({ tokens, toolCalls }: CompletionChoice): number =>
  toolCalls.reduce((sum, call) => sum + call.tokens.length, tokens.length)
