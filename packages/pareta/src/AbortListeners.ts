/** Listens to the abort of a signal, with one listener on the signal for any number of calls. */

/** What is called when a signal aborts, by signal. */
const callbacks = /*#__PURE__*/ new WeakMap<AbortSignal, Listening>()

interface Listening {
  readonly entries: Set<() => void>
  readonly stop: () => void
}

/**
 * Calls `callback` when the signal aborts. Returns the function that ends the listening.
 *
 * A signal is often shared by many calls, and Node 20 warns of a leak from the eleventh listener on.
 */
export const onAbort = (signal: AbortSignal, callback: () => void): (() => void) => {
  const { entries, stop } = callbacks.get(signal) ?? listen(signal)
  // Not the callback itself, which may be listening twice.
  const entry = () => callback()
  entries.add(entry)
  return () => {
    if (entries.delete(entry) && entries.size === 0) stop()
  }
}

const listen = (signal: AbortSignal): Listening => {
  const entries = new Set<() => void>()
  const aborted = () => {
    listening.stop()
    for (const entry of entries) entry()
  }
  const listening: Listening = {
    entries,
    stop: () => {
      if (callbacks.get(signal) === listening) callbacks.delete(signal)
      signal.removeEventListener("abort", aborted)
    }
  }
  callbacks.set(signal, listening)
  signal.addEventListener("abort", aborted)
  return listening
}
