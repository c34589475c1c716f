/** The content of a message while its pieces arrive: a text, or a list of parts if the server sends parts. */
import { isJsonObject, type JsonObject } from "../wire/JsonObject.ts"
import { GrowingObject, grow } from "./GrowingFields.ts"

/**
 * Joins the pieces of a content.
 *
 * Parts that are nothing but text become one text. If there are others, such as the thinking of a model, the content
 * stays a list, because some servers refuse the next turn without them.
 */
export class GrowingContent {
  #text: string | null = null
  #parts: Parts | undefined

  /** Adds a piece: a text, a part, or a list of both. Anything else says nothing. */
  add(piece: unknown): void {
    if (typeof piece === "string") this.#addText(piece)
    else this.#addPart(piece, 0)
  }

  /** The text so far; `null` if there is none, or if it is in parts. */
  get text(): string | null {
    return this.#text
  }

  /** The content of the message on the wire. */
  finished(): unknown {
    return this.#parts === undefined ? this.#text : this.#parts.finished()
  }

  #addText(text: string): void {
    if (this.#parts === undefined) this.#text = this.#text === null ? text : this.#text + text
    else this.#parts.add({ type: "text", text })
  }

  #addPart(part: unknown, depth: number): void {
    if (typeof part === "string") this.#addText(part)
    else if (Array.isArray(part) && depth < deepest) for (const each of part) this.#addPart(each, depth + 1)
    else if (isJsonObject(part)) {
      if (isPlain(part)) this.#addText(part["text"])
      else if (typeof part["type"] === "string" || spelling.some((name) => name in part)) this.#asParts().add(part)
    }
  }

  #asParts(): Parts {
    if (this.#parts === undefined) {
      this.#parts = new Parts()
      if (this.#text) this.#parts.add({ type: "text", text: this.#text })
      this.#text = null
    }
    return this.#parts
  }
}

/** Deeper than any server nests lists of parts. */
const deepest = 8

/** Whether a part is a text and nothing else. */
const isPlain = (part: JsonObject): part is JsonObject & { readonly text: string } => {
  const { type, text } = part
  if (typeof text !== "string" || (type !== undefined && type !== "text" && type !== "output_text")) return false
  for (const name in part) if (name !== "type" && name !== "text") return false
  return true
}

/** A list of parts. A part that continues the last one is merged into it. */
class Parts {
  readonly #items: Array<Part> = []

  add(piece: JsonObject): void {
    const last = this.#items.at(-1)
    if (last?.takes(piece)) last.add(piece)
    else this.#items.push(new Part(piece))
  }

  finished(): ReadonlyArray<JsonObject> {
    return this.#items.map((item) => item.finished())
  }
}

/** One part, with a text or a list of parts in it. */
class Part {
  readonly #object = new GrowingObject(0)
  readonly #inner = new Map<string, Parts>()

  constructor(piece: JsonObject) {
    this.add(piece)
  }

  /** Whether a piece continues this part: it is of the same type, and spells something. */
  takes(piece: JsonObject): boolean {
    const { type, index } = this.#object.fields
    return (
      piece["type"] === type && (piece["index"] ?? null) === (index ?? null) && spelling.some((name) => name in piece)
    )
  }

  add(piece: JsonObject): void {
    for (const name in piece) {
      const value = piece[name]
      if (Array.isArray(value) && spelling.includes(name) && value.every(isJsonObject)) {
        const inner = this.#inner.get(name) ?? new Parts()
        this.#inner.set(name, inner)
        for (const each of value) inner.add(each)
      } else grow(this.#object.fields, name, value)
    }
  }

  finished(): JsonObject {
    const inner = [...this.#inner].map(([name, parts]) => [name, parts.finished()])
    return { ...this.#object.finished(), ...Object.fromEntries(inner) }
  }
}

/** The fields of a part that spell something. */
const spelling = ["text", "thinking", "reasoning", "refusal", "content", "signature"]
