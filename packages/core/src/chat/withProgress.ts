/** Streams the stages of a chat with `auto` beside its chunks. */
import * as Effect from "effect/Effect"
import * as Queue from "effect/Queue"
import * as Stream from "effect/Stream"
import { CurrentRequestOptions, withRequestOptions } from "../http/call/RequestOptions.ts"
import type { LiteralUnion } from "../wire/LiteralUnion.ts"
import type { ChatCompletionChunk } from "./ChatCompletion.ts"

/** A stage of a chat with `model: "auto"`. */
export interface AutoProgress {
  readonly _tag: "progress"
  readonly stage: LiteralUnion<"planning" | "executing" | "answering">
}

/**
 * Emits the stages of a chat with `model: "auto"` as `{ _tag: "progress", stage }`, beside its chunks. A stage is emitted
 * as soon as it arrives, so before the chunks that arrive with it; if the reader is slow, before the next chunk.
 *
 * ```ts
 * withProgress(client.chat.completions.stream({ model: "auto", messages })).pipe(
 *   Stream.runForEach((item) =>
 *     "_tag" in item ? Console.log(item.stage) : Console.log(item.choices[0]?.delta.content)
 *   )
 * )
 * ```
 */
export const withProgress = <E, R>(
  chunks: Stream.Stream<ChatCompletionChunk, E, R>
): Stream.Stream<ChatCompletionChunk | AutoProgress, E, R> =>
  Stream.callback<ChatCompletionChunk | AutoProgress, E, R>(
    (queue) =>
      Effect.withFiber((fiber) => {
        const outer = fiber.getRef(CurrentRequestOptions)?.options.onProgress
        // Stages for which there was no space. They go before the next chunk.
        const late: Array<AutoProgress> = []
        const onProgress = (stage: string) => {
          const progress: AutoProgress = { _tag: "progress", stage }
          if (late.length > 0 || !Queue.offerUnsafe(queue, progress)) late.push(progress)
          return outer?.(stage)
        }
        return chunks.pipe(
          withRequestOptions({ onProgress }),
          Stream.runForEach((chunk) => Queue.offerAll(queue, [...late.splice(0), chunk])),
          Effect.andThen(Effect.suspend(() => Queue.offerAll(queue, late.splice(0)))),
          Queue.into(queue)
        )
      }),
    { bufferSize: 16, strategy: "suspend" }
  )
