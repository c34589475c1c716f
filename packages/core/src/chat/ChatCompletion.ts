/** Completions and the chunks of a stream: `POST /v1/chat/completions`. */
import { responseMeta } from "../http/call/ResponseMeta.ts"
import { BaseModel } from "../wire/BaseModel.ts"
import { numberOf, textOf, wellTyped } from "../wire/Fields.ts"
import { isJsonObject, type JsonObject } from "../wire/JsonObject.ts"
import type { LiteralUnion } from "../wire/LiteralUnion.ts"
import { spelledBy } from "./ContentParts.ts"

/**
 * A tool call that the model asks for, in OpenAI's shape. In a stream, its fields arrive in pieces under one `index`.
 */
export interface ToolCall {
  readonly index?: number | null
  readonly id?: string | null
  readonly type?: LiteralUnion<"function" | "custom"> | null
  readonly function?: ToolCallFunction | null
  readonly [key: string]: unknown
}

/** The function of a tool call. `arguments` is JSON in a string; in a chunk, it is a piece of that string. */
export interface ToolCallFunction {
  readonly name?: string | null
  readonly arguments?: string | null
  readonly [key: string]: unknown
}

/** A message or delta as sent on the wire; unknown fields are kept. */
export interface MessageWire {
  readonly role?: LiteralUnion<"assistant"> | null
  readonly content?: string | null
  readonly refusal?: string | null
  readonly tool_calls?: ReadonlyArray<ToolCall> | null
  readonly [key: string]: unknown
}

/** The token counts as sent on the wire. */
export interface UsageWire {
  readonly prompt_tokens?: number | null
  readonly completion_tokens?: number | null
  readonly total_tokens?: number | null
  readonly [key: string]: unknown
}

/** A choice as sent on the wire: `message` in a completion, `delta` in a chunk. */
export interface ChoiceWire {
  readonly index?: number | null
  readonly finish_reason?: LiteralUnion<"stop" | "length" | "tool_calls" | "content_filter"> | null
  readonly message?: MessageWire | null
  readonly delta?: MessageWire | null
  readonly logprobs?: JsonObject | null
  readonly [key: string]: unknown
}

/**
 * A completion or chunk as sent on the wire: the response of `POST /v1/chat/completions`, or the data of an event of
 * its stream.
 */
export interface ChatCompletionWire {
  readonly id?: string | null
  readonly object?: LiteralUnion<"chat.completion" | "chat.completion.chunk"> | null
  readonly model?: string | null
  readonly created?: number | null
  readonly choices?: ReadonlyArray<ChoiceWire> | null
  readonly usage?: UsageWire | null
  readonly [key: string]: unknown
}

/** Token counts of a completion. */
export class Usage extends BaseModel<UsageWire> {
  /** The number of tokens in the prompt; `null` if the server omits it. */
  readonly promptTokens: number | null
  /** The number of generated tokens; `null` if the server omits it. */
  readonly completionTokens: number | null
  /** The number of tokens in both; `null` if the server omits it. */
  readonly totalTokens: number | null

  constructor(wire?: UsageWire | null) {
    super(wire)
    this.promptTokens = numberOf(wire?.prompt_tokens)
    this.completionTokens = numberOf(wire?.completion_tokens)
    this.totalTokens = numberOf(wire?.total_tokens)
  }
}

/** The model's message; in a chunk, the piece of it that arrived. */
export class Message extends BaseModel<MessageWire> {
  /** Who wrote it; `null` if the server omits it, as in most chunks. */
  readonly role: LiteralUnion<"assistant"> | null
  /**
   * The text; `null` when there is none, for instance if there are tool calls. If the server sent a list of parts,
   * their texts are joined.
   */
  readonly content: string | null
  /** The text of the model's refusal; `null` when it did not refuse. */
  readonly refusal: string | null
  /** The tools to call; `[]` when there are none. */
  readonly toolCalls: ReadonlyArray<ToolCall>

