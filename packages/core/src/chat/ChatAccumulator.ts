/** Assembles the chunks of a chat stream into a completion. */
import { numberOf, objectOf, objectsOf, textOf } from "../wire/Fields.ts"
import { isJsonObject, type JsonObject } from "../wire/JsonObject.ts"
import {
  ChatCompletion,
  type ChatCompletionWire,
  type ChoiceWire,
  type MessageWire,
  type ToolCall,
  type UsageWire
} from "./ChatCompletion.ts"

/**
 * Merges the chunks of a chat stream into one completion: text, refusals, tool calls and logprobs of each choice, and
 * usage.
 *
 * Any chunk may be added. A field that is not of the documented type does not throw, and does not change the values
 * merged before.
 */
export class ChatAccumulator {
  #empty = true
  readonly #fields: Writable<ChatCompletionWire> = {}
  #usage: UsageWire | null = null
  readonly #choices: Array<GrowingChoice> = []

  /** Adds a chunk, as it arrived. */
  add(chunk: ChatCompletionWire): void {
    this.#empty = false
    for (const key in chunk) {
      if (key !== "choices" && key !== "usage") put(this.#fields, key, chunk[key])
    }
    this.#usage = objectOf(chunk.usage) ?? this.#usage
    const { choices } = chunk
    if (!Array.isArray(choices)) return
    for (let position = 0; position < choices.length; position++) {
      const choice: unknown = choices[position]
      if (isJsonObject(choice)) this.#grow(choice, numberOf(choice["index"]) ?? position)
    }
  }

  /** Whether no chunk was added. */
  get empty(): boolean {
    return this.#empty
  }

  /** The finish reason of each choice seen, by index; `null` for a choice that goes on. */
  get finishReasons(): ReadonlyArray<string | null> {
    return present(this.#choices).map((choice) => choice.finishReason)
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
      choices: present(this.#choices).map(finished)
    }
    return new ChatCompletion(this.#usage === null ? wire : { ...wire, usage: this.#usage })
  }

  #grow(choice: ChoiceWire, index: number): void {
    let growing = this.#choices[index]
    if (growing === undefined) {
      growing = {
        fields: { index },
        message: {},
        content: null,
        refusal: null,
        finishReason: null,
        toolCalls: [],
        logprobs: null
      }
      this.#choices[index] = growing
    }
    growing.finishReason = textOf(choice.finish_reason) || growing.finishReason
    if (isJsonObject(choice.logprobs)) growing.logprobs = mergeLogprobs(growing.logprobs, choice.logprobs)
    if (isJsonObject(choice.delta)) mergeMessage(growing, choice.delta)
    for (const key in choice) {
      if (key !== "index" && key !== "finish_reason" && key !== "logprobs" && key !== "delta") {
        growing.fields[key] = choice[key]
      }
    }
  }
}

type Mutable = { [key: string]: unknown }

type Writable<T> = { -readonly [K in keyof T]: T[K] }

/** A choice while its chunks arrive. */
interface GrowingChoice {
  readonly fields: Writable<ChoiceWire>
  readonly message: Writable<MessageWire>
  content: string | null
  refusal: string | null
  finishReason: string | null
  readonly toolCalls: Array<Writable<ToolCall>>
  logprobs: Mutable | null
}

/** Sets a field. A documented field keeps its value if the new value has another type. */
const put = (fields: Mutable, key: string, value: unknown): void => {
  const before = fields[key]
  if (value === before) return
  // Almost every field of almost every chunk.
  if (typeof value === "string" && typeof before === "string") {
    fields[key] = value
    return
  }
  const read = key === "id" || key === "model" ? textOf : key === "created" ? numberOf : undefined
  if (read !== undefined && read(value) === null && read(before) !== null) return
  fields[key] = value
}

/** The values of a sparse array, by index. A loop over its length would take forever if an index is in the billions. */
const present = <A>(sparse: ReadonlyArray<A>): ReadonlyArray<A> => Object.values(sparse)

const mergeMessage = (growing: GrowingChoice, delta: MessageWire): void => {
  growing.content = joined(growing.content, delta.content)
  for (const key in delta) {
    const value = delta[key]
    if (key === "content") continue
    if (key === "refusal") {
      // An empty piece is not a refusal.
      if (value !== "") growing.refusal = joined(growing.refusal, value)
    } else if (key === "tool_calls") {
      for (const call of objectsOf(value)) mergeToolCall(growing.toolCalls, call)
    } else if (key === "audio") {
      if (isJsonObject(value)) growing.message[key] = mergePieces(growing.message[key], value, ["data", "transcript"])
    } else if (key === "function_call") {
      if (isJsonObject(value)) growing.message[key] = mergeNamed(growing.message[key], value, "arguments")
    } else if (key !== "role" || textOf(value)) {
      growing.message[key] = value
    }
  }
}

/** Appends a piece to a text; `null` as long as no piece was a text. */
const joined = (grown: string | null, piece: unknown): string | null =>
  typeof piece === "string" ? (grown ?? "") + piece : grown

const mergeToolCall = (calls: Array<Writable<ToolCall>>, piece: JsonObject): void => {
  const index = numberOf(piece["index"]) ?? calls.length
  const call = calls[index] ?? {}
  calls[index] = call
  for (const key in piece) {
    const value = piece[key]
    const inPieces = key === "function" ? "arguments" : key === "custom" ? "input" : ""
    if (inPieces) {
      if (isJsonObject(value)) put(call, key, mergeNamed(call[key], value, inPieces))
    } else if (key === "id" || key === "type") {
      if (textOf(value)) call[key] = textOf(value)
    } else if (key !== "index" && value) {
      call[key] = value
    }
  }
}

/** Merges a name, which arrives whole, and a text, which arrives in pieces. */
const mergeNamed = (grown: unknown, piece: JsonObject, text: string): Mutable =>
  mergePieces(grown ?? { name: "", [text]: "" }, piece, [text])

/**
 * Copies the fields of a piece into the object, and appends those that arrive in pieces. Only a text replaces a text.
 */
const mergePieces = (grown: unknown, piece: JsonObject, inPieces: ReadonlyArray<string>): Mutable => {
  const merged: Mutable = isJsonObject(grown) ? { ...grown } : {}
  for (const [key, value] of Object.entries(piece)) {
    const before = merged[key]
    if (typeof before === "string") {
      if (textOf(value)) merged[key] = inPieces.includes(key) ? before + value : value
    } else if (value !== undefined && value !== null) {
      merged[key] = value
    }
  }
  return merged
}

const mergeLogprobs = (grown: Mutable | null, piece: JsonObject): Mutable => {
  const merged: Mutable = { ...grown }
  for (const [key, value] of Object.entries(piece)) {
    const before = merged[key]
    if (Array.isArray(before)) {
      if (Array.isArray(value)) for (const item of value) before.push(item)
    } else if (Array.isArray(value)) merged[key] = [...value]
    else if (value !== null || before === undefined) merged[key] = value
  }
  return merged
}

const finished = (choice: GrowingChoice): ChoiceWire => {
  const { content, refusal } = choice
  const calls = present(choice.toolCalls).map((call) => ({ ...call }))
  return {
    ...choice.fields,
    message: {
      role: "assistant",
      ...choice.message,
      content,
      refusal,
      ...(calls.length > 0 ? { tool_calls: calls } : undefined)
    },
    finish_reason: choice.finishReason,
    logprobs: choice.logprobs
  }
}
