import * as Core from "@pareta/core"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import * as Shell from "pareta"
import { expect } from "vitest"
import { apiKey, params } from "./ScriptedFetch.ts"

/** What a chat stream came to, in either face. */
export interface Answer {
  /** The content of the first choice of each chunk. */
  readonly pieces: ReadonlyArray<string | null>
  /** The wire object of the completion, or of what had arrived before the failure. */
  readonly completion: unknown
  readonly failure: Shell.ParetaFailure | null
}

/** A fetch that answers once, with a body in these parts. */
const answerWith = (parts: ReadonlyArray<string | Uint8Array>, label: string | null): Core.Fetch => {
  const encoder = new TextEncoder()
  return () => {
    const body = new ReadableStream<Uint8Array>({
      start: (controller) => {
        for (const part of parts) controller.enqueue(typeof part === "string" ? encoder.encode(part) : part)
        controller.close()
      }
    })
    return Promise.resolve(new Response(body, label === null ? {} : { headers: { "content-type": label } }))
  }
}

/** The chunks of a stream, and the completion that they make or the failure that ended them. */
interface Outcome {
  readonly chunks: ReadonlyArray<Core.ChatCompletionChunk>
  readonly end: Core.ChatCompletion | Shell.ParetaFailure
}

type Read = (fetch: Core.Fetch) => Promise<Outcome>

const failureOf = (error: unknown): Shell.ParetaFailure => {
  if (Shell.isParetaError(error)) return error
  throw error
}

const asPromise: Read = async (fetch) => {
  const pareta = new Shell.Pareta({ apiKey, fetch, maxRetries: 0 })
  const stream = pareta.chat.completions.create({ ...params, stream: true })
  const chunks: Array<Core.ChatCompletionChunk> = []
  try {
    for await (const chunk of stream) chunks.push(chunk)
    return { chunks, end: await stream.finalCompletion() }
  } catch (error) {
    return { chunks, end: failureOf(error) }
  }
}

const asEffect: Read = async (fetch) => {
  const chunks: Array<Core.ChatCompletionChunk> = []
  const stream = Stream.unwrap(Effect.map(Core.ParetaClient, (client) => client.chat.completions.stream(params)))
  const end = await Core.finalCompletion(Stream.tap(stream, (chunk) => Effect.sync(() => chunks.push(chunk)))).pipe(
    Effect.match({ onFailure: failureOf, onSuccess: (completion) => completion }),
    Effect.provide(Core.ParetaClient.layerFetch({ apiKey, fetch, maxRetries: 0 })),
    Effect.runPromise
  )
  return { chunks, end }
}

const answerOf = ({ chunks, end }: Outcome): Answer => {
  const failure = end instanceof Core.ChatCompletion ? null : end
  const completion = end instanceof Core.ChatCompletion ? end : "partial" in end ? end.partial : undefined
  return {
    pieces: chunks.map((chunk) => chunk.choices[0]?.delta.content ?? null),
    completion: JSON.parse(JSON.stringify(completion ?? null)),
    failure
  }
}

/** Reads a body in both faces, and checks that they agree. */
export const readInBothFaces = async (
  parts: ReadonlyArray<string | Uint8Array>,
  label: string | null = "text/event-stream"
): Promise<Answer> => {
  const asked = [asPromise(answerWith(parts, label)), asEffect(answerWith(parts, label))] as const
  const [answer, other] = (await Promise.all(asked)).map(answerOf) as [Answer, Answer]
  expect({ ...other, failure: factsOf(other.failure) }).toEqual({ ...answer, failure: factsOf(answer.failure) })
  return answer
}

const factsOf = (failure: Shell.ParetaFailure | null) =>
  failure === null ? null : { ...failure, partial: undefined, _tag: failure._tag, message: failure.message }
