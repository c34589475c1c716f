import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import type { Call, CallRequest } from "../http/Call.ts"
import type { EventReader } from "../http/EventReader.ts"
import { eventStream } from "../http/EventStream.ts"
import { type CallFailure, InvalidArgumentError, type StreamFailure } from "../ParetaError.ts"
import { ChatAccumulator } from "./ChatAccumulator.ts"
import type { ChatCompletion, ChatCompletionChunk } from "./ChatCompletion.ts"
import type { ChatCompletionCreateParams } from "./ChatCompletionParams.ts"
import { decodeChatCompletion } from "./ChatCompletionShape.ts"
import { chatStream } from "./ChatDialect.ts"

const operation = "chat.completions.create"

/** A completion as a whole (contract R1). */
export const create = (call: Call, params: ChatCompletionCreateParams): Effect.Effect<ChatCompletion, CallFailure> =>
  call.json(operation, () => request(params, false), decodeChatCompletion, describeCompletion)

/** A completion in chunks, as they are generated (contract R1, §3.1). */
export const stream = (
  call: Call,
  params: ChatCompletionCreateParams
): Stream.Stream<ChatCompletionChunk, StreamFailure> =>
  eventStream((adopt) => open(call, params, ({ reader }) => adopt(reader)))

/** A chat stream for a consumer that reads it by itself, and what its chunks have spelled so far. */
export interface OpenedChat {
  readonly reader: EventReader<ChatCompletionChunk, StreamFailure>
  readonly completion: () => ChatCompletion
}

/** Opens the stream; `adopt` is told before anything can interrupt. */
export const open = (
  call: Call,
  params: ChatCompletionCreateParams,
  adopt: (opened: OpenedChat) => void
): Effect.Effect<EventReader<ChatCompletionChunk, StreamFailure>, CallFailure> =>
  Effect.suspend(() => {
    const accumulator = new ChatAccumulator()
    return call.open(
      operation,
      () => request(params, true),
      chatStream(accumulator),
      (reader) => adopt({ reader, completion: () => accumulator.completion() })
    )
  })

const request = (params: ChatCompletionCreateParams, streamed: boolean): CallRequest => {
  const { model, messages, stream, ...extras } = params ?? {}
  if (typeof model !== "string" || model === "") {
    throw new InvalidArgumentError("model is required (an endpoint id from endpoints.deploy)")
  }
  if (stream !== undefined && stream !== null && typeof stream !== "boolean")
    throw new InvalidArgumentError("stream must be a boolean")
  if (!Array.isArray(messages) || messages.length === 0) {
    throw new InvalidArgumentError("messages is required and must be non-empty")
  }
  return {
    method: "POST",
    path: "/v1/chat/completions",
    json: streamed ? { model, messages, ...extras, stream: true } : { model, messages, ...extras },
    attributes: {
      "gen_ai.operation.name": "chat",
      "gen_ai.provider.name": "pareta",
      "gen_ai.request.model": model
    }
  }
}

const describeCompletion = (completion: ChatCompletion) => ({
  "gen_ai.response.id": completion.id,
  "gen_ai.response.model": completion.model,
  "gen_ai.response.finish_reasons": completion.choices.flatMap(({ finishReason }) => finishReason ?? []),
  "gen_ai.usage.input_tokens": completion.usage.promptTokens,
  "gen_ai.usage.output_tokens": completion.usage.completionTokens
})

/**
 * The completion that the chunks of a stream spell: text, refusals, tool calls, logprobs and usage, per choice.
 *
 * A stream that breaks off fails, with what had arrived as `partial` on its error.
 *
 * ```ts
 * const completion = yield* finalCompletion(client.chat.completions.stream(params))
 * ```
 */
export const finalCompletion = <E, R>(
  chunks: Stream.Stream<ChatCompletionChunk, E, R>
): Effect.Effect<ChatCompletion, E, R> =>
  Effect.suspend(() => {
    const accumulator = new ChatAccumulator()
    return Effect.map(
      Stream.runForEach(chunks, (chunk) => Effect.sync(() => accumulator.add(chunk.raw))),
      () => accumulator.completion()
    )
  })

/** The text of a stream's first choice; fails like the stream. */
export const text = <E, R>(chunks: Stream.Stream<ChatCompletionChunk, E, R>): Effect.Effect<string, E, R> =>
  Effect.map(finalCompletion(chunks), (completion) => completion.choices[0]?.message.content ?? "")
