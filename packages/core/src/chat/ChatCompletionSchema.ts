import { array, checkOf, maybe, number, struct, text } from "#WireSchema"
import { decoderOf } from "../http/Decoder.ts"
import { isJsonObject } from "../http/JsonObject.ts"
import { ChatCompletion, type ChatCompletionWire } from "./ChatCompletion.ts"

const optionalText = /*#__PURE__*/ maybe(text)
const optionalNumber = /*#__PURE__*/ maybe(number)

const toolCall = /*#__PURE__*/ struct({
  index: optionalNumber,
  id: optionalText,
  type: optionalText,
  function: /*#__PURE__*/ maybe(/*#__PURE__*/ struct({ name: optionalText, arguments: optionalText }))
})

const message = /*#__PURE__*/ maybe(
  /*#__PURE__*/ struct({
    role: optionalText,
    content: optionalText,
    refusal: optionalText,
    tool_calls: /*#__PURE__*/ maybe(/*#__PURE__*/ array(toolCall))
  })
)

const choice = /*#__PURE__*/ struct({
  index: optionalNumber,
  finish_reason: optionalText,
  message,
  delta: message,
  logprobs: /*#__PURE__*/ maybe(/*#__PURE__*/ struct({}))
})

const usage = /*#__PURE__*/ struct({
  prompt_tokens: optionalNumber,
  completion_tokens: optionalNumber,
  total_tokens: optionalNumber
})

/** What is wrong with a completion or a chunk; everything may be absent or null (contract R1). */
export const chatCompletionProblem = /*#__PURE__*/ checkOf(
  /*#__PURE__*/ struct({
    id: optionalText,
    model: optionalText,
    created: optionalNumber,
    choices: /*#__PURE__*/ maybe(/*#__PURE__*/ array(choice)),
    usage: /*#__PURE__*/ maybe(usage)
  })
)

export const decodeChatCompletion = /*#__PURE__*/ decoderOf(
  chatCompletionProblem,
  (wire: ChatCompletionWire) => new ChatCompletion(wire)
)

const isTextOrNothing = (value: unknown): boolean => value === undefined || value === null || typeof value === "string"

/**
 * Whether a value is a chunk of the shape that almost all have: one choice with a piece of text.
 *
 * A schema would cost as much as the parsing itself, so it sees only the values that fail this test. What passes here
 * passes there: a test holds the two to it.
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
