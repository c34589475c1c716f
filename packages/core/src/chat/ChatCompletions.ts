/** `chat.completions`, and those of the agent lane: buffered and streamed. */
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import * as Sink from "effect/Sink"
import * as Stream from "effect/Stream"
import { checkType, refuseSettings, requiredText } from "../Arguments.ts"
import type { Api, ApiRequest } from "../http/Api.ts"
import type { ResponseMeta } from "../http/call/ResponseMeta.ts"
import type { EventReader } from "../http/stream/EventReader.ts"
import { eventStream, openedStream } from "../http/stream/EventStream.ts"
import { type CallFailure, InvalidArgumentError } from "../ParetaError.ts"
import { tagOf } from "../wire/Tag.ts"
import { ChatAccumulator } from "./ChatAccumulator.ts"
import type { ChatCompletion, ChatCompletionChunk } from "./ChatCompletion.ts"
import type { AgentCompletionCreateParams, ChatCompletionCreateParams } from "./ChatCompletionParams.ts"
import { decodeChatCompletion } from "./ChatCompletionShape.ts"
import { chatStream, type StreamFailure } from "./ChatEvents.ts"
import type { ChatMessage } from "./ChatMessage.ts"

/** `client.chat.completions` */
export interface ChatCompletions {
  /**
   * Creates a completion and returns the complete result: `POST /v1/chat/completions`. Billed. With `stream: true` it
   * fails with `InvalidArgumentError`: that is `stream`.
   */
  readonly create: (
    params: ChatCompletionCreateParams & { readonly stream?: false | null | undefined }
  ) => Effect.Effect<ChatCompletion, CallFailure>
  /**
   * Creates a completion and streams its chunks as they are generated: `POST /v1/chat/completions`. Billed.
   *
   * A stream that breaks off fails. Its error has the completion so far as `partial`.
   */
  readonly stream: (params: ChatCompletionCreateParams) => Stream.Stream<ChatCompletionChunk, StreamFailure>
  /**
   * Like `stream`, but returns once the server has accepted the call, and fails with the server's error if it refuses
   * the call. So a route handler can answer with the right status before it streams: `POST /v1/chat/completions`.
   * Billed.
   *
   * Closing the scope cancels the request. The chunks can be read once.
   *
   * ```ts
   * const { chunks } = yield* client.chat.completions.open(params)
   * yield* Stream.runForEach(chunks, (chunk) => Console.log(chunk.choices[0]?.delta.content))
   * ```
   */
  readonly open: (params: ChatCompletionCreateParams) => Effect.Effect<OpenedCompletion, CallFailure, Scope.Scope>
}

/** `client.agent.chat.completions` */
export interface AgentCompletions {
  /**
   * Answers one turn of a conversation with tools: `POST /agent/v1/chat/completions`. Billed once a turn. The option
   * `session` of the call keeps a conversation on the same model. With `stream: true` it fails with
   * `InvalidArgumentError`: that is `stream`.
   */
  readonly create: (
    params: AgentCompletionCreateParams & { readonly stream?: false | null | undefined }
  ) => Effect.Effect<ChatCompletion, CallFailure>
  /** Streams the chunks of one turn, the last of them with the usage: `POST /agent/v1/chat/completions`. Billed. */
  readonly stream: (params: AgentCompletionCreateParams) => Stream.Stream<ChatCompletionChunk, StreamFailure>
  /**
   * Like `stream`, but returns once the server has accepted the call: `POST /agent/v1/chat/completions`. Billed. Closing
   * the scope cancels the request.
   */
  readonly open: (params: AgentCompletionCreateParams) => Effect.Effect<OpenedCompletion, CallFailure, Scope.Scope>
}

/** A streamed completion that the server has accepted. */
export interface OpenedCompletion {
  /** The metadata of the call so far, such as the request id and the number of attempts. */
  readonly meta: ResponseMeta
  /** The chunks, as they are generated. They can be read once. */
  readonly chunks: Stream.Stream<ChatCompletionChunk, StreamFailure>
}

/** A route that answers chats. */
export interface ChatLane {
  readonly operation: string
  readonly path: string
  /** The model of a request that names none. Without one, the request is refused. */
  readonly model?: string
  /** Whether its requests may belong to a session. */
  readonly hasSessions?: boolean
}

/** `chat.completions` */
export const chatLane: ChatLane = { operation: "chat.completions.create", path: "/v1/chat/completions" }

/** `agent.chat.completions` */
export const agentLane: ChatLane = {
  operation: "agent.chat.completions.create",
  path: "/agent/v1/chat/completions",
  model: "auto",
  hasSessions: true
}

/** Creates the operations of a lane. */
export const make = (api: Api, lane: ChatLane): AgentCompletions => {
  const opening =
    (params: AgentCompletionCreateParams) =>
    (adopt: (reader: EventReader<ChatCompletionChunk, StreamFailure>) => void) =>
      open(api, lane, params, ({ reader }) => adopt(reader))
  return {
    create: (params) => create(api, lane, params),
    stream: (params) => eventStream(opening(params)),
    open: (params) => Effect.map(openedStream(opening(params)), ({ meta, events }) => ({ meta, chunks: events }))
  }
}

