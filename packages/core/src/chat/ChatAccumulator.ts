/** Assembles the chunks of a chat stream into a completion. */
import { countOf, numberOf, objectsOf, textOf } from "../wire/Fields.ts"
import { isJsonObject, type JsonObject } from "../wire/JsonObject.ts"
import {
  ChatCompletion,
  ChatCompletionChunk,
  type ChatCompletionWire,
  type ChoiceWire,
  type MessageWire,
  pieceOf,
  type Rests,
  type UsageWire,
  usageOf
} from "./ChatCompletion.ts"
import { GrowingContent } from "./GrowingContent.ts"
import { finishedFields, type GrowingFields, grow } from "./GrowingFields.ts"
import { GrowingNamed, GrowingToolCalls } from "./GrowingToolCalls.ts"

/**
 * Merges the chunks of a chat stream into one completion: text, refusals, reasoning, tool calls and logprobs of each
 * choice, and usage.
 *
 * Any chunk may be added. A field that is not of the documented type does not throw, and does not change the values
 * merged before. A chunk costs the same, however much there is already.
 */
export class ChatAccumulator {
  #empty = true
  readonly #fields: Writable<ChatCompletionWire> = {}
  #usage: UsageWire | null = null
  readonly #choices = new Map<number, GrowingChoice>()

  /** Adds a chunk, as it arrived, and returns its model. A plain one is known to have no complete message. */
  take(chunk: ChatCompletionWire, isPlain?: boolean): ChatCompletionChunk {
    const pieces = isPlain ? null : this.#piecesOf(chunk)
    this.add(chunk, pieces)
    return new ChatCompletionChunk(chunk, pieces)
  }

  /** Adds a chunk, as it arrived. */
  add(chunk: ChatCompletionWire, pieces = this.#piecesOf(chunk)): void {
    this.#empty = false
    const fields = this.#fields
    // Read by name, which is several times as fast as by key.
    if (chunk.id !== fields.id) put(fields, "id", chunk.id)
    if (chunk.object !== fields.object) put(fields, "object", chunk.object)
    if (chunk.created !== fields.created) put(fields, "created", chunk.created)
    if (chunk.model !== fields.model) put(fields, "model", chunk.model)
    for (const key in chunk) if (!isDocumented(key)) put(fields, key, chunk[key])
    const usage = usageOf(chunk)
    if (usage !== null) this.#addUsage(usage)
    const { choices } = chunk
    if (!Array.isArray(choices)) return
    for (let position = 0; position < choices.length; position++) {
      const choice: unknown = choices[position]
      if (isJsonObject(choice)) this.#at(choice, position).add(choice, pieces?.[position] ?? pieceOf(choice))
    }
  }

  /** Whether no chunk was added. */
  get empty(): boolean {
    return this.#empty
  }

  /** The finish reason of each choice seen, by index; `null` for a choice that is not finished. */
  get finishReasons(): ReadonlyArray<string | null> {
    return this.#inOrder().map((choice) => choice.finishReason)
  }

  /** Whether there is a choice, and every choice is finished. */
  get isFinished(): boolean {
    const { finishReasons } = this
    return finishReasons.length > 0 && !finishReasons.includes(null)
  }

  /** The token counts, if a chunk had them; else `null`. */
  get usage(): JsonObject | null {
    return this.#usage
  }

  /** Returns the last value of a top-level field of the chunks. */
  field(name: string): unknown {
    return this.#fields[name]
  }

  /** Returns the completion so far. */
  completion(): ChatCompletion {
    // `obfuscation` is padding that hides the length of a chunk. It does not belong to the completion.
    const { obfuscation: _, ...fields } = this.#fields
    const wire: ChatCompletionWire = {
      ...fields,
      object: "chat.completion",
      choices: this.#inOrder().map((choice) => choice.finished())
    }
    return new ChatCompletion(this.#usage === null ? wire : { ...wire, usage: this.#usage })
  }

  #addUsage(usage: UsageWire): void {
    // One that says nothing is ignored.
    for (const name in usage) {
      if (usage[name] === null) continue
      this.#usage = usage
      return
    }
    this.#usage ??= usage
  }

  /**
   * The pieces of the choices, if one of them is a complete message. Some servers end a stream with it, and then it has
   * only the rest of what the pieces before it spell. Almost no chunk has one.
   */
  #piecesOf({ choices }: ChatCompletionWire): Rests | null {
    if (!Array.isArray(choices) || !choices.some(hasMessage)) return null
    return choices.map((choice, position) => (isJsonObject(choice) ? this.#at(choice, position).pieceOf(choice) : null))
  }

  #at(choice: ChoiceWire, position: number): GrowingChoice {
    const index = countOf(choice.index) ?? position
    let growing = this.#choices.get(index)
    if (growing === undefined) {
      growing = new GrowingChoice(index)
      this.#choices.set(index, growing)
    }
    return growing
  }

  #inOrder(): ReadonlyArray<GrowingChoice> {
    return [...this.#choices.values()].sort((one, other) => one.index - other.index)
  }
}

const hasMessage = (choice: unknown): boolean => isJsonObject(choice) && isJsonObject(choice["message"])

