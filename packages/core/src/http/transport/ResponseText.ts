/** Reads an entire body as text. */
import * as Effect from "effect/Effect"
import type { ResponseBody } from "./ResponseBody.ts"

/** The text of a body, as far as it arrived. */
export interface BodyText {
  readonly text: string
  /** Why it is not the complete text: the body is larger than the limit, or reading it failed with `cause`. */
  readonly missing?: { readonly _tag: "TooLarge" } | { readonly _tag: "BrokenOff"; readonly cause: unknown }
}

/**
 * Reads the body of a response as text, up to `limit` bytes. Beyond that, or if it is interrupted (a timeout, an
 * abort), the body is cancelled.
 */
export const readText = (body: ResponseBody, limit: number): Effect.Effect<BodyText> =>
  Effect.callback((resume) => {
    let text = ""
    let interrupted = false
    const stop = (missing: NonNullable<BodyText["missing"]>) => {
      body.cancel()
      resume(Effect.succeed({ text, missing }))
    }
    const failed = (cause: unknown) => {
      if (!interrupted) stop({ _tag: "BrokenOff", cause })
    }
    const took = (piece: unknown): void => {
      if (interrupted) return
      try {
        const next = body.take(piece)
        if (next === undefined) resume(Effect.succeed({ text: withoutBom(text + body.end()) }))
        else if (body.size > limit) {
          // The message of an error is at the beginning of the body, even if the entire body came at once. No character
          // is cut in two.
          text = (text + next).slice(0, limit).replace(/[\ud800-\udbff]$/, "")
          stop({ _tag: "TooLarge" })
        } else {
          text += next
          body.read().then(took, failed)
        }
      } catch (cause) {
        failed(cause)
      }
    }
    body.read().then(took, failed)
    return Effect.sync(() => {
      interrupted = true
      body.cancel()
    })
  })

const withoutBom = (text: string): string => (text.charCodeAt(0) === 0xfeff ? text.slice(1) : text)