/** Creates a completion and returns the complete result. */
export const create = (
  api: Api,
  lane: ChatLane,
  params: AgentCompletionCreateParams
): Effect.Effect<ChatCompletion, CallFailure> =>
  api.json(lane.operation, () => request(lane, params, false), decodeChatCompletion, describeCompletion)

/** A chat stream to read step by step, and the completion so far. */
export interface OpenedChat {
  readonly reader: EventReader<ChatCompletionChunk, StreamFailure>
  readonly collected: Pick<ChatAccumulator, "completion" | "isFinished">
}

/** Opens a chat stream. `adopt` is called with it before the effect can be interrupted. */
export const open = (
  api: Api,
  lane: ChatLane,
  params: AgentCompletionCreateParams,
  adopt: (opened: OpenedChat) => void
): Effect.Effect<EventReader<ChatCompletionChunk, StreamFailure>, CallFailure> =>
  Effect.suspend(() => {
    const accumulator = new ChatAccumulator()
    return api.open(
      lane.operation,
      () => request(lane, params, true),
      chatStream(accumulator),
      // The accumulator itself: a closure made here would keep the messages for as long as the stream is kept.
      (reader) => adopt({ reader, collected: accumulator })
    )
  })

/**
 * Merges the chunks of a stream into one completion: text, refusals, reasoning, tool calls and logprobs of each choice,
 * and usage.
 *
 * Fails with the failure of the stream. If the stream breaks off, the error has the completion so far as `partial`.
 *
 * ```ts
 * const completion = yield* finalCompletion(client.chat.completions.stream(params))
 * ```
 */
export const finalCompletion = <E, R>(
  chunks: Stream.Stream<ChatCompletionChunk, E, R>
): Effect.Effect<ChatCompletion, E, R> => Stream.run(chunks, completionSink)

/** A Sink that merges the chunks of a stream into one completion, as {@link finalCompletion} does. */
export const completionSink: Sink.Sink<ChatCompletion, ChatCompletionChunk> = /*#__PURE__*/ Sink.map(
  /*#__PURE__*/ Sink.reduceArray(
    () => new ChatAccumulator(),
    (accumulator, chunks) => {
      for (const chunk of chunks) accumulator.add(chunk.raw)
      return accumulator
    }
  ),
  (accumulator) => accumulator.completion()
)

/**
 * Emits, for each chunk of a stream, the completion up to that chunk.
 *
 * ```ts
 * snapshots(client.chat.completions.stream(params)).pipe(Stream.runForEach((completion) => show(completion)))
 * ```
 */
export const snapshots = <E, R>(
  chunks: Stream.Stream<ChatCompletionChunk, E, R>
): Stream.Stream<ChatCompletion, E, R> =>
  Stream.suspend(() => {
    const accumulator = new ChatAccumulator()
    return Stream.map(chunks, (chunk) => {
      accumulator.add(chunk.raw)
      return accumulator.completion()
    })
  })

/** Returns the text of the first choice, or an empty string. Fails with the failure of the stream. */
export const text = <E, R>(chunks: Stream.Stream<ChatCompletionChunk, E, R>): Effect.Effect<string, E, R> =>
  Effect.map(finalCompletion(chunks), (completion) => completion.choices[0]?.message.content ?? "")

/** A copy of a `Message` has the names of its properties, not those of the wire: its tool calls would not be sent. */
const checkCopy = ({ toJSON, toolCalls, toolCallId }: ChatMessage, name: string): void => {
  if (typeof toJSON === "function") return
  if (toolCallId !== undefined) throw new InvalidArgumentError(`${name}.toolCallId: did you mean tool_call_id?`)
  if (Array.isArray(toolCalls) && toolCalls.length > 0) {
    throw new InvalidArgumentError(`${name}.toolCalls: pass the message itself, or a copy of its raw (tool_calls)`)
  }
}

/** Throws unless the messages are a non-empty array of objects that can be sent as they are. */
export const checkMessages = (messages: ReadonlyArray<ChatMessage> | null | undefined): void => {
  const isGiven = messages !== undefined && messages !== null
  if (isGiven && !Array.isArray(messages)) throw new InvalidArgumentError("messages must be an array of messages")
  if (!isGiven || messages.length === 0) throw new InvalidArgumentError("messages is required and must be non-empty")
  for (const [index, message] of messages.entries()) {
    if (tagOf(message) !== "Object") throw new InvalidArgumentError(`messages[${index}] must be an object`)
    checkCopy(message, `messages[${index}]`)
  }
}

const request = (lane: ChatLane, params: AgentCompletionCreateParams, streamed: boolean): ApiRequest => {
  refuseSettings(params)
  const { model: named, messages, stream, ...extras } = params ?? {}
  const model = requiredText(named ?? lane.model, "model", " (an endpoint id from endpoints.deploy)")
  checkType(stream, "boolean", "stream")
  if (stream === true && !streamed) throw new InvalidArgumentError("stream: true: use the method stream")
  checkMessages(messages)
  return {
    method: "POST",
    path: lane.path,
    isSlow: model === "auto",
    hasSession: lane.hasSessions,
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