const isDocumented = (key: string): boolean =>
  key === "id" || key === "object" || key === "created" || key === "model" || key === "choices" || key === "usage"

type Writable<T> = { -readonly [K in keyof T]: T[K] }

/** Sets a field of a chunk or a choice. They are repeated, so the last value counts, but `null` erases nothing. */
const put = (fields: GrowingFields, key: string, value: unknown): void => {
  const before = fields[key]
  // Almost every field of almost every chunk.
  if (value === before || key === "__proto__") return
  if (before !== undefined && (value === null || value === undefined)) return
  const read = key === "id" || key === "model" ? textOf : key === "created" ? numberOf : undefined
  // A documented field keeps its value if the new value has another type.
  if (read !== undefined && read(value) === null && read(before) !== null) return
  fields[key] = value
}

/** A choice while its chunks arrive. */
class GrowingChoice {
  readonly index: number
  finishReason: string | null = null
  readonly #fields: Writable<ChoiceWire> = {}
  readonly #message = new GrowingMessage()
  #logprobs: GrowingFields | null = null
  /** Whether its message came in pieces. */
  #hasPieces = false

  constructor(index: number) {
    this.index = index
  }

  /** The piece in a choice; of a complete message, what the pieces before it did not have. */
  pieceOf(choice: ChoiceWire): MessageWire | null {
    const piece = pieceOf(choice)
    return piece !== null && piece === choice.message && this.#hasPieces ? this.#message.restOf(piece) : piece
  }

  add(choice: ChoiceWire, piece: MessageWire | null): void {
    if (piece !== null) {
      this.#message.add(piece)
      this.#hasPieces ||= piece === choice.delta
    }
    for (const key in choice) {
      const value = choice[key]
      if (key === "finish_reason") this.finishReason = textOf(value) || this.finishReason
      else if (key === "logprobs") this.#addLogprobs(value)
      else if (!isOfMessage(key)) put(this.#fields, key, value)
    }
  }

  finished(): ChoiceWire {
    return {
      index: this.index,
      ...this.#fields,
      message: this.#message.finished(),
      finish_reason: this.finishReason,
      logprobs: this.#logprobs === null ? null : copied(this.#logprobs)
    }
  }

  #addLogprobs(piece: unknown): void {
    if (!isJsonObject(piece)) return
    this.#logprobs ??= {}
    for (const key in piece) appendLogprobs(this.#logprobs, key, piece[key])
  }
}

/** The fields of a choice that are read elsewhere. */
const isOfMessage = (key: string): boolean =>
  key === "index" || key === "delta" || key === "message" || key === "text" || key === "usage"

/** Appends a list of logprobs. The list that grows is never one of the wire. */
const appendLogprobs = (grown: GrowingFields, key: string, value: unknown): void => {
  const before = grown[key]
  if (Array.isArray(before)) {
    if (Array.isArray(value)) for (const item of value) before.push(item)
  } else if (Array.isArray(value)) grown[key] = [...value]
  else put(grown, key, value)
}

const copied = (fields: GrowingFields): GrowingFields =>
  Object.fromEntries(Object.entries(fields).map(([key, value]) => [key, Array.isArray(value) ? [...value] : value]))

/** A message while its pieces arrive. */
class GrowingMessage {
  readonly #content = new GrowingContent()
  #refusal: string | null = null
  readonly #toolCalls = new GrowingToolCalls()
  #functionCall: GrowingNamed | undefined
  readonly #fields: GrowingFields = {}

  add(delta: MessageWire): void {
    for (const key in delta) {
      const value = delta[key]
      switch (key) {
        case "content":
          this.#content.add(value)
          break
        case "refusal":
          // An empty piece is not a refusal.
          if (typeof value === "string" && value !== "") this.#refusal = (this.#refusal ?? "") + value
          break
        case "tool_calls":
          for (const call of objectsOf(value)) this.#toolCalls.add(call)
          break
        case "function_call":
          if (!isJsonObject(value)) break
          this.#functionCall ??= new GrowingNamed("arguments")
          this.#functionCall.add(value)
          break
        case "role":
          if (textOf(value)) this.#fields[key] = value
          break
        default:
          grow(this.#fields, key, value)
      }
    }
  }

  /** A complete message without the texts that there are already. */
  restOf(message: MessageWire): MessageWire {
    const rest: GrowingFields = {}
    for (const key in message) {
      const value = message[key]
      const before = key === "content" ? this.#content.text : key === "refusal" ? this.#refusal : this.#fields[key]
      const isRepeated = typeof before === "string" && typeof value === "string" && value.startsWith(before)
      rest[key] = isRepeated ? value.slice(before.length) : value
    }
    return rest
  }

  finished(): MessageWire {
    const calls = this.#toolCalls.finished()
    const wire: { [name: string]: unknown } = {
      role: "assistant",
      ...finishedFields(this.#fields),
      ...(this.#functionCall === undefined ? undefined : { function_call: this.#functionCall.finished() }),
      content: this.#content.finished(),
      refusal: this.#refusal,
      ...(calls.length > 0 ? { tool_calls: calls } : undefined)
    }
    return wire
  }
}
