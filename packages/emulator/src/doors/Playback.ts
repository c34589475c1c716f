/** Sends a planned reply on the emulator's clock, and logs the bytes and events that were sent. */
import * as Cause from "effect/Cause"
import * as Clock from "effect/Clock"
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Result from "effect/Result"
import * as Stream from "effect/Stream"
import { sleepUntil } from "../control/VirtualClock.ts"
import { handle, handleFailure, type Planned, type Reached, reportBreak } from "../pipeline/Platform.ts"
import type { Platform } from "../pipeline/PlatformState.ts"
import { end } from "../pipeline/RequestLog.ts"
import type { Chunk } from "../pipeline/Transmission.ts"
import type { ReceivedRequest } from "../wire/WireRequest.ts"

/** A scripted fault broke the connection. */
export class ConnectionReset extends Data.TaggedError("ConnectionReset") {}

/**
 * Handles a request, and waits until the head of its reply is due. Fails if the connection breaks instead. A client
 * that disconnects is logged; a failure is a reply, with status 500.
 */
export const begin = (
  platform: Platform,
  request: ReceivedRequest,
  reached: Reached
): Effect.Effect<Planned, ConnectionReset> =>
  Effect.flatMap(handle(platform, request, reached), (planned) =>
    Effect.catchDefect(head(planned), (error) => head(handleFailure(platform, request, reached, planned, error)))
  )

/** Returns the entire body and logs it as sent, if it is complete and due now. Otherwise returns `undefined`. */
export const wholeBody = (planned: Planned, now: number): Uint8Array<ArrayBuffer> | undefined => {
  const { transmission, entry } = planned
  const [chunk, ...more] = transmission.chunks ?? []
  if (chunk === undefined || more.length > 0 || chunk.at > now || transmission.ending !== "complete") return undefined
  entry.bytesSent += chunk.bytes.length
  entry.eventsSent += chunk.events
  end(entry, "complete", now)
  return chunk.bytes
}

/** The body as a stream. Each planned chunk is emitted at its time. An error while sending breaks the connection. */
export const body = (
  platform: Platform,
  planned: Planned,
  chunks: ReadonlyArray<Chunk>
): Stream.Stream<Uint8Array, ConnectionReset> => {
  const { transmission, entry } = planned
  const sent = Stream.fromIterable(chunks).pipe(
    Stream.mapEffect((chunk) => Effect.as(sleepUntil(chunk.at), chunk)),
    Stream.map((chunk) => {
      entry.bytesSent += chunk.bytes.length
      entry.eventsSent += chunk.events
      return chunk.bytes
    })
  )
  const endings = {
    complete: Stream.empty,
    reset: Stream.fromEffect(Effect.andThen(ended(planned, "reset"), Effect.fail(new ConnectionReset()))),
    stall: Stream.never
  }
  return Stream.concat(sent, endings[transmission.ending]).pipe(
    Stream.catchCause((cause) => {
      const defect = Cause.findDefect(cause)
      if (Result.isFailure(defect)) return Stream.failCause(cause)
      reportBreak(platform, entry, defect.success)
      return endings.reset
    }),
    Stream.onExit((exit) => ended(planned, Exit.isSuccess(exit) ? "complete" : "client-closed"))
  )
}

const head = (planned: Planned): Effect.Effect<Planned, ConnectionReset> =>
  Effect.gen(function* () {
    const { transmission, entry } = planned
    if (transmission.headAt === Number.POSITIVE_INFINITY) return yield* Effect.never
    yield* sleepUntil(transmission.headAt)
    if (transmission.resetBeforeHead) {
      yield* ended(planned, "reset")
      return yield* new ConnectionReset()
    }
    entry.status = transmission.status
    if (transmission.chunks === null) yield* ended(planned, "complete")
    return planned
  }).pipe(Effect.onInterrupt(() => ended(planned, "client-closed")))

const ended = (planned: Planned, outcome: "complete" | "client-closed" | "reset") =>
  Effect.map(Clock.currentTimeMillis, (now) => end(planned.entry, outcome, now))
