/** The shapes of completions and chunks, and their checks. */

import { checkOf } from "../wire/Check.ts"
import { decoderOf } from "../wire/Decoder.ts"
import { isJsonObject, type JsonObject } from "../wire/JsonObject.ts"
import { says } from "../wire/ServerWords.ts"
import { array, jsonObject, maybe, optionalNumber, optionalText, type Shape, struct } from "../wire/Shape.ts"
import {
  ChatCompletion,
  type ChatCompletionWire,
  type ChoiceWire,
  type MessageWire,
  type ToolCall,
  type ToolCallFunction,
  type UsageWire
} from "./ChatCompletion.ts"

/** The shape of a {@link ToolCallFunction}. */
export const toolCallFunctionShape: Shape<ToolCallFunction> = /*#__PURE__*/ struct<ToolCallFunction>({
  name: optionalText,
  arguments: optionalText
})

/** The shape of a {@link ToolCall}. */
export const toolCallShape: Shape<ToolCall> = /*#__PURE__*/ struct<ToolCall>({
  index: optionalNumber,
  id: optionalText,
  type: optionalText,
  function: /*#__PURE__*/ maybe(toolCallFunctionShape)
})

/** The shape of a {@link MessageWire}. */
export const messageShape: Shape<MessageWire> = /*#__PURE__*/ struct<MessageWire>({
  role: optionalText,
  content: optionalText,
  refusal: optionalText,
  tool_calls: /*#__PURE__*/ maybe(/*#__PURE__*/ array(toolCallShape))
})

/** The shape of a {@link ChoiceWire}. */
export const choiceShape: Shape<ChoiceWire> = /*#__PURE__*/ struct<ChoiceWire>({
  index: optionalNumber,
  finish_reason: optionalText,
  message: /*#__PURE__*/ maybe(messageShape),
  delta: /*#__PURE__*/ maybe(messageShape),
  logprobs: /*#__PURE__*/ maybe(jsonObject)
})

/** The shape of a {@link UsageWire}. */
export const usageShape: Shape<UsageWire> = /*#__PURE__*/ struct<UsageWire>({
  prompt_tokens: optionalNumber,
  completion_tokens: optionalNumber,
  total_tokens: optionalNumber
})

/** The shape of a {@link ChatCompletionWire}: everything may be absent or null. */
export const chatCompletionShape: Shape<ChatCompletionWire> = /*#__PURE__*/ struct<ChatCompletionWire>({
  id: optionalText,
  object: optionalText,
  model: optionalText,
  created: optionalNumber,
  choices: /*#__PURE__*/ maybe(/*#__PURE__*/ array(choiceShape)),
  usage: /*#__PURE__*/ maybe(usageShape)
})

/** Returns the problem with a completion or a chunk, or `undefined` if there is none. */
export const chatCompletionProblem = /*#__PURE__*/ checkOf(chatCompletionShape)

/** Decodes a completion. */
export const decodeChatCompletion = /*#__PURE__*/ decoderOf(
  chatCompletionShape,
  ["choices"],
  (wire) => new ChatCompletion(wire),
  (answer) => (isJsonObject(answer) ? failedChoice(answer["choices"]) : undefined)
)

/** The choice that reports an error, if there is one: it has an `error`, or ended because of one. */
export const failedChoice = (choices: unknown): JsonObject | undefined =>
  Array.isArray(choices)
    ? choices.find((choice) => isJsonObject(choice) && (says(choice["error"]) || choice["finish_reason"] === "error"))
    : undefined

/** Whether a value is a piece of a completion. Anything may be sent in between. */
export const isChatChunk = (value: unknown): value is ChatCompletionWire => {
  if (!isJsonObject(value)) return false
  const { choices, usage, object } = value
  return (
    (choices !== undefined && choices !== null) ||
    isJsonObject(usage) ||
    object === "chat.completion.chunk" ||
    object === "chat.completion"
  )
}

/**
 * Whether a value is a chunk of the common form: one choice with a piece of text, and no error.
 *
 * It costs a fraction of the full check, which therefore runs only for the other values. Every value that passes here
 * also passes the full check and reports no error, and a test compares the two.
 */
export const isPlainChunk = (value: unknown): value is ChatCompletionWire => {
  if (!isJsonObject(value)) return false
  const { created, choices, usage, error } = value
  if (error !== undefined && error !== null) return false
  if (!isTextOrNothing(value["id"]) || !isTextOrNothing(value["model"])) return false
  if (created !== undefined && !Number.isFinite(created)) return false
  if (usage !== undefined && usage !== null) return false
  if (!Array.isArray(choices) || choices.length !== 1) return false
  const choice: unknown = choices[0]
  if (!isJsonObject(choice) || !Number.isFinite(choice["index"]) || choice["message"] !== undefined) return false
  const { delta, logprobs, finish_reason: reason, error: failure } = choice
  return (
    isTextOrNothing(reason) &&
    reason !== "error" &&
    (failure === undefined || failure === null) &&
    (logprobs === undefined || logprobs === null || isJsonObject(logprobs)) &&
    isJsonObject(delta) &&
    isTextOrNothing(delta["content"]) &&
    isTextOrNothing(delta["role"]) &&
    isTextOrNothing(delta["refusal"]) &&
    (delta["tool_calls"] === undefined || delta["tool_calls"] === null)
  )
}

const isTextOrNothing = (value: unknown): boolean => value === undefined || value === null || typeof value === "string"