  constructor(wire?: MessageWire | null) {
    super(wire)
    this.role = textOf(wire?.role)
    const content: unknown = wire?.content
    const refusal = textOf(wire?.refusal)
    if (typeof content === "object" && content !== null) {
      const spelled = spelledBy(content)
      this.content = spelled.content
      this.refusal = refusal ?? spelled.refusal
    } else {
      this.content = textOf(content)
      this.refusal = refusal
    }
    this.toolCalls = toolCallsOf(wire?.tool_calls)
  }

  /**
   * The model's reasoning before the answer, from `reasoning_content`, `reasoning` or `thinking`, whichever the server
   * sends; `null` if it sends none. Some servers refuse the next turn if it is not sent back to them, so send the
   * entire message: `raw` has every field under the server's own name.
   */
  get reasoning(): string | null {
    const { content, reasoning_content, reasoning, thinking }: MessageWire = this.raw
    const texts = [reasoning_content, reasoning, thinking].filter((text) => typeof text === "string")
    return texts.find((text) => text !== "") ?? texts[0] ?? spelledBy(content).reasoning
  }
}

const toolCallsOf = (calls: ReadonlyArray<ToolCall> | null | undefined): ReadonlyArray<ToolCall> =>
  Array.isArray(calls) ? calls.filter(isJsonObject).map((call) => wellTyped(call, toolCallFields)) : none

const toolCallFields = {
  index: numberOf,
  id: textOf,
  type: textOf,
  function: (value: unknown) => (isJsonObject(value) ? wellTyped(value, functionFields) : null)
}

/** Arguments as JSON in a string. Some servers send them as the object itself. */
export const argumentsOf = (value: unknown): string | null => {
  if (typeof value !== "object" || value === null) return textOf(value)
  try {
    return JSON.stringify(value)
  } catch {
    // It is nested too deeply to be written.
    return null
  }
}

const functionFields = { name: textOf, arguments: argumentsOf }

const none: ReadonlyArray<never> = /*#__PURE__*/ Object.freeze([])

// The chunks of a stream have no message and usually no usage, so they share one empty instance of each.
const noMessage = /*#__PURE__*/ new Message()
const noUsage = /*#__PURE__*/ new Usage()

/** One of the `n` requested choices. A completion has a `message` and a chunk has a `delta`; the other one is empty. */
export class Choice extends BaseModel<ChoiceWire> {
  /** Its number among the choices, from 0; `null` if the server omits it. */
  readonly index: number | null
  /** Why the model stopped; `null` while it is still generating. Values that are not listed here are possible. */
  readonly finishReason: LiteralUnion<"stop" | "length" | "tool_calls" | "content_filter"> | null
  /** The complete message; empty in a chunk. */
  readonly message: Message
  /** The piece that arrived; empty in a completion. */
  readonly delta: Message

  /**
   * `inChunk` is true for a choice of a chunk, in which a complete message counts as the piece that arrived. `rest` is
   * the piece, if it is not all that the wire has.
   */
  constructor(wire?: ChoiceWire | null, inChunk = false, rest?: MessageWire | null) {
    super(wire)
    this.index = numberOf(wire?.index)
    this.finishReason = textOf(wire?.finish_reason)
    // Written out, like the choices below: a function that every model shares would slow each chunk down.
    if (inChunk) {
      const piece = rest ?? pieceOf(wire)
      this.message = noMessage
      this.delta = piece === null ? noMessage : new Message(piece)
    } else {
      const message = messageOf(wire)
      this.message = message === null ? noMessage : new Message(message)
      this.delta = isJsonObject(wire?.delta) ? new Message(wire.delta) : noMessage
    }
  }
}

/**
 * The piece of a message in a choice of a chunk. A server that does not stream sends the complete `message`, and the
 * older API a `text`.
 */
export const pieceOf = (choice: ChoiceWire | null | undefined): MessageWire | null => {
  const delta: unknown = choice?.delta
  if (typeof delta === "string") return { content: delta }
  if (isJsonObject(delta) && (!isJsonObject(choice?.message) || hasFields(delta))) return delta
  return messageOf(choice)
}

