/**
 * Loaded before a program whose last argument is a time limit. Timers of that length do not run; they fire when the
 * test sends a message. So the limit ends the right call, however slow the machine is.
 */
const { setTimeout: start, clearTimeout: stop } = globalThis
const limit = Number(process.argv.at(-1))
const held = new Map<unknown, () => void>()
const longest = 2_147_483_647

globalThis.setTimeout = Object.assign(
  (task: (...args: Array<unknown>) => void, milliseconds = 0, ...args: Array<unknown>) => {
    if (milliseconds !== limit) return start(task, milliseconds, ...args)
    const timer = start(() => {}, longest)
    held.set(timer, task)
    return timer
  },
  start
)

globalThis.clearTimeout = (timer) => {
  held.delete(timer)
  stop(timer)
}

process.once("message", () => {
  for (const [timer, task] of held) {
    stop(timer as NodeJS.Timeout)
    task()
  }
  held.clear()
  process.disconnect()
})
process.channel?.unref()
