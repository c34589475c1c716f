import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Pull from "effect/Pull"
import * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import { alreadyRead } from "./Reading.ts"
import type { RequestOptions } from "./RequestOptions.ts"
import { type Runtime, run } from "./run.ts"

/**
 * A stream of the core that is no reading of a body, as an iterable: lazy, one-shot, stopped by `break` and by the signal.
 */
export const fromStream = <A, E>(
  runtime: Runtime,
  stream: Stream.Stream<A, E>,
  options: RequestOptions | null | undefined
): AsyncIterable<A> => {
  let claimed = false
  return {
    [Symbol.asyncIterator]: () => {
      if (claimed) return alreadyRead()
      claimed = true
      return iterate(runtime, stream, options)
    }
  }
}

async function* iterate<A, E>(
  runtime: Runtime,
  stream: Stream.Stream<A, E>,
  options: RequestOptions | null | undefined
): AsyncGenerator<A, undefined> {
  const scope = Scope.makeUnsafe()
  try {
    const pull = await run(runtime, Scope.provide(Stream.toPull(stream), scope), options)
    const next = Pull.catchDone(pull, () => Effect.succeed([]))
    for (;;) {
      const batch = await run(runtime, next, options)
      if (batch.length === 0) return undefined
      yield* batch
    }
  } finally {
    await Effect.runPromise(Scope.close(scope, Exit.failCause(Cause.interrupt())))
  }
}
