import { ChatCompletion, type ChatCompletionChunk, type ChatCompletionCreateParams } from "@pareta/core"
import * as ChatCompletions from "@pareta/core/src/chat/ChatCompletions.ts"
import { type ChatCompletionStream, ReadingCompletionStream } from "./ChatCompletionStream.ts"
import { Reading } from "./Reading.ts"
import type { RequestOptions } from "./RequestOptions.ts"
import { type Runtime, run } from "./run.ts"

/** `pareta.chat` */
export interface Chat {
  readonly completions: Completions
}

/** `pareta.chat.completions` */
export interface Completions {
  /**
   * A chat completion: whole, or with `stream: true` in chunks as they are generated (contract R1).
   *
   * Rejects with `EndpointNotReadyError` while the endpoint is stopped, `InsufficientCreditsError` when the balance is
   * empty, and as every call. Wrong arguments reject too, or fail the first step of the stream; nothing is thrown.
   *
   * ```ts
   * const completion = await pareta.chat.completions.create({
   *   model: "ep_a1b2c3",
   *   messages: [{ role: "user", content: "Hello!" }]
   * })
   * console.log(completion.choices[0].message.content)
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
}

export const makeChat = (runtime: Runtime): Chat => {
  const whole = (params: ChatCompletionCreateParams, options?: RequestOptions) =>
    run(runtime, ChatCompletions.create(runtime.call, params), options)
  const streamed = (params: ChatCompletionCreateParams, options?: RequestOptions) => {
    let completion = () => new ChatCompletion()
    const reading = new Reading<ChatCompletionChunk>(
      runtime,
      (adopt) =>
        ChatCompletions.open(runtime.call, params, (opened) => {
          completion = opened.completion
          adopt(opened.reader)
        }),
      options
    )
    return new ReadingCompletionStream(reading, () => completion())
  }
  return {
    completions: {
      create: ((params: ChatCompletionCreateParams, options?: RequestOptions) =>
        params?.["stream"] === true ? streamed(params, options) : whole(params, options)) as Completions["create"]
    }
  }
}
