/** The time that calls and streams measure, and the time limit of an attempt. */
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"

/** The runtime's own timers, or an Effect `Clock` if one was provided, so that a `TestClock` moves everything. */
export interface Timer {
  /** Milliseconds from a fixed moment. */
  readonly now: () => number
  /** Runs `task` once after `milliseconds`. Returns a function that cancels it. */
  readonly after: (milliseconds: number, task: () => void) => () => void
}

/** The timer of a fiber: native, unless its Clock was replaced. */
export const timerOf = (fiber: Fiber.Fiber<unknown, unknown>): Timer => {
  const { context } = fiber
  const clock = Context.getOrUndefined(context, Clock.Clock)
  if (clock === undefined) return nativeTimer
  let last = 0
  return {
    // Streams and hooks read the time where nothing may throw. A clock that fails stands still.
    now: () => {
      last = timeOf(clock) ?? last
      return last
    },
    after: (milliseconds, task) => {
      const sleeper = Effect.runForkWith(context)(Effect.andThen(Effect.sleep(milliseconds), Effect.sync(task)))
      return () => sleeper.interruptUnsafe()
    }
  }
}

/** The time of a clock in milliseconds; `undefined` if the clock throws or returns no number. */
export const timeOf = (clock: Clock.Clock): number | undefined => {
  try {
    const time = clock.currentTimeMillisUnsafe()
    return Number.isFinite(time) ? time : undefined
  } catch {
    return undefined
  }
}

/**
 * Runs an effect under a time limit, and interrupts it when the limit has passed. `Infinity` means no limit.
 *
 * A timeout and an interruption wait for the finalizers of the effect. So the attempt that follows does not overlap
 * with this one, and no pool is closed while a connection of it is in use.
 *
 * It uses one child fiber and one timer, a third of the cost of `Effect.timeoutOrElse`, which races two fibers.
 */
export const within = <A, E, E2>(
  self: Effect.Effect<A, E>,
  timer: Timer,
  milliseconds: number,
  late: () => E2
): Effect.Effect<A, E | E2> =>
  milliseconds === Number.POSITIVE_INFINITY
    ? self
    : Effect.withFiber((fiber) =>
        Effect.callback((resume) => {
          const child = Effect.runForkWith(fiber.context)(self)
          let isLate = false
          const cancel = timer.after(milliseconds, () => {
            isLate = true
            child.interruptUnsafe()
          })
          child.addObserver((exit) => {
            cancel()
            resume(isLate && Exit.hasInterrupts(exit) ? Effect.suspend(() => Effect.fail(late())) : exit)
          })
          return Effect.suspend(() => {
            cancel()
            return Fiber.interrupt(child)
          })
        })
      )

/** The longest delay of a native timer, almost 25 days. With a longer one it would fire at once, so none is set. */
const longest = 2_147_483_647

const nativeTimer: Timer = {
  now: () => (typeof performance === "object" ? performance.now() : Date.now()),
  after: (milliseconds, task) => {
    if (milliseconds > longest) return () => {}
    const handle = setTimeout(task, milliseconds)
    return () => clearTimeout(handle)
  }
}
