/** The messages of a conversation, as they are sent: one type for each role, and the parts of a content. */
import type { LiteralUnion } from "../wire/LiteralUnion.ts"
import type { OtherFields } from "../wire/OtherFields.ts"
import type { Message } from "./ChatCompletion.ts"

/** Instructions for the model. */
export interface SystemMessage extends OtherFields {
  /** `developer` is the newer name of `system`. A message of this role replaces the recommended prompt of an endpoint. */
  readonly role: "system" | "developer"
  /** The instructions. */
  readonly content: ChatContent
  /** A name that tells apart participants of the same role. */
  readonly name?: string | undefined
}

/** What the user says: a text, or parts such as images and files. */
export interface UserMessage extends OtherFields {
  /** Says that the user wrote the message. */
  readonly role: "user"
  /** The text, or its parts. */
  readonly content: ChatContent
  /** A name that tells apart participants of the same role. */
  readonly name?: string | undefined
}

/** An earlier answer of the model. The message of a completion can be sent as it is: `completion.choices[0].message`. */
export interface AssistantMessage extends OtherFields {
  /** Says that the model wrote the message. */
  readonly role: "assistant"
  /** The text, or its parts; absent or `null` if the message has only tool calls. */
  readonly content?: ChatContent | null | undefined
  /** The calls that the model asked for. Each has to be followed by a message of the role `tool`. */
  readonly tool_calls?: ReadonlyArray<AssistantToolCall> | null | undefined
  /** The text of a refusal. */
  readonly refusal?: string | null | undefined
  /** What the model thought. Some servers refuse the next turn if it is not sent back. */
  readonly reasoning_content?: string | null | undefined
  /** A name that tells apart participants of the same role. */
  readonly name?: string | undefined
}

/** The result of a tool call. */
export interface ToolMessage extends OtherFields {
  /** Says that the message is the result of a tool. */
  readonly role: "tool"
  /** The result, usually as JSON. */
  readonly content: ChatContent
  /** The id of the call that this is the result of. */
  readonly tool_call_id: string
}

/** A message of another role. */
export interface OtherMessage extends OtherFields {
  /** The author of the message. */
  readonly role: string & {}
  /** The text, or its parts. */
  readonly content?: ChatContent | null | undefined
}

/** A message of the conversation. The fields that are not listed are sent as they are. */
export type ChatMessage = SystemMessage | UserMessage | AssistantMessage | ToolMessage | OtherMessage | Message

/** The content of a message: a text, or its parts. */
export type ChatContent = string | ReadonlyArray<ContentPart | UntypedPart>

/** A part of a content. Each `type` has its own field. */
export interface ContentPart extends OtherFields {
  /** The kind of the part. */
  readonly type: LiteralUnion<"text" | "image_url" | "input_audio" | "file" | "refusal" | "thinking">
  /** The text of a `text` part. */
  readonly text?: string | null | undefined
  /** The image of an `image_url` part. */
  readonly image_url?: ContentImage | string | null | undefined
  /** The sound of an `input_audio` part. */
  readonly input_audio?: ContentAudio | null | undefined
  /** The file of a `file` part. */
  readonly file?: ContentFile | null | undefined
  /** The text of a `refusal` part. */
  readonly refusal?: string | null | undefined
}

/** An image in a content. */
export interface ContentImage extends OtherFields {
  /** Its address, or its bytes: `data:image/png;base64,…`. */
  readonly url: string
  /** How closely the model looks at it. Default: the model decides. */
  readonly detail?: LiteralUnion<"auto" | "low" | "high"> | null | undefined
}

/** A sound in a content. */
export interface ContentAudio extends OtherFields {
  /** Its bytes in base64. */
  readonly data: string
  /** The format of the bytes. */
  readonly format: LiteralUnion<"wav" | "mp3">
}

/** A file in a content: its bytes, or the id of one that was uploaded. */
export interface ContentFile extends OtherFields {
  /** Its bytes: `data:application/pdf;base64,…`. */
  readonly file_data?: string | null | undefined
  /** The id of an uploaded file. */
  readonly file_id?: string | null | undefined
  /** Its name, which tells the model what it is. */
  readonly filename?: string | null | undefined
}

/** A part without a `type`, such as a value of the type `Record<string, unknown>`. It is sent as it is. */
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
