/** Runs an effect repeatedly, as an async iterable. */
import { InvalidArgumentError } from "@pareta/core/internal"
import type * as Effect from "effect/Effect"
import { onAbort } from "./AbortListeners.ts"
import { alreadyRead, failing } from "./Reading.ts"
import { type CallOptions, callOptions, type OwnNames, type RequestOptions } from "./RequestOptions.ts"
import { type Runtime, run, throwIfAborted } from "./run.ts"

/**
 * Returns an async iterable of the results of the effect that `start` returns. The effect runs again for each step.
 * Nothing runs before the first step, the iterable can be read once, and `break` and the signal stop it.
 */
export const iterate = <A, E>(
  runtime: Runtime,
  start: Effect.Effect<Effect.Effect<A, E>, E>,
  isLast: (value: A) => boolean,
  options: RequestOptions | null | undefined,
  own: OwnNames
): AsyncIterable<A> => {
  let claimed = false
  return {
    [Symbol.asyncIterator]: () => {
      if (claimed) return alreadyRead()
      claimed = true
      if (typeof AbortController !== "function") {
        return failing(new InvalidArgumentError("this runtime has no AbortController"))
      }
      const stop = new AbortController()
      const steps = generate(runtime, start, isLast, stop, () => callOptions(options, own))
      return {
        next: () => steps.next(),
        // The `return` of a generator would wait for a pending step, which may be a long pause.
        return: () => {
          stop.abort(stopped)
          return steps.return(undefined)
        }
      }
    }
  }
}

const stopped = Symbol("stopped")

async function* generate<A, E>(
  runtime: Runtime,
  start: Effect.Effect<Effect.Effect<A, E>, E>,
  isLast: (value: A) => boolean,
  stop: AbortController,
  read: () => CallOptions
): AsyncGenerator<A, undefined> {
  const { signal, settings } = read()
  const options = { ...settings, signal: stop.signal }
  // Listens only during a step, so that an iteration abandoned between steps leaves no listener on the signal.
  const step = async <B>(effect: Effect.Effect<B, E>): Promise<B> => {
    throwIfAborted(signal)
    const unlisten = signal === undefined ? undefined : onAbort(signal, () => stop.abort(signal.reason))
    try {
      return await run(runtime, effect, options)
    } finally {
      unlisten?.()
    }
  }
  try {
    const next = await step(start)
    let value: A
    do {
      value = await step(next)
      yield value
    } while (!isLast(value))
  } catch (failure) {
    if (stop.signal.reason !== stopped) throw failure
  }
  return undefined
}
