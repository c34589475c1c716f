/** Reads the prompt of a chat request from its messages, and counts its tokens. */
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import type { Prompt } from "../answers/Model.ts"
import { countTokens } from "../catalogue/Tokens.ts"
import type { ContentPart } from "./ChatDocuments.ts"
import type { ChatMessage } from "./ChatRequest.ts"

/** A prompt with its number of tokens. */
export interface ChatPrompt extends Prompt {
  /** Reported as `usage.prompt_tokens`. */
  readonly tokens: number
}

/** Reads a conversation. `injectedSystem` is put in front of a conversation that has no system message. */
export const readPrompt = (messages: ReadonlyArray<ChatMessage>, injectedSystem: string | undefined): ChatPrompt => {
  const all: ReadonlyArray<ChatMessage> =
    injectedSystem !== undefined && !messages.some(isSystem)
      ? [{ role: "system", content: injectedSystem }, ...messages]
      : messages
  const ofUser = all.filter((message) => message.role === "user")
  const last = ofUser.at(-1)
  const images = all.reduce((sum, message) => sum + countImages(message), 0)
  return {
    system: all.filter(isSystem).map(textOf).join("\n"),
    ask: last === undefined ? "" : textOf(last),
    userText: ofUser.map((message) => [textOf(message), ...pagesOf(message)].join("\n\n").trim()).join("\n\n"),
    images,
    ...readTools(messages.slice(messages.findLastIndex(({ role }) => role === "user") + 1)),
    tokens:
      all.reduce((sum, message) => sum + tokensPerMessage + countTokens(textOf(message)), tokensToOpenAnswer) +
      images * tokensPerImage
  }
}

// The overhead that OpenAI documents: a few tokens frame each message, and a few more open the answer.
const tokensPerMessage = 4
const tokensToOpenAnswer = 3
const tokensPerImage = 765

const isSystem = ({ role }: ChatMessage): boolean => role === "system" || role === "developer"

const textOf = ({ content }: ChatMessage): string =>
  typeof content === "string"
    ? content
    : (content ?? []).map((part) => (part.type === "text" ? (part.text ?? "") : "")).join("\n")

// The text that a model reads in images of pages. It is not counted: the images are.
const pagesOf = ({ content }: ChatMessage): ReadonlyArray<string> =>
  Array.isArray(content) ? content.flatMap(({ page }: ContentPart) => page ?? []) : []

// The calls and results since the last user message. `function` is the role of a result in the first version of tools.
const readTools = (messages: ReadonlyArray<ChatMessage>): Pick<Prompt, "calledTools" | "toolResults"> => ({
  calledTools: messages.flatMap(({ tool_calls: calls }) => (Array.isArray(calls) ? calls.flatMap(nameOf) : [])),
  toolResults: messages.filter(({ role }) => role === "tool" || role === "function").map(textOf)
})

const nameOf = (call: unknown): ReadonlyArray<string> =>
  Option.match(decodeCall(call), { onNone: () => [], onSome: (valid) => [valid.function.name] })

const decodeCall = Schema.decodeUnknownOption(Schema.Struct({ function: Schema.Struct({ name: Schema.String }) }))

const countImages = ({ content }: ChatMessage): number =>
  Array.isArray(content) ? content.filter((part) => part.type === "image_url").length : 0
