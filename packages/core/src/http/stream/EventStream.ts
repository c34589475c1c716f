/** An `EventReader` as a Stream, and its last event as an Effect. */
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import { InvalidArgumentError, type ParetaError } from "../../ParetaError.ts"
import { ResponseMeta } from "../call/ResponseMeta.ts"
import { type EventReader, readOnce } from "./EventReader.ts"

/** Opens a reader. `adopt` is called with it before the effect can be interrupted. */
export type Open<A, E extends ParetaError> = (
  adopt: (reader: EventReader<A, E>) => void
) => Effect.Effect<EventReader<A, E>, E>

/**
 * A Stream of the events of an {@link EventReader}. The first pull opens the reader, and the end of the Stream cancels
 * the body. The events of a network chunk stay in one chunk of the Stream.
 *
 * A pull that is interrupted loses nothing: opening and reading continue until the scope of the Stream closes. So a
 * second pull does not send the request again.
 */
export const eventStream = <A, E extends ParetaError>(open: Open<A, E>): Stream.Stream<A, E> =>
  Stream.unwrap(
    Effect.gen(function* () {
      const scope = yield* Effect.scope
      let adopted: EventReader<A, E> | undefined
      // Added before the reader is opened, so that the reader is cancelled if an interruption comes at any point.
      yield* Scope.addFinalizerExit(scope, (exit) => Effect.sync(() => stop(adopted, exit)))
      const opening = open((reader) => {
        adopted = reader
      })
      let next: Effect.Effect<ReadonlyArray<A>, E> | undefined
      const opened = yield* Effect.cached(Effect.forkIn(opening, scope, { startImmediately: true }))
      const first = Effect.flatMap(Effect.flatMap(opened, Fiber.join), (reader) => {
        next = batches(reader)
        return next
      })
      const pull = Effect.suspend(() => Effect.filterOrElse(next ?? first, isNonEmpty, () => Cause.done()))
      return Stream.fromPull(Effect.succeed(pull))
    })
  )

/** A stream whose response headers were accepted. */
export interface OpenedStream<A, E extends ParetaError> {
  /** The metadata of the call so far, such as the request id and the number of attempts. Its `verdict` is `null`. */
  readonly meta: ResponseMeta
  /** The events. They can be read once. */
  readonly events: Stream.Stream<A, E | InvalidArgumentError>
}

/**
 * Opens a reader, and returns its events once the response headers are accepted. Closing the scope cancels the body.
 *
 * If the server refuses the call, it fails with that error.
 */
export const openedStream = <A, E extends ParetaError, E1>(
  open: (adopt: (reader: EventReader<A, E>) => void) => Effect.Effect<EventReader<A, E>, E1>
): Effect.Effect<OpenedStream<A, E>, E1, Scope.Scope> =>
  Effect.gen(function* () {
    const scope = yield* Effect.scope
    let adopted: EventReader<A, E> | undefined
    let isClosed = false
    const close = (exit: Exit.Exit<unknown, unknown>) => {
      isClosed = true
      stop(adopted, exit)
    }
    yield* Scope.addFinalizerExit(scope, (exit) => Effect.sync(() => close(exit)))
    const reader = yield* open((opened) => {
      adopted = opened
    })
    // Events that are read too late must not look like the end of the stream.
    const end = Effect.suspend(
      (): Effect.Effect<never, InvalidArgumentError | Cause.Done> =>
        isClosed ? Effect.fail(new InvalidArgumentError(readTooLate)) : Cause.done()
    )
    const next = Effect.filterOrElse(batches(reader), isNonEmpty, () => end)
    let isRead = false
    const events = Stream.suspend((): Stream.Stream<A, E | InvalidArgumentError> => {
      if (isRead) return Stream.fail(new InvalidArgumentError(readOnce))
      isRead = true
      return Stream.fromPull(Effect.succeed(next))
    })
    return { meta: new ResponseMeta(reader.metaFacts()), events }
  })

const readTooLate = "the stream was read after the scope in which it was opened had closed"

/** Ends a reader. An interruption is not the end of the stream, and is reported as an interruption. */
const stop = <A, E extends ParetaError>(
  reader: EventReader<A, E> | undefined,
  exit: Exit.Exit<unknown, unknown>
): void => {
  if (Exit.hasInterrupts(exit)) reader?.abort(undefined)
  else reader?.cancel()
}

/** Reads the stream to its end and returns the last event; `undefined` if there is none. */
export const lastEvent = <A, E extends ParetaError>(open: Open<A, E>): Effect.Effect<A | undefined, E> =>
  Effect.suspend(() => {
    let adopted: EventReader<A, E> | undefined
    let last: A | undefined
    const drained = Effect.gen(function* () {
      const reader = yield* open((opened) => {
        adopted = opened
      })
      const nextBatch = batches(reader)
      for (;;) {
        const batch = yield* nextBatch
        if (batch.length === 0) return last
        last = batch[batch.length - 1]
      }
    })
    return Effect.onExit(drained, (exit) => Effect.sync(() => stop(adopted, exit)))
  })

/**
 * Returns an Effect that takes the next batch, each time it is run. If it is interrupted, the batch that it waited for
 * is kept for the next run.
 */
const batches = <A, E extends ParetaError>(reader: EventReader<A, E>): Effect.Effect<ReadonlyArray<A>, E> => {
  let pending: Promise<ReadonlyArray<A>> | undefined
  const taken = <B>(result: B): B => {
    pending = undefined
    return result
  }
  return Effect.callback<ReadonlyArray<A>, E>((resume) => {
    pending ??= reader.nextBatch()
    pending.then(
      (batch) => resume(Effect.sync(() => taken(batch))),
      // The reader rejects with its own failures only.
      (failure: E) => resume(Effect.suspend(() => Effect.fail(taken(failure))))
    )
  })
}

const isNonEmpty = <A>(batch: ReadonlyArray<A>): batch is readonly [A, ...ReadonlyArray<A>] => batch.length > 0
