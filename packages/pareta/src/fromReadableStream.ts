/** Reads the lines that `toReadableStream` wrote, in the program that receives them. */
import {
  APIConnectionError,
  APIResponseValidationError,
  ChatAccumulator,
  type ChatCompletion,
  type ChatCompletionChunk,
  chatCompletionProblem,
  InvalidArgumentError,
  isChatChunk,
  networkFailure,
  parsedOrText,
  readOnce,
  shortened,
  wordsOf
} from "@pareta/core/internal"
import { terminatedLine } from "./ChatCompletionStream.ts"

/** A chat stream that another program forwarded. It can be read once. */
export interface ForwardedCompletion extends AsyncIterable<ChatCompletionChunk> {
  /**
   * Reads what is left, and returns the complete completion. After an iteration that failed, rejects with the same
   * failure; while an iteration is under way, with an `InvalidArgumentError`.
   */
  finalCompletion(): Promise<ChatCompletion>
  /** Reads what is left, and returns the text of the first choice; `""` if it has none. Rejects as `finalCompletion`. */
  text(): Promise<string>
}

/**
 * Reads a chat stream that another program, such as your own server, forwarded with `stream.toReadableStream()`.
 *
 * Fails with an `APIConnectionError` if the body ends before the completion is finished, so that a truncated completion
 * is never mistaken for a complete one. The error has the completion so far as `partial`. Leaving the loop cancels the
 * body.
 *
 * ```ts
 * const response = await fetch("/api/chat", { method: "POST", body })
 * if (!response.ok) throw new Error(await response.text())
 * for await (const chunk of fromReadableStream(response.body)) show(chunk.choices[0]?.delta.content)
 * ```
 */
export const fromReadableStream = (body: ReadableStream<Uint8Array> | null): ForwardedCompletion => {
  const completion = new ChatAccumulator()
  let isRead = false
  /** How the stream ended; `undefined` before the end, and if the loop was left. */
  let outcome: { readonly failure?: unknown } | undefined
  const chunks = async function* (): AsyncGenerator<ChatCompletionChunk, undefined> {
    if (isRead) throw new InvalidArgumentError(readOnce)
    isRead = true
    try {
      yield* read(body, completion)
      outcome = {}
    } catch (failure) {
      outcome = { failure }
      throw failure
    }
    return undefined
  }
  const drained = async (): Promise<void> => {
    for await (const _ of chunks()) {
      // The accumulator already has the chunk.
    }
  }
  let draining: Promise<void> | undefined
  const finalCompletion = async (): Promise<ChatCompletion> => {
    if (outcome === undefined) {
      if (!isRead) draining = drained()
      await (draining ?? drained())
    } else if ("failure" in outcome) throw outcome.failure
    return completion.completion()
  }
  return {
    [Symbol.asyncIterator]: chunks,
    finalCompletion,
    text: async () => (await finalCompletion()).choices[0]?.message.content ?? ""
  }
}

const operation = "fromReadableStream"

async function* read(
  body: ReadableStream<Uint8Array> | null,
  completion: ChatAccumulator
): AsyncGenerator<ChatCompletionChunk, undefined> {
  const facts = () => ({
    operation,
    ...(completion.empty ? undefined : { facts: { partial: completion.completion() } })
  })
  const brokenOff = (message: string, cause?: unknown) =>
    new APIConnectionError(`${operation}: ${message}`, { ...facts(), ...(cause === undefined ? undefined : { cause }) })
  const unexpectedLine = (problem: string, line: string) =>
    new APIResponseValidationError(shortened(`${operation}: ${problem}`), { ...facts(), body: parsedOrText(line) })
  const chunkOf = (line: string): ChatCompletionChunk => {
    const value = parsedOrText(line)
    if (!isChatChunk(value)) {
      const words = typeof value === "string" ? undefined : wordsOf(value)
      throw unexpectedLine(words ?? "a line is not one of toReadableStream", line)
    }
    const problem = chatCompletionProblem(value)
    if (problem !== undefined) throw unexpectedLine(`unexpected line: ${problem}`, line)
    return completion.take(value)
  }
  if (typeof body?.getReader !== "function")
    throw new InvalidArgumentError("body must be a ReadableStream", { operation })
  if (body.locked) throw new InvalidArgumentError("body is being read elsewhere", { operation })
  const reader = body.getReader()
  const decoder = new TextDecoder()
  // A test, or a stream that was decoded on its way, may have texts in place of bytes.
  const textOf = (piece: unknown, isFollowed: boolean): string => {
    if (typeof piece === "string") return piece
    try {
      return decoder.decode(piece as Uint8Array | undefined, { stream: isFollowed })
    } catch (cause) {
      throw brokenOff("the body has a piece that is neither bytes nor text", cause)
    }
  }
  let rest = ""
  let isEnded = false
  let isTerminated = false
  try {
    while (!isEnded) {
      const { done, value } = await reader.read().catch((cause: unknown) => {
        throw brokenOff(networkFailure(cause).message, cause)
      })
      isEnded = done
      const lines = (rest + textOf(value, !done)).split("\n")
      // The text after the last newline is a line without its end, or nothing. A proxy may remove the last newline.
      rest = lines.pop() ?? ""
      if (isEnded && typeof parsedOrText(rest) === "object") {
        lines.push(rest)
        rest = ""
      }
      for (const line of lines) {
        const text = line.trim()
        if (text === terminatedLine) isTerminated = true
        else if (text !== "") yield chunkOf(line)
      }
    }
    // Such as the text of a refusal, whose status was not looked at.
    if (rest.trim() !== "" && completion.empty) chunkOf(rest)
    if (rest.trim() !== "" || !(isTerminated || completion.isFinished)) {
      throw brokenOff("the stream ended before the completion was finished")
    }
  } finally {
    if (!isEnded) reader.cancel().catch(() => {})
  }
  return undefined
}
