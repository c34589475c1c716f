/** Calls the user's hooks, tracers and other code that must not be able to make a call fail. */
import type * as Context from "effect/Context"
import * as Effect from "effect/Effect"

/** Logs what user code threw, by its name. The package `pareta` has no logger, and does not carry one. */
export type HookLog = (name: string, cause: unknown) => Effect.Effect<void>

/** Calls each hook with an event. What one throws, or rejects with, is given to the log and goes no further. */
export const callHooks = <Event>(
  context: Context.Context<never>,
  log: HookLog | undefined,
  name: string,
  hooks: ReadonlyArray<(event: Event) => unknown>,
  event: Event
): void => {
  for (const hook of hooks) {
    contained(context, log, name, () => hook(event))
  }
}

/** Runs a task that must not fail. The rejection of a promise that it returns is contained too. */
export const contained = (
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
    if (isThenable(result)) Promise.resolve(result).catch(failed)
  } catch (cause) {
    failed(cause)
  }
}

const isThenable = (value: unknown): boolean =>
  typeof value === "object" && value !== null && typeof (value as { readonly then?: unknown }).then === "function"
