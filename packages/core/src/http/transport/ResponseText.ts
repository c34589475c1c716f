/** Reads a body as text. */
import * as Effect from "effect/Effect"
import { type NetworkFailure, networkFailure } from "./HttpTransport.ts"
import { makeUtf8Decoder } from "./Utf8.ts"

/**
 * Reads the whole body of a response as text.
 *
 * It uses a reader and not `text()`, which locks the body: an interruption (a timeout, an abort) could not cancel it.
 * `limit` is in characters; beyond it, the rest of the body is cancelled.
 */
export const readText = (response: Response, limit = Number.POSITIVE_INFINITY): Effect.Effect<string, NetworkFailure> =>
  Effect.callback((resume) => {
    const reader = response.body?.getReader()
    if (reader === undefined) {
      resume(Effect.succeed(""))
      return
    }
    const utf8 = makeUtf8Decoder()
    let text = ""
    let interrupted = false
    const failed = (cause: unknown) => {
      if (!interrupted) resume(Effect.fail(networkFailure(cause)))
    }
    const took = (chunk: ReadableStreamReadResult<Uint8Array>): void => {
      if (interrupted) return
      if (chunk.done) {
        resume(Effect.succeed(withoutBom(text + utf8.end())))
        return
      }
      text += utf8.push(chunk.value)
      if (text.length > limit) {
        reader.cancel().catch(() => {})
        resume(Effect.succeed(text))
        return
      }
      reader.read().then(took, failed)
    }
    reader.read().then(took, failed)
    return Effect.sync(() => {
      interrupted = true
      reader.cancel().catch(() => {})
    })
  })

const withoutBom = (text: string): string => (text.charCodeAt(0) === 0xfeff ? text.slice(1) : text)
