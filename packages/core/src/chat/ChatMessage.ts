/** The messages of a conversation, as they are sent, and the parts of a content. */
import type { LiteralUnion } from "../wire/LiteralUnion.ts"
import type { OtherFields } from "../wire/OtherFields.ts"

/**
 * A message of the conversation. The message of a completion can be used unchanged: `completion.choices[0].message`.
 * Fields that are not listed are sent unchanged.
 *
 * This is one interface and not a union of the roles: other roles than these pass, and with an open-ended role in a
 * union, an editor would neither complete the other roles nor show documentation for any field. The roles have
 * interfaces of their own.
 */
export interface ChatMessage extends OtherFields {
  /**
   * The author of the message. A `system` message replaces the recommended prompt of an endpoint. `null` only in the
   * message of a completion whose server named none.
   */
  readonly role: LiteralUnion<"system" | "developer" | "user" | "assistant" | "tool"> | null
  /** The text, or its parts, such as images and files. For `tool`, the result of the call, usually as JSON. */
  readonly content?: ChatContent | null | undefined
  /** A name that distinguishes participants with the same role. */
  readonly name?: string | null | undefined
  /** `tool` only: the id of the call that this is the result of. */
  readonly tool_call_id?: string | null | undefined
  /** `assistant` only: the calls that the model asked for. Each has to be followed by a message of the role `tool`. */
  readonly tool_calls?: ReadonlyArray<AssistantToolCall> | null | undefined
  /** `assistant` only: the text of a refusal. */
  readonly refusal?: string | null | undefined
  /** `assistant` only: the model's reasoning. Some servers refuse the next turn if it is not sent back. */
  readonly reasoning_content?: string | null | undefined
}

/** Instructions for the model. `developer` is the newer name of `system`. */
export interface SystemMessage extends ChatMessage {
  readonly role: "system" | "developer"
  readonly content: ChatContent
}

/** What the user says. */
export interface UserMessage extends ChatMessage {
  readonly role: "user"
  readonly content: ChatContent
}

/**
 * An earlier answer of the model. The message of a completion can be sent unchanged: `completion.choices[0].message`.
 */
export interface AssistantMessage extends ChatMessage {
  readonly role: "assistant"
}

/** The result of a tool call. */
export interface ToolMessage extends ChatMessage {
  readonly role: "tool"
  readonly content: ChatContent
  readonly tool_call_id: string
}

/** The content of a message: a string, or a list of parts. */
export type ChatContent = string | ReadonlyArray<ContentPart | UntypedPart>

/** A part of the content of a message. Each `type` has its own field. */
export interface ContentPart extends OtherFields {
  /** The kind of the part. */
  readonly type: LiteralUnion<"text" | "image_url" | "input_audio" | "file" | "refusal" | "thinking">
  /** The text of a `text` part. */
  readonly text?: string | null | undefined
  /** The image of an `image_url` part. */
  readonly image_url?: ContentImage | string | null | undefined
  /** The audio of an `input_audio` part. */
  readonly input_audio?: ContentAudio | null | undefined
  /** The file of a `file` part. */
  readonly file?: ContentFile | null | undefined
  /** The text of a `refusal` part. */
  readonly refusal?: string | null | undefined
}

/** An image in the content of a message. */
export interface ContentImage extends OtherFields {
  /** Its URL, or its bytes as a data URI: `data:image/png;base64,…`. */
  readonly url: string
  /** The resolution at which the model reads the image. Default: the model decides. */
  readonly detail?: LiteralUnion<"auto" | "low" | "high"> | null | undefined
}

/** Audio in the content of a message. */
export interface ContentAudio extends OtherFields {
  /** Its bytes in base64. */
  readonly data: string
  /** The format of the bytes. */
  readonly format: LiteralUnion<"wav" | "mp3">
}

/** A file in the content of a message: its bytes, or the id of an uploaded file. */
export interface ContentFile extends OtherFields {
  /** Its bytes as a data URI: `data:application/pdf;base64,…`. */
  readonly file_data?: string | null | undefined
  /** The id of an uploaded file. */
  readonly file_id?: string | null | undefined
  /** Its name, which tells the model what it is. */
  readonly filename?: string | null | undefined
}

/** A part without a `type`, such as a value of the type `Record<string, unknown>`. It is sent unchanged. */
export interface UntypedPart {
  /** Absent. */
  readonly type?: undefined
  readonly [key: string]: unknown
}

/** A tool call in an earlier answer of the model. */
export interface AssistantToolCall extends OtherFields {
  /** The id of the call, to which the message with its result refers. */
  readonly id?: string | null | undefined
  /** The kind of the tool. */
  readonly type?: LiteralUnion<"function" | "custom"> | null | undefined
  /** The function that the model called. */
  readonly function?: CalledFunction | null | undefined
}

/** The function of a tool call. */
export interface CalledFunction extends OtherFields {
  /** The name of the function. */
  readonly name?: string | null | undefined
  /** Its arguments, as JSON in a string. */
  readonly arguments?: string | null | undefined
}
