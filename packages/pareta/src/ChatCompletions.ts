/** `pareta.chat.completions`: buffered and streamed. */
import {
  type ChatCompletion,
  type ChatCompletionChunk,
  type ChatCompletionCreateParams,
  type ChatLane,
  chatLane,
  createChat,
  openChat
} from "@pareta/core/internal"
import { type ChatCompletionStream, type ChatState, ReadingCompletionStream } from "./ChatCompletionStream.ts"
import { Reading } from "./Reading.ts"
import type { RequestOptions } from "./RequestOptions.ts"
import { bindMethods, isSet, type Runtime, run } from "./run.ts"

/** `pareta.chat` */
export class Chat {
  readonly completions: Completions

  /** Called only by the client. */
  constructor(runtime: Runtime) {
    this.completions = new Completions(runtime)
  }
}

/** `pareta.chat.completions` */
export class Completions {
  readonly #runtime: Runtime
  readonly #lane: ChatLane

  /** Called only by the client. */
  constructor(runtime: Runtime, lane = chatLane) {
    this.#runtime = runtime
    this.#lane = lane
    bindMethods(this)
  }

  /**
   * Creates a completion: `POST /v1/chat/completions`. Billed. Returns the complete result, or with `stream: true` a
   * stream of its chunks as they are generated.
   *
   * Rejects with `EndpointNotReadyError` if the endpoint is not live, and with `InsufficientCreditsError` if the
   * balance is empty. With invalid arguments the promise, or the first step of the stream, rejects; nothing is thrown.
   *
   * ```ts
   * const completion = await pareta.chat.completions.create({
   *   model: "ep_a1b2c3",
   *   messages: [{ role: "user", content: "Hello!" }]
   * })
   * console.log(completion.choices[0]?.message.content)
   * ```
   */
  create(params: ChatCompletionCreateParams & { readonly stream: true }, options?: RequestOptions): ChatCompletionStream
  create(
    params: ChatCompletionCreateParams & { readonly stream?: false | null | undefined },
    options?: RequestOptions
  ): Promise<ChatCompletion>
  create(
    params: ChatCompletionCreateParams & { readonly stream?: boolean | null | undefined },
    options?: RequestOptions
  ): Promise<ChatCompletion> | ChatCompletionStream
  create(params: ChatCompletionCreateParams, options?: RequestOptions): Promise<ChatCompletion> | ChatCompletionStream {
    return isSet(params, "stream")
      ? this.#stream(params, options)
      : run(this.#runtime, createChat(this.#runtime.api, this.#lane, params), options)
  }

  #stream(params: ChatCompletionCreateParams, options: RequestOptions | undefined): ChatCompletionStream {
    const { api } = this.#runtime
    const lane = this.#lane
    // An object and not a closure made here: that would keep the messages for as long as the stream is kept.
    const state: ChatState = { collected: undefined }
    const reading = new Reading<ChatCompletionChunk>(
      this.#runtime,
      (adopt) =>
        openChat(api, lane, params, (opened) => {
          state.collected = opened.collected
          adopt(opened.reader)
        }),
      options
    )
    return new ReadingCompletionStream(reading, state)
  }
}