/** The message in a choice of a completion; of the older API, its `text`. */
const messageOf = (choice: ChoiceWire | null | undefined): MessageWire | null => {
  const message: unknown = choice?.message
  if (isJsonObject(message)) return message
  if (typeof message === "string") return { content: message }
  return typeof choice?.["text"] === "string" ? { content: choice["text"] } : null
}

const hasFields = (delta: object): boolean => {
  for (const _ in delta) return true
  return false
}

/** The result of `chat.completions.create`. */
export class ChatCompletion extends BaseModel<ChatCompletionWire> {
  /** The id that the server gave it; `null` if the server omits it. */
  readonly id: string | null
  /** The endpoint id or alias that served the call; `null` if the server omits it. */
  readonly model: string | null
  /** The time of its creation, in Unix seconds; `null` if the server omits it. */
  readonly created: number | null
  /** The choices, usually one; `[]` in a chunk that has only the usage. */
  readonly choices: Array<Choice>
  /** The token counts; empty if the server omits them. */
  readonly usage: Usage

  /** `inChunk` is true for a chunk, and `rests` are the pieces of its choices: see {@link Choice}. */
  constructor(wire?: ChatCompletionWire | null, inChunk = false, rests?: Rests | null) {
    super(wire)
    this.id = textOf(wire?.id)
    this.model = textOf(wire?.model)
    this.created = numberOf(wire?.created)
    this.choices = choicesOf(wire?.choices, inChunk, rests)
    const usage = usageOf(wire)
    this.usage = usage === null ? noUsage : new Usage(usage)
  }

  /** Micro-USD billed for the call that returned it; `null` where that is not known, as for a chunk. */
  get billedMicroUsd(): number | null {
    return responseMeta(this)?.billedMicroUsd ?? null
  }

  /** Micro-USD that one call of a frontier model would have cost; `null` where that is not known. */
  get frontierWouldHaveCostMicroUsd(): number | null {
    return responseMeta(this)?.frontierWouldHaveCostMicroUsd ?? null
  }

  /** How many times cheaper it was than a frontier model, to one decimal; `null` if one of the two is not known or 0. */
  get savingsFactor(): number | null {
    const { billedMicroUsd: billed, frontierWouldHaveCostMicroUsd: frontier } = this
    return billed && frontier ? Math.round((frontier / billed) * 10) / 10 : null
  }
}

// A loop: `map` would allocate a function for each chunk.
const choicesOf = (
  wires: ReadonlyArray<ChoiceWire> | null | undefined,
  inChunk: boolean,
  rests: Rests | null | undefined
): Array<Choice> => {
  if (!Array.isArray(wires)) return []
  const choices = new Array<Choice>(wires.length)
  for (let position = 0; position < wires.length; position++) {
    choices[position] = new Choice(wires[position], inChunk, rests?.[position])
  }
  return choices
}

/** One piece of a streamed completion: its choices have a `delta`. */
export class ChatCompletionChunk extends ChatCompletion {
  constructor(wire?: ChatCompletionWire | null, rests?: Rests | null) {
    super(wire, true, rests)
  }
}

/** The pieces of the choices of a chunk, where they are not all that the wire has. */
export type Rests = ReadonlyArray<MessageWire | null>

/** The token counts: `usage`, or Groq's `x_groq.usage`, or Moonshot's `usage` of a choice. */
export const usageOf = (wire: ChatCompletionWire | null | undefined): UsageWire | null => {
  if (wire === undefined || wire === null) return null
  const { usage, choices, x_groq: groq } = wire
  if (isJsonObject(usage)) return usage
  if (isJsonObject(groq) && isJsonObject(groq["usage"])) return groq["usage"]
  const ofChoice: unknown = Array.isArray(choices) ? choices[0]?.usage : undefined
  return isJsonObject(ofChoice) ? ofChoice : null
}
