/** The parameters of `chat.completions.create`. */
import type { NoSettings } from "../Arguments.ts"
import type { LiteralUnion } from "../wire/LiteralUnion.ts"

/** A message of the conversation. */
export interface ChatMessage {
  /** The author of the message. */
  readonly role: LiteralUnion<"system" | "developer" | "user" | "assistant" | "tool">
  /** A text, or OpenAI's content parts (`text`, `image_url`, …). */
  readonly content?: string | null | ReadonlyArray<{ readonly [key: string]: unknown }>
  readonly [key: string]: unknown
}

/** Names that are easily written for those of the parameters. They would be sent as they are, and mean nothing. */
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

/**
 * The parameters of `chat.completions.create`, with OpenAI's names. The common ones are listed here. Any other is sent
 * as it is.
 */
export interface ChatCompletionCreateParams extends NoSettings, NoTwins {
  /** The id of an endpoint, an id from `models.list`, or a per-task alias. */
  readonly model: string | null | undefined
  /** The conversation so far; at least one message. */
  readonly messages: ReadonlyArray<ChatMessage>
  /** How random the choice of tokens is, from 0 (the likeliest token) to 2. */
  readonly temperature?: number | null
  /** Limits the choice to the likeliest tokens that together have this probability. */
  readonly top_p?: number | null
  /** How many choices to generate. */
  readonly n?: number | null
  /** The older name of `max_completion_tokens`. */
  readonly max_tokens?: number | null
  /** The maximum number of tokens to generate. */
  readonly max_completion_tokens?: number | null
  /** The text ends before the first of these strings. */
  readonly stop?: string | ReadonlyArray<string> | null
  /** Makes repeated calls return the same text, as far as the model supports that. */
  readonly seed?: number | null
  /** From -2 to 2: makes tokens less likely the more often they have occurred. */
  readonly frequency_penalty?: number | null
  /** From -2 to 2: makes tokens less likely once they have occurred. */
  readonly presence_penalty?: number | null
  /** Whether to return the log probabilities of the tokens. */
  readonly logprobs?: boolean | null
  /** How many alternatives to return for each token, with `logprobs`. */
  readonly top_logprobs?: number | null
  /** Your own id for the user. */
  readonly user?: string
  /** The format of the output: text, any JSON object, or JSON that fits a schema. */
  readonly response_format?: {
    readonly type: LiteralUnion<"text" | "json_object" | "json_schema">
    readonly [key: string]: unknown
  }
  /** The tools that the model may call. */
  readonly tools?: ReadonlyArray<{
    readonly type: LiteralUnion<"function" | "custom">
    readonly [key: string]: unknown
  }>
  /** Whether the model must call a tool, and which. */
  readonly tool_choice?: LiteralUnion<"auto" | "none" | "required"> | { readonly [key: string]: unknown }
  /** Whether the model may call several tools at once. */
  readonly parallel_tool_calls?: boolean
  /** `include_usage` adds a last chunk with the token counts to a stream. */
  readonly stream_options?: { readonly include_usage?: boolean; readonly [key: string]: unknown } | null
  readonly [key: string]: unknown
}
