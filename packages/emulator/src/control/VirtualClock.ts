/**
 * A clock that follows another clock and can be moved ahead of it.
 *
 * Over the system clock, it provides `emulator.advance` for users without a `TestClock`. Over a `TestClock`, adjusting
 * that clock moves the emulator.
 */
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Latch from "effect/Latch"
import { millisecondsOf } from "./Durations.ts"

/** The emulator's clock: an Effect `Clock` with `advance`. */
export interface VirtualClock extends Clock.Clock {
  /**
   * Moves the time forward. Sleeps that end within that time end in order, each at its own time. Dies with a
   * `RangeError` if it is not a duration, or would pass the latest possible date.
   */
  readonly advance: (duration: Duration.Input) => Effect.Effect<void>
  /**
   * What the underlying clock threw when it was last read. The time then stands still, so that requests can be answered
   * and logged all the same.
   */
  readonly failure: { readonly cause: unknown } | undefined
}

/** Creates a clock on top of `base`. */
export const make = (base: Clock.Clock): VirtualClock => {
  let aheadMilliseconds = 0
  const sleepers = new Set<Sleeper>()

  let lastMilliseconds = 0
  let failure: VirtualClock["failure"]
  const baseMilliseconds = (): number => {
    try {
      lastMilliseconds = base.currentTimeMillisUnsafe()
      failure = undefined
    } catch (cause) {
      failure = { cause }
    }
    return lastMilliseconds
  }

  const nowMilliseconds = () => baseMilliseconds() + aheadMilliseconds
  const aheadNanos = () => BigInt(Math.round(aheadMilliseconds * 1_000_000))
  const nowNanos = () => base.currentTimeNanosUnsafe() + aheadNanos()
  const monotonicNanos = () => base.monotonicTimeNanosUnsafe() + aheadNanos()

  const sleep = (duration: Duration.Duration): Effect.Effect<void> =>
    Effect.suspend(() => {
      const milliseconds = Duration.toMillis(duration)
      if (milliseconds <= 0) return Effect.void
      if (milliseconds === Number.POSITIVE_INFINITY) return Effect.never
      const sleeper: Sleeper = { wakeAt: nowMilliseconds() + milliseconds, latch: Latch.makeUnsafe() }
      sleepers.add(sleeper)
      return Effect.raceFirst(base.sleep(duration), sleeper.latch.await).pipe(
        Effect.ensuring(Effect.sync(() => sleepers.delete(sleeper)))
      )
    })

  const earliestUntil = (target: number): Sleeper | undefined => {
    let earliest: Sleeper | undefined
    for (const sleeper of sleepers) {
      if (sleeper.wakeAt <= target && (earliest === undefined || sleeper.wakeAt < earliest.wakeAt)) earliest = sleeper
    }
    return earliest
  }

  const advance = Effect.fnUntraced(function* (duration: Duration.Input) {
    const milliseconds = millisecondsOf(duration)
    if (milliseconds === undefined) throw new RangeError("advance must be a duration of 0 or more")
    const target = nowMilliseconds() + milliseconds
    if (target > lastDate) throw new RangeError("advance: no date is that late")
    yield* letWokenFibersRun
    for (let next = earliestUntil(target); next !== undefined; next = earliestUntil(target)) {
      aheadMilliseconds += Math.max(0, next.wakeAt - nowMilliseconds())
      sleepers.delete(next)
      next.latch.openUnsafe()
      yield* letWokenFibersRun
    }
    aheadMilliseconds += Math.max(0, target - nowMilliseconds())
  })

  return {
    currentTimeMillisUnsafe: nowMilliseconds,
    currentTimeMillis: Effect.sync(nowMilliseconds),
    currentTimeNanosUnsafe: nowNanos,
    currentTimeNanos: Effect.sync(nowNanos),
    monotonicTimeNanosUnsafe: monotonicNanos,
    monotonicTimeNanos: Effect.sync(monotonicNanos),
    sleep,
    advance,
    get failure() {
      return failure
    }
  }
}

/** Sleeps until a Unix time in milliseconds on the current clock. Returns at once if it has passed. */
export const sleepUntil = (milliseconds: number): Effect.Effect<void> =>
  Effect.flatMap(Clock.currentTimeMillis, (now) =>
    milliseconds <= now ? Effect.void : Effect.sleep(milliseconds - now)
  )

// A thousand years before the last date that JavaScript has.
const lastDate = 8.64e15 - 3.2e13

interface Sleeper {
  readonly wakeAt: number
  readonly latch: Latch.Latch
}

// Web streams pass data on in microtasks. A few turns of the event loop let woken fibers run until they sleep again.
const letWokenFibersRun = Effect.callback<void>((resume) => {
  let turns = 4
  const turn = (): void => {
    if (turns-- === 0) resume(Effect.void)
    else nextTurn(turn)
  }
  turn()
})

const nextTurn: (run: () => void) => unknown = globalThis.setImmediate ?? ((run) => setTimeout(run, 0))
