/** The shapes of completions and chunks, and their checks. */
import { checkOf } from "../wire/Check.ts"
import { decoderOf } from "../wire/Decoder.ts"
import { isJsonObject } from "../wire/JsonObject.ts"
import { array, jsonObject, maybe, number, type Shape, struct, text } from "../wire/Shape.ts"
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
  name: /*#__PURE__*/ maybe(text),
  arguments: /*#__PURE__*/ maybe(text)
})

/** The shape of a {@link ToolCall}. */
export const toolCallShape: Shape<ToolCall> = /*#__PURE__*/ struct<ToolCall>({
  index: /*#__PURE__*/ maybe(number),
  id: /*#__PURE__*/ maybe(text),
  type: /*#__PURE__*/ maybe(text),
  function: /*#__PURE__*/ maybe(toolCallFunctionShape)
})

/** The shape of a {@link MessageWire}. */
export const messageShape: Shape<MessageWire> = /*#__PURE__*/ struct<MessageWire>({
  role: /*#__PURE__*/ maybe(text),
  content: /*#__PURE__*/ maybe(text),
  refusal: /*#__PURE__*/ maybe(text),
  tool_calls: /*#__PURE__*/ maybe(/*#__PURE__*/ array(toolCallShape))
})

/** The shape of a {@link ChoiceWire}. */
export const choiceShape: Shape<ChoiceWire> = /*#__PURE__*/ struct<ChoiceWire>({
  index: /*#__PURE__*/ maybe(number),
  finish_reason: /*#__PURE__*/ maybe(text),
  message: /*#__PURE__*/ maybe(messageShape),
  delta: /*#__PURE__*/ maybe(messageShape),
  logprobs: /*#__PURE__*/ maybe(jsonObject)
})

/** The shape of a {@link UsageWire}. */
export const usageShape: Shape<UsageWire> = /*#__PURE__*/ struct<UsageWire>({
  prompt_tokens: /*#__PURE__*/ maybe(number),
  completion_tokens: /*#__PURE__*/ maybe(number),
  total_tokens: /*#__PURE__*/ maybe(number)
})

/** The shape of a {@link ChatCompletionWire}: everything may be absent or null. */
export const chatCompletionShape: Shape<ChatCompletionWire> = /*#__PURE__*/ struct<ChatCompletionWire>({
  id: /*#__PURE__*/ maybe(text),
  object: /*#__PURE__*/ maybe(text),
  model: /*#__PURE__*/ maybe(text),
  created: /*#__PURE__*/ maybe(number),
  choices: /*#__PURE__*/ maybe(/*#__PURE__*/ array(choiceShape)),
  usage: /*#__PURE__*/ maybe(usageShape)
})

/** What is wrong with a completion or a chunk, or `undefined`. */
export const chatCompletionProblem = /*#__PURE__*/ checkOf(chatCompletionShape)

export const decodeChatCompletion = /*#__PURE__*/ decoderOf(chatCompletionShape, (wire) => new ChatCompletion(wire))

/**
 * Whether a value is a chunk like almost all chunks are: one choice with a piece of text.
 *
 * It costs a fraction of the check, which therefore sees only the values that fail here. What passes here passes there: a
 * test holds the two to it.
 */
export const isPlainChunk = (value: unknown): value is ChatCompletionWire => {
  if (!isJsonObject(value)) return false
  const { created, choices, usage } = value
  if (!isTextOrNothing(value["id"]) || !isTextOrNothing(value["model"])) return false
  if (created !== undefined && !Number.isFinite(created)) return false
  if (usage !== undefined && usage !== null) return false
  if (!Array.isArray(choices) || choices.length !== 1) return false
  const choice: unknown = choices[0]
  if (!isJsonObject(choice) || !Number.isFinite(choice["index"]) || choice["message"] !== undefined) return false
  const { delta, logprobs } = choice
  return (
    isTextOrNothing(choice["finish_reason"]) &&
    (logprobs === undefined || logprobs === null || isJsonObject(logprobs)) &&
    isJsonObject(delta) &&
    isTextOrNothing(delta["content"]) &&
    isTextOrNothing(delta["role"]) &&
    isTextOrNothing(delta["refusal"]) &&
    (delta["tool_calls"] === undefined || delta["tool_calls"] === null)
  )
}

const isTextOrNothing = (value: unknown): boolean => value === undefined || value === null || typeof value === "string"
