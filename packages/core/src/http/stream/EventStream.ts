/** An `EventReader` as a Stream. */
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import type * as Pull from "effect/Pull"
import * as Stream from "effect/Stream"
import type { ParetaError } from "../../ParetaError.ts"
import type { EventReader } from "./EventReader.ts"

/**
 * A Stream of the events of an {@link EventReader}. It opens the reader when it is run, and cancels the body when it ends,
 * for whatever reason. The events of a network chunk stay together.
 */
export const eventStream = <A, E extends ParetaError>(
  open: (adopt: (reader: EventReader<A, E>) => void) => Effect.Effect<EventReader<A, E>, NoInfer<E>>
): Stream.Stream<A, E> =>
  Stream.scoped(
    Stream.fromPull(
      Effect.gen(function* () {
        let adopted: EventReader<A, E> | undefined
        // Added before the opening begins, so that an interruption at any point finds the reader.
        yield* Effect.addFinalizer(() => Effect.sync(() => adopted?.cancel()))
        const reader = yield* open((opened) => {
          adopted = opened
        })
        return pull(reader)
      })
    )
  )

const pull = <A, E extends ParetaError>(reader: EventReader<A, E>): Pull.Pull<readonly [A, ...ReadonlyArray<A>], E> =>
  Effect.callback((resume) => {
    reader.nextBatch().then(
      (batch) => resume(isNonEmpty(batch) ? Effect.succeed(batch) : Cause.done()),
      // The reader rejects with its own failures only.
      (failure: E) => resume(Effect.fail(failure))
    )
    return Effect.sync(() => reader.cancel())
  })

const isNonEmpty = <A>(batch: ReadonlyArray<A>): batch is readonly [A, ...ReadonlyArray<A>] => batch.length > 0
