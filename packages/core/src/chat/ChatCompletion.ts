/** Completions and the chunks of a stream: `POST /v1/chat/completions`. */
import { BaseModel } from "../wire/BaseModel.ts"
import { modelsOf, numberOf, objectOf, textOf } from "../wire/Fields.ts"
import { isJsonObject, type JsonObject } from "../wire/JsonObject.ts"
import type { LiteralUnion } from "../wire/LiteralUnion.ts"

/** A call of a tool that the model asks for, as OpenAI spells it. In a chunk, fields arrive in pieces under one `index`. */
export interface ToolCall {
  readonly index?: number | null
  readonly id?: string | null
  readonly type?: LiteralUnion<"function" | "custom"> | null
  readonly function?: ToolCallFunction | null
  readonly [key: string]: unknown
}

/** The function of a tool call; `arguments` is JSON as text, and in a chunk a piece of it. */
export interface ToolCallFunction {
  readonly name?: string | null
  readonly arguments?: string | null
  readonly [key: string]: unknown
}

/** The wire's message or delta; unknown fields are kept. */
export interface MessageWire {
  readonly role?: LiteralUnion<"assistant"> | null
  readonly content?: string | null
  readonly refusal?: string | null
  readonly tool_calls?: ReadonlyArray<ToolCall> | null
  readonly [key: string]: unknown
}

/** The wire's token counts. */
export interface UsageWire {
  readonly prompt_tokens?: number | null
  readonly completion_tokens?: number | null
  readonly total_tokens?: number | null
  readonly [key: string]: unknown
}

/** The wire's choice: `message` in a completion, `delta` in a chunk. */
export interface ChoiceWire {
  readonly index?: number | null
  readonly finish_reason?: LiteralUnion<"stop" | "length" | "tool_calls" | "content_filter"> | null
  readonly message?: MessageWire | null
  readonly delta?: MessageWire | null
  readonly logprobs?: JsonObject | null
  readonly [key: string]: unknown
}

/** The wire's completion or chunk: the response of `POST /v1/chat/completions`, or the data of an event of its stream. */
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
  /** Tokens of the prompt; `null` when not stated. */
  readonly promptTokens: number | null
  /** Generated tokens; `null` when not stated. */
  readonly completionTokens: number | null
  /** Both together; `null` when not stated. */
  readonly totalTokens: number | null

  constructor(wire?: UsageWire | null) {
    super(wire)
    this.promptTokens = numberOf(wire?.prompt_tokens)
    this.completionTokens = numberOf(wire?.completion_tokens)
    this.totalTokens = numberOf(wire?.total_tokens)
  }
}

/** A message of the model, or in a chunk the piece that arrived. */
export class Message extends BaseModel<MessageWire> {
  /** Who wrote it; `null` when not stated, as in most chunks. */
  readonly role: LiteralUnion<"assistant"> | null
  /** The text; `null` when there is none, for instance beside tool calls. */
  readonly content: string | null
  /** Why the model refused; `null` when it did not. */
  readonly refusal: string | null
  /** The tools to call; `[]` when there are none. */
  readonly toolCalls: ReadonlyArray<ToolCall>

  constructor(wire?: MessageWire | null) {
    super(wire)
    this.role = textOf(wire?.role)
    this.content = textOf(wire?.content)
    this.refusal = textOf(wire?.refusal)
    this.toolCalls = toolCallsOf(wire?.tool_calls)
  }
}

const toolCallsOf = (calls: ReadonlyArray<ToolCall> | null | undefined): ReadonlyArray<ToolCall> => {
  if (!Array.isArray(calls)) return none
  return calls.every(isToolCall) ? calls : calls.filter(isJsonObject).map(wellTyped)
}

/** Whether the documented fields of a tool call have their types; almost always they do, and the call is used as it is. */
const isToolCall = (value: unknown): boolean =>
  isJsonObject(value) &&
  (value["index"] ?? null) === numberOf(value["index"]) &&
  (value["id"] ?? null) === textOf(value["id"]) &&
  (value["type"] ?? null) === textOf(value["type"]) &&
  ((value["function"] ?? null) === null || isFunction(value["function"]))

const isFunction = (value: unknown): boolean =>
  isJsonObject(value) &&
  (value["name"] ?? null) === textOf(value["name"]) &&
  (value["arguments"] ?? null) === textOf(value["arguments"])

const wellTyped = (call: ToolCall): ToolCall => {
  const called = objectOf(call.function)
  return {
    ...call,
    index: numberOf(call.index),
    id: textOf(call.id),
    type: textOf(call.type),
    function: called && { ...called, name: textOf(called.name), arguments: textOf(called.arguments) }
  }
}

const none: ReadonlyArray<never> = /*#__PURE__*/ Object.freeze([])

// Each chunk of a stream lacks a message and usually a usage: one empty instance of each serves them all.
const noMessage = /*#__PURE__*/ new Message()
const noUsage = /*#__PURE__*/ new Usage()

/** One of the `n` requested choices. `message` is filled in a completion, `delta` in a chunk; the other is empty. */
export class Choice extends BaseModel<ChoiceWire> {
  /** Its number among the choices, from 0; `null` when not stated. */
  readonly index: number | null
  /** Why the model stopped; others than the documented reasons may come, and `null` while it goes on. */
  readonly finishReason: LiteralUnion<"stop" | "length" | "tool_calls" | "content_filter"> | null
  /** The whole message; empty in a chunk. */
  readonly message: Message
  /** The piece that arrived; empty in a completion. */
  readonly delta: Message

  constructor(wire?: ChoiceWire | null) {
    super(wire)
    const message = objectOf(wire?.message)
    const delta = objectOf(wire?.delta)
    this.index = numberOf(wire?.index)
    this.finishReason = textOf(wire?.finish_reason)
    this.message = message === null ? noMessage : new Message(message)
    this.delta = delta === null ? noMessage : new Message(delta)
  }
}

/** The result of `chat.completions.create`. */
export class ChatCompletion extends BaseModel<ChatCompletionWire> {
  /** The id that the server gave it; `null` when not stated. */
  readonly id: string | null
  /** What served the call: an endpoint id or an alias; `null` when not stated. */
  readonly model: string | null
  /** When it was made, in Unix seconds; `null` when not stated. */
  readonly created: number | null
  /** The choices, usually one; `[]` in a chunk that only carries the usage. */
  readonly choices: Array<Choice>
  /** The token counts; empty when not stated. */
  readonly usage: Usage

  constructor(wire?: ChatCompletionWire | null) {
    super(wire)
    const usage = objectOf(wire?.usage)
    this.id = textOf(wire?.id)
    this.model = textOf(wire?.model)
    this.created = numberOf(wire?.created)
    this.choices = modelsOf(wire?.choices, (choice) => new Choice(choice))
    this.usage = usage === null ? noUsage : new Usage(usage)
  }
}

/** One piece of a streamed completion: its choices carry a `delta`. */
export class ChatCompletionChunk extends ChatCompletion {}
