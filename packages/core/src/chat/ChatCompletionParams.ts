import type { LiteralUnion } from "../wire/LiteralUnion.ts"

/** A message of the conversation; `content` is a text or OpenAI's content parts (`text`, `image_url`, …). */
export interface ChatMessage {
  readonly role: LiteralUnion<"system" | "developer" | "user" | "assistant" | "tool">
  readonly content?: string | null | ReadonlyArray<{ readonly [key: string]: unknown }>
  readonly [key: string]: unknown
}

/**
 * What `chat.completions.create` takes: OpenAI's parameters, spelled as OpenAI does. Those that are common have types
 * here; any other is forwarded untouched (contract R1).
 */
export interface ChatCompletionCreateParams {
  /** An endpoint id, an id of `models.list`, or a per-task alias. */
  readonly model: string | null | undefined
  /** At least one. */
  readonly messages: ReadonlyArray<ChatMessage>
  readonly temperature?: number | null
  readonly top_p?: number | null
  /** How many choices to make. */
  readonly n?: number | null
  readonly max_tokens?: number | null
  readonly max_completion_tokens?: number | null
  readonly stop?: string | ReadonlyArray<string> | null
  readonly seed?: number | null
  readonly frequency_penalty?: number | null
  readonly presence_penalty?: number | null
  readonly logprobs?: boolean | null
  readonly top_logprobs?: number | null
  readonly user?: string
  readonly response_format?: {
    readonly type: LiteralUnion<"text" | "json_object" | "json_schema">
    readonly [key: string]: unknown
  }
  readonly tools?: ReadonlyArray<{
    readonly type: LiteralUnion<"function" | "custom">
    readonly [key: string]: unknown
  }>
  readonly tool_choice?: LiteralUnion<"auto" | "none" | "required"> | { readonly [key: string]: unknown }
  readonly parallel_tool_calls?: boolean
  readonly stream_options?: { readonly include_usage?: boolean; readonly [key: string]: unknown } | null
  readonly [key: string]: unknown
}
