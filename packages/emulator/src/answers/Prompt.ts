/** What a chat request asks, reduced to what the answers are made from. */
import { countTokens } from "../catalogue/Tokens.ts"

/** A part of a message's content. */
export interface ContentPart {
  readonly type: string
  readonly text?: string | undefined
}

/** A chat message as it comes over the wire. */
export interface ChatMessage {
  readonly role: string
  readonly content?: string | null | undefined | ReadonlyArray<ContentPart>
}

/** The texts of a conversation. */
export interface Prompt {
  /** All system (and developer) messages. */
  readonly system: string
  /** The last user message. */
  readonly ask: string
  /** All user messages: the document may have come before the question. */
  readonly userText: string
  readonly images: number
  readonly tokens: number
}

// The overhead OpenAI documents: a few tokens frame each message, a few more open the answer.
const tokensPerMessage = 4
const tokensToOpenAnswer = 3
const tokensPerImage = 765

const textOf = (message: ChatMessage): string => {
  if (typeof message.content === "string") return message.content
  return (message.content ?? []).map((part) => (part.type === "text" ? (part.text ?? "") : "")).join("\n")
}

const imagesIn = (message: ChatMessage): number =>
  Array.isArray(message.content) ? message.content.filter((part) => part.type === "image_url").length : 0

/** Reads a conversation; `injectedSystem` is put in front when the request has no system message. */
export const readPrompt = (messages: ReadonlyArray<ChatMessage>, injectedSystem: string | undefined): Prompt => {
  const isSystem = (message: ChatMessage) => message.role === "system" || message.role === "developer"
  const all: ReadonlyArray<ChatMessage> =
    injectedSystem !== undefined && !messages.some(isSystem)
      ? [{ role: "system", content: injectedSystem }, ...messages]
      : messages
  const userTexts = all.filter((message) => message.role === "user").map(textOf)
  const images = all.reduce((sum, message) => sum + imagesIn(message), 0)
  return {
    system: all.filter(isSystem).map(textOf).join("\n"),
    ask: userTexts.at(-1) ?? "",
    userText: userTexts.join("\n\n"),
    images,
    tokens:
      all.reduce((sum, message) => sum + tokensPerMessage + countTokens(textOf(message)), tokensToOpenAnswer) +
      images * tokensPerImage
  }
}
