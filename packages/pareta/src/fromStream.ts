/** A Stream of the core as an async iterable. */
import * as Cause from "effect/Cause"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Pull from "effect/Pull"
import * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import { alreadyRead } from "./Reading.ts"
import type { RequestOptions } from "./RequestOptions.ts"
import { type Runtime, run } from "./run.ts"

/**
 * An async iterable over a Stream that does not read a body: lazy, one-shot, stopped by `break` and by the signal.
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
      const stopped = Deferred.makeUnsafe<readonly []>()
      const steps = iterate(runtime, stream, options, Deferred.await(stopped))
      return {
        next: () => steps.next(),
        // A generator alone would let a pending step end first, which may be a long pause.
        return: () => {
          Deferred.doneUnsafe(stopped, Effect.succeed([] as const))
          return steps.return(undefined)
        }
      }
    }
  }
}

async function* iterate<A, E>(
  runtime: Runtime,
  stream: Stream.Stream<A, E>,
  options: RequestOptions | null | undefined,
  stopped: Effect.Effect<readonly []>
): AsyncGenerator<A, undefined> {
  const scope = Scope.makeUnsafe()
  try {
    const pull = await run(runtime, Scope.provide(Stream.toPull(stream), scope), options)
    const next = Effect.raceFirst(
      Pull.catchDone(pull, () => Effect.succeed([] as const)),
      stopped
    )
    for (;;) {
      const batch = await run(runtime, next, options)
      if (batch.length === 0) return undefined
      yield* batch
    }
  } finally {
    await Effect.runPromise(Scope.close(scope, Exit.failCause(Cause.interrupt())))
  }
}
