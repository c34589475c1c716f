/** Runs the user's hooks, tracers and other code that must not be able to make a call fail. */
import type * as Context from "effect/Context"
import * as Effect from "effect/Effect"

/** Logs what user code threw, by its name. The package `pareta` has no logger and does not bundle one. */
export type HookLog = (name: string, cause: unknown) => Effect.Effect<void>

/**
 * A hook: a function of the user that is called with an event. An Effect that it returns is run, but not waited for.
 */
export type Hook<Event> = ((event: Event) => void) | ((event: Event) => Effect.Effect<unknown>)

/**
 * Runs user code, and the Effect that it returns in the context of the call. What it throws, or what the Effect or the
 * promise that it returns fails with, is logged and not propagated.
 */
export const contain = (
  context: Context.Context<never>,
  log: HookLog | undefined,
  name: string,
  task: () => unknown
): void => {
  const failed = (cause: unknown) => {
    try {
      if (log !== undefined) Effect.runForkWith(context)(log(name, cause))
    } catch {
      // Even the log cannot read it, for example a revoked proxy.
    }
  }
  try {
    const result = task()
    if (Effect.isEffect(result)) {
      Effect.runForkWith(context)(
        Effect.catchCause(result as Effect.Effect<unknown>, (cause) => log?.(name, cause) ?? Effect.void)
      )
    } else if (isThenable(result)) Promise.resolve(result).catch(failed)
  } catch (cause) {
    failed(cause)
  }
}

const isThenable = (value: unknown): boolean =>
  typeof value === "object" && value !== null && typeof (value as { readonly then?: unknown }).then === "function"
