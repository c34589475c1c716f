/** Runs the user's hooks, tracers and other code that must not be able to make a call fail. */
import type * as Context from "effect/Context"
import * as Effect from "effect/Effect"

/** Logs what user code threw, by its name. The package `pareta` has no logger, and does not carry one. */
export type HookLog = (name: string, cause: unknown) => Effect.Effect<void>

/** Runs user code. What it throws, or the promise that it returns rejects with, is given to the log and goes no further. */
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
    if (isThenable(result)) Promise.resolve(result).catch(failed)
  } catch (cause) {
    failed(cause)
  }
}

const isThenable = (value: unknown): boolean =>
  typeof value === "object" && value !== null && typeof (value as { readonly then?: unknown }).then === "function"
