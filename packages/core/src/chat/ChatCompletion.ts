import { BaseModel } from "../BaseModel.ts"

/** A call of a tool that the model asks for, as OpenAI spells it. In a chunk, fields arrive in pieces under one `index`. */
export interface ToolCall {
  readonly index?: number
  readonly id?: string
  readonly type?: string
  readonly function?: { readonly name?: string; readonly arguments?: string }
}

/** The wire's message or delta; unknown fields are kept. */
export interface MessageWire {
  readonly role?: string | null
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
  readonly finish_reason?: string | null
  readonly message?: MessageWire | null
  readonly delta?: MessageWire | null
  readonly logprobs?: { readonly [key: string]: unknown } | null
  readonly [key: string]: unknown
}

/** The wire's completion or chunk (contract R1). */
export interface ChatCompletionWire {
  readonly id?: string | null
  readonly object?: string | null
  readonly model?: string | null
  readonly created?: number | null
  readonly choices?: ReadonlyArray<ChoiceWire> | null
  readonly usage?: UsageWire | null
  readonly [key: string]: unknown
}

/** Token counts of a completion; `null` where the server sent none. */
export class Usage extends BaseModel<UsageWire> {
  readonly promptTokens: number | null
  readonly completionTokens: number | null
  readonly totalTokens: number | null

  constructor(wire?: UsageWire | null) {
    super(wire)
    this.promptTokens = wire?.prompt_tokens ?? null
    this.completionTokens = wire?.completion_tokens ?? null
    this.totalTokens = wire?.total_tokens ?? null
  }
}

/** A message of the model, or in a chunk the piece that arrived. */
export class Message extends BaseModel<MessageWire> {
  readonly role: string | null
  readonly content: string | null
  readonly refusal: string | null
  readonly toolCalls: ReadonlyArray<ToolCall>

  constructor(wire?: MessageWire | null) {
    super(wire)
    this.role = wire?.role ?? null
    this.content = wire?.content ?? null
    this.refusal = wire?.refusal ?? null
    this.toolCalls = wire?.tool_calls ?? none
  }
}

const none: ReadonlyArray<never> = /*#__PURE__*/ Object.freeze([])

// Each chunk of a stream lacks a message and usually a usage: one empty instance of each serves them all.
const noMessage = /*#__PURE__*/ new Message()
const noUsage = /*#__PURE__*/ new Usage()

/** One answer among the `n` asked for. `message` is filled in a completion, `delta` in a chunk; the other is empty. */
export class Choice extends BaseModel<ChoiceWire> {
  readonly index: number | null
  /** `stop`, `length`, `tool_calls`, …; `null` while the answer goes on. */
  readonly finishReason: string | null
  readonly message: Message
  readonly delta: Message

  constructor(wire?: ChoiceWire | null) {
    super(wire)
    this.index = wire?.index ?? null
    this.finishReason = wire?.finish_reason ?? null
    this.message = wire?.message ? new Message(wire.message) : noMessage
    this.delta = wire?.delta ? new Message(wire.delta) : noMessage
  }
}

/** An answer of `chat.completions.create` (contract R1). */
export class ChatCompletion extends BaseModel<ChatCompletionWire> {
  readonly id: string | null
  /** What served the call: an endpoint id or an alias. */
  readonly model: string | null
  /** Unix seconds. */
  readonly created: number | null
  readonly choices: Array<Choice>
  readonly usage: Usage

  constructor(wire?: ChatCompletionWire | null) {
    super(wire)
    this.id = wire?.id ?? null
    this.model = wire?.model ?? null
    this.created = wire?.created ?? null
    this.choices = (wire?.choices ?? []).map((choice) => new Choice(choice))
    this.usage = wire?.usage ? new Usage(wire.usage) : noUsage
  }
}

/** One piece of a streamed answer: a completion whose choices carry a `delta`. */
export class ChatCompletionChunk extends ChatCompletion {}
