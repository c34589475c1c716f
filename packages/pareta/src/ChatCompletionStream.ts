/** A streamed chat completion. */
import { ChatCompletion, type ChatCompletionChunk, InvalidArgumentError } from "@pareta/core/internal"
import { type EventIterable, ReadingIterable } from "./EventIterable.ts"
import type { Reading } from "./Reading.ts"

/**
 * A streamed chat completion: iterate over its chunks, or get the complete result.
 *
 * ```ts
 * const stream = pareta.chat.completions.create({ model, messages, stream: true })
 * for await (const chunk of stream) process.stdout.write(chunk.choices[0]?.delta.content ?? "")
 * const { usage } = await stream.finalCompletion()
 * ```
 */
export interface ChatCompletionStream extends EventIterable<ChatCompletionChunk> {
  /**
   * Returns the chunks as one completion: text, refusals, reasoning, tool calls and logprobs of each choice, and usage.
   *
   * Reads the stream to its end, unless you have already iterated to its end. Rejects with the failure of the stream,
   * so that a truncated completion is never mistaken for a complete one. The error has the completion so far as
   * `partial`. `responseMeta` returns the metadata of the call.
   */
  finalCompletion(): Promise<ChatCompletion>
  /** Returns the text of the first choice, or an empty string; otherwise like {@link finalCompletion}. */
  text(): Promise<string>
}

/** The line that says that a stream was complete, although no finish reason does. It is a chunk without a choice. */
export const terminatedLine = '{"choices":[],"terminated":true}'

/** What has arrived of a stream; `undefined` before it is open. */
export interface ChatState {
  collected: { readonly completion: () => ChatCompletion; readonly isFinished: boolean } | undefined
}

/** The stream of a {@link Reading}. */
export class ReadingCompletionStream extends ReadingIterable<ChatCompletionChunk> implements ChatCompletionStream {
  readonly #state: ChatState
  #draining: Promise<void> | undefined

  constructor(reading: Reading<ChatCompletionChunk>, state: ChatState) {
    super(reading)
    this.#state = state
  }

  async finalCompletion(): Promise<ChatCompletion> {
    if (this.reading.claim()) this.#draining = this.#drain()
    await this.#draining
    const { outcome } = this.reading
    if (outcome === undefined) {
      throw new InvalidArgumentError("the stream was not read to its end: it is being iterated, or was stopped")
    }
    if (outcome !== null) throw outcome
    const completion = this.#state.collected?.completion() ?? new ChatCompletion()
    this.reading.keepMeta(completion)
    return completion
  }

  async text(): Promise<string> {
    const completion = await this.finalCompletion()
    return completion.choices[0]?.message.content ?? ""
  }

  // Some servers end a stream without a finish reason. Who reads the lines does not see its `[DONE]`.
  protected override endLine(): string {
    return this.#state.collected?.isFinished ? "" : terminatedLine
  }

  async #drain(): Promise<void> {
    let step = await this.reading.next()
    while (step.done !== true) step = await this.reading.next()
  }
}
