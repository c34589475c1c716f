/** An `EventReader` as a Stream, and its last event as an Effect. */
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import type * as Pull from "effect/Pull"
import * as Stream from "effect/Stream"
import type { ParetaError } from "../../ParetaError.ts"
import type { EventReader } from "./EventReader.ts"

/** Opens a reader. `adopt` is called with it before the effect can be interrupted. */
export type Open<A, E extends ParetaError> = (
  adopt: (reader: EventReader<A, E>) => void
) => Effect.Effect<EventReader<A, E>, E>

/**
 * A Stream of the events of an {@link EventReader}. It opens the reader when it is run, and cancels the body whenever
 * it ends. The events of a network chunk stay in one chunk of the Stream.
 */
export const eventStream = <A, E extends ParetaError>(open: Open<A, E>): Stream.Stream<A, E> =>
  Stream.scoped(
    Stream.fromPull(
      Effect.gen(function* () {
        let adopted: EventReader<A, E> | undefined
        // Added before the reader is opened, so that the reader is cancelled if an interruption comes at any point.
        yield* Effect.addFinalizer(() => Effect.sync(() => adopted?.cancel()))
        const reader = yield* open((opened) => {
          adopted = opened
        })
        return pull(reader)
      })
    )
  )

/** Reads the stream to its end and returns the last event; `undefined` if there is none. */
export const lastEvent = <A, E extends ParetaError>(open: Open<A, E>): Effect.Effect<A | undefined, E> =>
  Effect.suspend(() => {
    let adopted: EventReader<A, E> | undefined
    let last: A | undefined
    const drained = Effect.gen(function* () {
      const reader = yield* open((opened) => {
        adopted = opened
      })
      for (;;) {
        const batch = yield* nextBatch(reader)
        if (batch.length === 0) return last
        last = batch[batch.length - 1]
      }
    })
    return Effect.ensuring(
      drained,
      Effect.sync(() => adopted?.cancel())
    )
  })

const pull = <A, E extends ParetaError>(reader: EventReader<A, E>): Pull.Pull<readonly [A, ...ReadonlyArray<A>], E> =>
  Effect.filterOrElse(nextBatch(reader), isNonEmpty, () => Cause.done())

const nextBatch = <A, E extends ParetaError>(reader: EventReader<A, E>): Effect.Effect<ReadonlyArray<A>, E> =>
  Effect.callback((resume) => {
    reader.nextBatch().then(
      (batch) => resume(Effect.succeed(batch)),
      // The reader rejects with its own failures only.
      (failure: E) => resume(Effect.fail(failure))
    )
    return Effect.sync(() => reader.cancel())
  })

const isNonEmpty = <A>(batch: ReadonlyArray<A>): batch is readonly [A, ...ReadonlyArray<A>] => batch.length > 0
