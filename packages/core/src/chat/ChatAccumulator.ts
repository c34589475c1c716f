import type { ChatCompletionWire, ChoiceWire, MessageWire, ToolCall } from "./ChatCompletion.ts"
import { ChatCompletion } from "./ChatCompletion.ts"

type Mutable = { [key: string]: unknown }

/** A choice while it grows. */
interface GrowingChoice {
  readonly fields: Mutable
  readonly message: Mutable
  content: string | null
  refusal: string | null
  finishReason: string | null
  readonly toolCalls: Array<{ fields: Mutable; function: Mutable | undefined }>
  logprobs: Mutable | null
}

/** Merges the chunks of a chat stream into the completion they spell: text, refusals, tool calls, logprobs, usage, per choice. */
export class ChatAccumulator {
  #empty = true
  readonly #fields: Mutable = {}
  #usage: unknown
  readonly #choices: Array<GrowingChoice | undefined> = []

  /** Adds a chunk as it arrived. */
  add(chunk: ChatCompletionWire): void {
    this.#empty = false
    for (const key in chunk) {
      if (key !== "choices" && key !== "usage") this.#fields[key] = chunk[key]
    }
    if (chunk.usage) this.#usage = chunk.usage
    if (!chunk.choices) return
    for (let position = 0; position < chunk.choices.length; position++) {
      const choice = chunk.choices[position] as ChoiceWire
      this.#grow(choice, choice.index ?? position)
    }
  }

  /** Whether any chunk was added. */
  get empty(): boolean {
    return this.#empty
  }

  /** The finish reason of each choice seen, by index; `null` where it goes on. */
  get finishReasons(): ReadonlyArray<string | null> {
    return present(this.#choices).map((choice) => choice.finishReason)
  }

  /** The token counts, when a chunk carried them. */
  get usage(): { readonly [key: string]: unknown } | null {
    return (this.#usage as { readonly [key: string]: unknown } | undefined) ?? null
  }

  /** The latest of the chunks' own fields under this name. */
  field(name: string): unknown {
    return this.#fields[name]
  }

  /** The completion so far. */
  completion(): ChatCompletion {
    // Padding against guesses at a chunk's length; it says nothing of the whole.
    const { obfuscation: _, ...fields } = this.#fields
    const wire: Mutable = { ...fields, object: "chat.completion", choices: present(this.#choices).map(finished) }
    if (this.#usage !== undefined) wire["usage"] = this.#usage
    return new ChatCompletion(wire as ChatCompletionWire)
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
    if (choice.finish_reason) growing.finishReason = choice.finish_reason
    if (choice.logprobs) growing.logprobs = mergeLogprobs(growing.logprobs, choice.logprobs)
    if (choice.delta) mergeMessage(growing, choice.delta)
    for (const key in choice) {
      if (key !== "index" && key !== "finish_reason" && key !== "logprobs" && key !== "delta") {
        growing.fields[key] = choice[key]
      }
    }
  }
}

/** What a sparse array holds, by index; walking its length would take for ever when a server sends an index of billions. */
const present = <A>(sparse: ReadonlyArray<A | undefined>): ReadonlyArray<A> => Object.values(sparse) as Array<A>

const mergeMessage = (growing: GrowingChoice, delta: MessageWire): void => {
  if (delta.content) growing.content = (growing.content ?? "") + delta.content
  else if (delta.content === "" && growing.content === null) growing.content = ""
  for (const key in delta) {
    if (key === "content") continue
    const value = delta[key]
    if (key === "refusal") {
      if (delta.refusal) growing.refusal = (growing.refusal ?? "") + delta.refusal
    } else if (key === "tool_calls") {
      for (const call of delta.tool_calls ?? []) mergeToolCall(growing.toolCalls, call)
    } else if (key === "audio") {
      if (isObject(value)) growing.message[key] = mergePieces(growing.message[key], value, ["data", "transcript"])
    } else if (key === "function_call") {
      if (isObject(value)) growing.message[key] = mergeFunction(growing.message[key], value)
    } else if (key !== "role" || value) {
      growing.message[key] = value
    }
  }
}

const mergeToolCall = (calls: GrowingChoice["toolCalls"], piece: ToolCall): void => {
  const index = piece.index ?? calls.length
  let call = calls[index]
  if (call === undefined) {
    call = { fields: {}, function: undefined }
    calls[index] = call
  }
  for (const [key, value] of Object.entries(piece)) {
    if (key === "function") {
      if (value) call.function = mergeFunction(call.function, value)
    } else if (key === "custom") {
      if (isObject(value)) call.fields[key] = mergeNamed(call.fields[key], value, "input")
    } else if (key !== "index" && value) {
      call.fields[key] = value
    }
  }
}

const mergeFunction = (grown: unknown, piece: object): Mutable => mergeNamed(grown, piece, "arguments")

/** A name comes whole, the text beside it in pieces. */
const mergeNamed = (grown: unknown, piece: object, text: string): Mutable => {
  const { name, ...rest } = piece as Mutable
  const merged = mergePieces(grown ?? { name: "", [text]: "" }, rest, [text])
  if (name) merged["name"] = name
  return merged
}

/** The fields of a piece laid over what has grown, those that come in pieces added to it. */
const mergePieces = (grown: unknown, piece: object, inPieces: ReadonlyArray<string>): Mutable => {
  const merged: Mutable = { ...(grown as Mutable | undefined) }
  for (const [key, value] of Object.entries(piece)) {
    if (value === undefined || value === null) continue
    const before = merged[key]
    // These fields are not checked: whatever is no text cannot be added to.
    const grows = inPieces.includes(key) && typeof before === "string" && typeof value === "string"
    merged[key] = grows ? before + value : value
  }
  return merged
}

const isObject = (value: unknown): value is object => typeof value === "object" && value !== null

const mergeLogprobs = (grown: Mutable | null, piece: { readonly [key: string]: unknown }): Mutable => {
  const merged: Mutable = { ...grown }
  for (const [key, value] of Object.entries(piece)) {
    const before = merged[key]
    if (Array.isArray(value) && Array.isArray(before)) for (const item of value) before.push(item)
    else if (Array.isArray(value)) merged[key] = [...value]
    else if (value !== null || before === undefined) merged[key] = value
  }
  return merged
}

const finished = (choice: GrowingChoice): ChoiceWire => {
  const { content, refusal } = choice
  const message: Mutable = { role: "assistant", ...choice.message, content, refusal }
  const calls = present(choice.toolCalls)
  if (calls.length > 0) {
    message["tool_calls"] = calls.map((call) =>
      call.function === undefined ? call.fields : { ...call.fields, function: call.function }
    )
  }
  return {
    ...choice.fields,
    message: message as MessageWire,
    finish_reason: choice.finishReason,
    logprobs: choice.logprobs
  } as ChoiceWire
}
