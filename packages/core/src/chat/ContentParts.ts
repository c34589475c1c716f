/** Reads the texts of a message whose `content` is a list of parts instead of a text. */
import { isJsonObject, type JsonObject } from "../wire/JsonObject.ts"

/** The texts of some parts, each joined; `null` where no part has any. */
export interface SpelledParts {
  readonly content: string | null
  readonly refusal: string | null
  readonly reasoning: string | null
}

/** Reads the parts of a `content`: texts, objects with a text, and lists of both. */
export const spelledBy = (content: unknown): SpelledParts => {
  const texts = { content: [], refusal: [], reasoning: [] }
  read(content, "content", texts, 0)
  return { content: joined(texts.content), refusal: joined(texts.refusal), reasoning: joined(texts.reasoning) }
}

type Texts = { readonly [name in keyof SpelledParts]: Array<string> }

const joined = (texts: ReadonlyArray<string>): string | null => (texts.length === 0 ? null : texts.join(""))

/** Deeper than any server nests parts. */
const deepest = 8

const read = (part: unknown, kind: keyof SpelledParts, texts: Texts, depth: number): void => {
  if (typeof part === "string") texts[kind].push(part)
  else if (depth > deepest) return
  else if (Array.isArray(part)) for (const each of part) read(each, kind, texts, depth + 1)
  else if (isJsonObject(part)) readObject(part, kind, texts, depth + 1)
}

const readObject = (part: JsonObject, kind: keyof SpelledParts, texts: Texts, depth: number): void => {
  const { type, text, refusal, thinking, reasoning, content, value, summary } = part
  if (isThere(refusal)) read(refusal, "refusal", texts, depth)
  else if (isThere(thinking) || isThere(reasoning)) read(thinking ?? reasoning, "reasoning", texts, depth)
  else {
    const named = typeof type === "string" && /^(?:thinking|reasoning)/.test(type) ? "reasoning" : kind
    // A text may be an object with the text as its `value`.
    read(text ?? content ?? value ?? (named === "reasoning" ? summary : undefined), named, texts, depth)
  }
}

const isThere = (value: unknown): boolean => value !== undefined && value !== null
