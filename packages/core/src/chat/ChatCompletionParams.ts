/** The parameters of `chat.completions.create`. */
import type { NoSettings } from "../Arguments.ts"
import type { LiteralUnion } from "../wire/LiteralUnion.ts"
import type { OtherFields } from "../wire/OtherFields.ts"
import type { ChatMessage } from "./ChatMessage.ts"

/** Misspelt names of parameters. They would be sent unchanged and have no effect. */
interface NoTwins {
  /** @deprecated The name of this parameter is `top_p`. */
  readonly topP?: undefined
  /** @deprecated The name of this parameter is `max_tokens`. */
  readonly maxTokens?: undefined
  /** @deprecated The name of this parameter is `max_completion_tokens`. */
  readonly maxCompletionTokens?: undefined
  /** @deprecated The name of this parameter is `frequency_penalty`. */
  readonly frequencyPenalty?: undefined
  /** @deprecated The name of this parameter is `presence_penalty`. */
  readonly presencePenalty?: undefined
  /** @deprecated The name of this parameter is `top_logprobs`. */
  readonly topLogprobs?: undefined
  /** @deprecated The name of this parameter is `response_format`. */
  readonly responseFormat?: undefined
  /** @deprecated The name of this parameter is `tool_choice`. */
  readonly toolChoice?: undefined
  /** @deprecated The name of this parameter is `parallel_tool_calls`. */
  readonly parallelToolCalls?: undefined
  /** @deprecated The name of this parameter is `stream_options`. */
  readonly streamOptions?: undefined
}

/** A tool that the model may call. */
export interface ChatTool extends OtherFields {
  /** The kind of the tool. */
  readonly type: LiteralUnion<"function" | "custom">
  /** The function, if the tool is one. */
  readonly function?: FunctionDefinition | undefined
}

/** A function that the model may call. */
export interface FunctionDefinition extends OtherFields {
  /** Its name: letters, digits, `_` and `-`. */
  readonly name: string
  /** What it does, and when to call it. */
  readonly description?: string | undefined
  /** The JSON Schema of its arguments. Default: it has none. */
  readonly parameters?: object | undefined
  /** Whether the arguments must match the schema exactly. @default false */
  readonly strict?: boolean | null | undefined
}

/** The tool that the model has to call. */
export interface NamedToolChoice extends OtherFields {
  /** The kind of the tool. */
  readonly type: LiteralUnion<"function" | "custom" | "allowed_tools">
  /** The function to call. */
  readonly function?: { readonly name: string } | undefined
}

/** The format of the answer. */
export interface ResponseFormat extends OtherFields {
  /** `text`, any JSON object, or JSON that matches `json_schema`. */
  readonly type: LiteralUnion<"text" | "json_object" | "json_schema">
  /** The schema, if the type is `json_schema`. */
  readonly json_schema?: ResponseSchema | undefined
}

/** The schema that an answer has to match. */
export interface ResponseSchema extends OtherFields {
  /** Its name: letters, digits, `_` and `-`. */
  readonly name: string
  /** What the answer is for. */
  readonly description?: string | undefined
  /** The JSON Schema. */
  readonly schema?: object | undefined
  /** Whether the answer must match the schema exactly. @default false */
  readonly strict?: boolean | null | undefined
}

/** What a stream contains besides the answer. */
export interface StreamOptions extends OtherFields {
  /** Whether a last chunk has the token counts. @default false */
  readonly include_usage?: boolean | undefined
}

/**
 * The parameters of `chat.completions.create`, with OpenAI's names. The common ones are listed here. Any other is sent
 * unchanged.
 */
export interface ChatCompletionCreateParams extends CommonParams {
  /** `auto`, the id of an endpoint, an id from `models.list`, or a per-task alias. */
  readonly model: string | null | undefined
}

/**
 * The parameters of `agent.chat.completions.create`, with OpenAI's names. The common ones are listed here. Any other is
 * sent unchanged.
 */
export interface AgentCompletionCreateParams extends CommonParams {
  /** The platform picks the model of each turn, so there is only `auto`. @default "auto" */
  readonly model?: LiteralUnion<"auto"> | null | undefined
}

/** The parameters of every chat. */
interface CommonParams extends NoSettings, NoTwins, OtherFields {
  /** The conversation so far; at least one message. */
  readonly messages: ReadonlyArray<ChatMessage>
  /** The sampling temperature, from 0 (always the likeliest token) to 2. Default: the model decides. */
  readonly temperature?: number | null | undefined
  /**
   * Limits sampling to the likeliest tokens that together have this probability, from 0 to 1 (nucleus sampling).
   * @default 1
   */
  readonly top_p?: number | null | undefined
  /** How many choices to generate. @default 1 */
  readonly n?: number | null | undefined
  /** The older name of `max_completion_tokens`. */
  readonly max_tokens?: number | null | undefined
  /** The maximum number of tokens to generate, including reasoning tokens. Default: the limit of the model. */
  readonly max_completion_tokens?: number | null | undefined
  /** Generation stops before the first of these strings. */
  readonly stop?: string | ReadonlyArray<string> | null | undefined
  /** Makes repeated calls return the same text, as far as the model supports that. */
  readonly seed?: number | null | undefined
  /** From -2 to 2: makes tokens less likely the more often they have occurred. @default 0 */
  readonly frequency_penalty?: number | null | undefined
  /** From -2 to 2: makes tokens less likely once they have occurred. @default 0 */
  readonly presence_penalty?: number | null | undefined
  /** Makes tokens more or less likely: a number from -100 to 100 for the id of each. */
  readonly logit_bias?: { readonly [token: string]: number } | null | undefined
  /** Whether to return the log probabilities of the tokens. @default false */
  readonly logprobs?: boolean | null | undefined
  /** How many alternatives to return for each token, with `logprobs`. @default 0 */
  readonly top_logprobs?: number | null | undefined
  /** How much a reasoning model reasons before it answers. Default: the model decides. */
  readonly reasoning_effort?: LiteralUnion<"none" | "minimal" | "low" | "medium" | "high"> | null | undefined
  /** Your own id for the user. */
  readonly user?: string | undefined
  /** The format of the answer: text, any JSON object, or JSON that matches a schema. Default: text. */
  readonly response_format?: ResponseFormat | undefined
  /** The tools that the model may call. */
  readonly tools?: ReadonlyArray<ChatTool> | undefined
  /** Whether the model must call a tool, and which. Default: `auto` with tools, else `none`. */
  readonly tool_choice?: LiteralUnion<"auto" | "none" | "required"> | NamedToolChoice | undefined
  /** Whether the model may call several tools at once. @default true */
  readonly parallel_tool_calls?: boolean | undefined
  /** What a stream contains besides the answer. Only for streams. */
  readonly stream_options?: StreamOptions | null | undefined
}
