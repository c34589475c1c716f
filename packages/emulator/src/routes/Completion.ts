/** Works out the completion of a chat request: the model's answers, cut to length, with their tokens counted. */
import type { AnswerFormat, Model, ModelRequest, Tool, ToolCall } from "../answers/Model.ts"
import { tokenize } from "../catalogue/Tokens.ts"
import { type AskedRequest, contentOf, type ScriptedAnswer } from "../control/AnswerScript.ts"
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
  /** The tokens of the reasoning; empty if there is none. */
  readonly reasoning: ReadonlyArray<string>
  readonly refusal: string | undefined
  readonly toolCalls: ReadonlyArray<TokenizedToolCall>
  readonly finishReason: string
}

/** A tool call with its arguments split into tokens. */
export interface TokenizedToolCall extends ToolCall {
  readonly tokens: ReadonlyArray<string>
  /** A scripted id. */
  readonly id?: string | undefined
}

/** Token counts, as `usage` on the wire. */
export interface UsageRecord {
  readonly prompt_tokens: number
  readonly completion_tokens: number
  readonly total_tokens: number
  readonly [name: string]: unknown
}

/**
 * Completes a request: with the scripted answer, or else by the world's model. `asked` is the request as it was sent, if
 * an answer is scripted.
 */
export const complete = (
  request: ChatRequest,
  asked: AskedRequest | undefined,
  target: ChatTarget,
  world: World
): Completion => {
  const injected = target.endpoint === undefined ? undefined : target.task.recommendedSystemPrompt
  const prompt = readPrompt(request.messages, injected)
  const scripted = asked === undefined ? undefined : world.answers.take(asked, prompt.ask)
  const modelRequest = { ...readOptions(request), task: target.task, prompt }
  const choice = scripted === undefined ? completeChoice(world.model, request, modelRequest) : scriptedChoice(scripted)
  const choices = Array.from({ length: request.n ?? 1 }, (_, index) => ({ ...choice, index }))
  const counted = choices.reduce((sum, choice) => sum + countCompletionTokens(choice), 0)
  const { prompt_tokens: promptTokens = prompt.tokens, completion_tokens: completionTokens = counted } =
    scripted?.usage ?? {}
  return {
    choices,
    usage: {
      prompt_tokens: promptTokens,
      completion_tokens: completionTokens,
      total_tokens: promptTokens + completionTokens,
      ...Object.fromEntries(Object.entries(scripted?.usage ?? {}).filter(([, value]) => value !== undefined))
    }
  }
}

const scriptedChoice = (answer: ScriptedAnswer): Omit<CompletionChoice, "index"> => {
  const { chunks, toolCalls = [], reasoning = "", refusal } = answer
  return {
    tokens: chunks ?? tokenize(contentOf(answer) ?? ""),
    reasoning: tokenize(reasoning),
    refusal,
    toolCalls: toolCalls.map(({ name, arguments: given = {}, id }) => {
      const text = typeof given === "string" ? given : JSON.stringify(given)
      return { name, arguments: text, tokens: tokenize(text), id }
    }),
    finishReason: answer.finishReason ?? (toolCalls.length > 0 ? "tool_calls" : "stop")
  }
}

const completeChoice = (
  model: Model,
  request: ChatRequest,
  modelRequest: ModelRequest
): Omit<CompletionChoice, "index"> => {
  const { text, toolCalls, finishReason } = model.complete(modelRequest)
  const tokens = tokenize(cutAtStop(text, request.stop))
  const longest = Math.floor(mostTokens / (request.n ?? 1))
  const limit = Math.min(request.max_completion_tokens ?? request.max_tokens ?? longest, longest)
  return {
    tokens: tokens.slice(0, limit),
    reasoning: [],
    refusal: undefined,
    toolCalls: toolCalls.map((call) => ({ ...call, tokens: tokenize(call.arguments) })),
    finishReason: tokens.length > limit ? "length" : finishReason
  }
}

// The most tokens of all choices. Streamed, each of them is an event.
const mostTokens = 32_768

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

const countCompletionTokens = ({ tokens, reasoning, refusal = "", toolCalls }: CompletionChoice): number =>
  toolCalls.reduce(
    (sum, call) => sum + call.tokens.length,
    tokens.length + reasoning.length + (refusal === "" ? 0 : tokenize(refusal).length)
  )
