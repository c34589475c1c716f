import { it } from "@effect/vitest"
import { createEmulator } from "@pareta/emulator"
import * as Clock from "effect/Clock"
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import { TestClock } from "effect/testing"
import { expect } from "vitest"
import * as VirtualClock from "../../src/control/VirtualClock.ts"

/** A virtual clock on top of the test clock, with sleepers that record when they wake. */
const setUp = Effect.gen(function* () {
  const clock = VirtualClock.make(yield* Clock.clockWith(Effect.succeed))
  const woken: Array<readonly [name: string, at: number]> = []
  const sleeper = (name: string, ...millis: ReadonlyArray<number>) =>
    Effect.forkChild(
      Effect.forEach(millis, (each) =>
        Effect.andThen(
          Effect.sleep(each),
          Effect.sync(() => woken.push([name, clock.currentTimeMillisUnsafe()]))
        )
      ).pipe(Effect.provideService(Clock.Clock, clock)),
      { startImmediately: true }
    )
  return { clock, woken, sleeper }
})

it.effect("ends sleeps in order, each at its own time, including sleeps that begin when another ends", () =>
  Effect.gen(function* () {
    const { clock, woken, sleeper } = yield* setUp
    yield* sleeper("late", 300)
    yield* sleeper("twice", 100, 150)
    yield* clock.advance(1000)
    expect(woken).toEqual([
      ["twice", 100],
      ["twice", 250],
      ["late", 300]
    ])
    expect(clock.currentTimeMillisUnsafe()).toBe(1000)
  })
)

it.effect("does not wake sleeps that are not due", () =>
  Effect.gen(function* () {
    const { clock, woken, sleeper } = yield* setUp
    yield* sleeper("later", 300)
    yield* clock.advance(299)
    expect(woken).toEqual([])
    yield* clock.advance(1)
    expect(woken).toEqual([["later", 300]])
  })
)

it.effect("follows the clock below it, plus the time it was advanced by", () =>
  Effect.gen(function* () {
    const { clock, woken, sleeper } = yield* setUp
    yield* clock.advance(1000)
    const fiber = yield* sleeper("below", 300)
    yield* TestClock.adjust(300)
    yield* Fiber.join(fiber)
    expect(woken).toEqual([["below", 1300]])
    expect(clock.monotonicTimeNanosUnsafe()).toBe(1_300_000_000n)
    expect(clock.currentTimeNanosUnsafe()).toBe(1_300_000_000n)
  })
)

it.effect("forgets an interrupted sleep", () =>
  Effect.gen(function* () {
    const { clock, woken, sleeper } = yield* setUp
    const fiber = yield* sleeper("never", 300)
    yield* Fiber.interrupt(fiber)
    yield* clock.advance(1000)
    expect(woken).toEqual([])
  })
)

it.effect("does not sleep if the time has already passed", () =>
  Effect.gen(function* () {
    const { clock } = yield* setUp
    yield* clock.advance(1000)
    yield* Effect.provideService(VirtualClock.sleepUntil(999), Clock.Clock, clock)
    expect(clock.currentTimeMillisUnsafe()).toBe(1000)
  })
)

it.each([Number.NaN, -5, 1e300, Number.POSITIVE_INFINITY, "100000000 weeks", "soon"])(
  "is not moved by %s, and goes on",
  async (duration) => {
    const emulator = createEmulator()
    await expect(emulator.advance(duration as Duration.Input)).rejects.toThrow(RangeError)
    const reply = await emulator.fetch("https://emulator.invalid/_emulator/clock")
    expect(new Date((await reply.json()).now).getFullYear()).toBeLessThan(2100)
  }
)
