import * as Schema from "effect/Schema"
import { checkOf, decoderOf, maybe } from "../http/WireDecoder.ts"
import { ChatCompletion, type ChatCompletionWire } from "./ChatCompletion.ts"

const Text = /*#__PURE__*/ maybe(Schema.String)
const Count = /*#__PURE__*/ maybe(Schema.Number)

const ToolCallSchema = /*#__PURE__*/ Schema.Struct({
  index: Count,
  id: Text,
  type: Text,
  function: /*#__PURE__*/ maybe(/*#__PURE__*/ Schema.Struct({ name: Text, arguments: Text }))
})

const MessageSchema = /*#__PURE__*/ Schema.Struct({
  role: Text,
  content: Text,
  refusal: Text,
  tool_calls: /*#__PURE__*/ maybe(/*#__PURE__*/ Schema.Array(ToolCallSchema))
})

/** The shape of a completion and of a chunk; everything may be absent or null (contract R1). */
const ChatCompletionSchema = /*#__PURE__*/ Schema.Struct({
  id: Text,
  model: Text,
  created: Count,
  choices: /*#__PURE__*/ maybe(
    /*#__PURE__*/ Schema.Array(
      /*#__PURE__*/ Schema.Struct({
        index: Count,
        finish_reason: Text,
        message: /*#__PURE__*/ maybe(MessageSchema),
        delta: /*#__PURE__*/ maybe(MessageSchema)
      })
    )
  ),
  usage: /*#__PURE__*/ maybe(
    /*#__PURE__*/ Schema.Struct({ prompt_tokens: Count, completion_tokens: Count, total_tokens: Count })
  )
})

/** What is wrong with a completion or a chunk. */
export const chatCompletionProblem = /*#__PURE__*/ checkOf(ChatCompletionSchema)

export const decodeChatCompletion = /*#__PURE__*/ decoderOf(
  chatCompletionProblem,
  (wire: ChatCompletionWire) => new ChatCompletion(wire)
)

type Unchecked = { readonly [key: string]: unknown }

const isObject = (value: unknown): value is Unchecked => typeof value === "object" && value !== null

const isTextOrNothing = (value: unknown): boolean => value === undefined || value === null || typeof value === "string"

/**
 * Whether a value is a chunk of the shape that almost all have: one choice with a piece of text.
 *
 * A schema would cost as much as the parsing itself, so it sees only the values that fail this test.
 */
export const isPlainChunk = (value: unknown): value is ChatCompletionWire => {
  if (!isObject(value)) return false
  if (typeof value["id"] !== "string" || typeof value["model"] !== "string") return false
  if (typeof value["created"] !== "number" || (value["usage"] !== undefined && value["usage"] !== null)) return false
  const choices = value["choices"]
  if (!Array.isArray(choices) || choices.length !== 1) return false
  const choice: unknown = choices[0]
  if (!isObject(choice) || typeof choice["index"] !== "number" || choice["message"] !== undefined) return false
  const delta = choice["delta"]
  return (
    isTextOrNothing(choice["finish_reason"]) &&
    isObject(delta) &&
    isTextOrNothing(delta["content"]) &&
    isTextOrNothing(delta["role"]) &&
    isTextOrNothing(delta["refusal"]) &&
    (delta["tool_calls"] === undefined || delta["tool_calls"] === null)
  )
}
