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
    return this.#choices.flatMap((choice) => (choice === undefined ? [] : [choice.finishReason]))
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
    const wire: Mutable = {
      ...this.#fields,
      object: "chat.completion",
      choices: this.#choices.flatMap((choice) => (choice === undefined ? [] : [finished(choice)]))
    }
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
    } else if (key === "function_call" && typeof value === "object" && value !== null) {
      growing.message[key] = mergeFunction(growing.message[key] as Mutable | undefined, value)
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
    } else if (key !== "index" && value) {
      call.fields[key] = value
    }
  }
}

/** A function's name comes whole, its arguments in pieces. */
const mergeFunction = (grown: Mutable | undefined, piece: object): Mutable => {
  const { name, arguments: text, ...rest } = piece as Mutable
  const merged: Mutable = { name: "", arguments: "", ...grown, ...rest }
  if (name) merged["name"] = name
  if (typeof text === "string") merged["arguments"] = `${merged["arguments"]}${text}`
  return merged
}

const mergeLogprobs = (grown: Mutable | null, piece: { readonly [key: string]: unknown }): Mutable => {
  const merged: Mutable = { ...grown }
  for (const [key, value] of Object.entries(piece)) {
    const before = merged[key]
    if (Array.isArray(value) && Array.isArray(before)) before.push(...value)
    else if (Array.isArray(value)) merged[key] = [...value]
    else if (value !== null || before === undefined) merged[key] = value
  }
  return merged
}

const finished = (choice: GrowingChoice): ChoiceWire => {
  const message: Mutable = { role: "assistant", ...choice.message, content: choice.content }
  if (choice.refusal !== null) message["refusal"] = choice.refusal
  const calls = choice.toolCalls.filter((call) => call !== undefined)
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
