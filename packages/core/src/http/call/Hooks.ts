/** Calls the user's hooks, tracers and other code that must not be able to make a call fail. */
import type * as Context from "effect/Context"
import * as Effect from "effect/Effect"

/** Calls each hook with an event. What one throws, or rejects with, is logged at debug level and goes no further. */
export const callHooks = <Event>(
  context: Context.Context<never>,
  name: string,
  hooks: ReadonlyArray<(event: Event) => unknown>,
  event: Event
): void => {
  for (const hook of hooks) {
    contained(context, name, () => hook(event))
  }
}

/** Runs a task that must not fail. The rejection of a promise that it returns is contained too. */
export const contained = (context: Context.Context<never>, name: string, task: () => unknown): void => {
  const failed = (cause: unknown) => {
    try {
      Effect.runForkWith(context)(Effect.logDebug(`${name} failed`, cause))
    } catch {
      // Even the log cannot read it, for example a revoked proxy.
    }
  }
  try {
    const result = task()
    if (isThenable(result)) Promise.resolve(result).catch(failed)
  } catch (cause) {
    failed(cause)
  }
}

const isThenable = (value: unknown): boolean =>
  typeof value === "object" && value !== null && typeof (value as { readonly then?: unknown }).then === "function"
