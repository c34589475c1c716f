/** Calls a function for each of many items, a few at a time. */
import {
  type APIStatusError,
  argumentError,
  checkType,
  type FieldNames,
  fieldsOf,
  InvalidArgumentError,
  isAPIStatusError
} from "@pareta/core/internal"
import { onAbort } from "./AbortListeners.ts"
import { checkSignal } from "./RequestOptions.ts"
import { abortError } from "./run.ts"

/** The second argument of the function given to {@link mapConcurrent}. */
export interface MapConcurrentContext {
  /** The item's position, from 0. */
  readonly index: number
  /** Pass it to your calls. It aborts them when `mapConcurrent` is stopped or fails. */
  readonly signal: AbortSignal
}

/** The options of {@link mapConcurrent}. */
export interface MapConcurrentOptions {
  /** Stops `mapConcurrent`: no more items are started, and the promise rejects at once with `APIAbortError`. */
  readonly signal?: AbortSignal | null | undefined
  /**
   * Whether to continue after a failure and return a settled result for each item. Otherwise the promise rejects with
   * the first failure. @default false
   */
  readonly settled?: boolean | undefined
}

/** How often an item is tried at most while the platform throttles it. */
const throttledAttempts = 5

/** The wait in milliseconds if a throttled response does not ask for one. */
const defaultPause = 1000
/** The longest wait in milliseconds. */
const longestPause = 30_000

/**
 * Calls a function for each item, `concurrency` at a time, and returns the results in the order of the items.
 *
 * The items come from an array or any other iterable, and are taken only as workers become free. If the function fails
 * with a `RateLimitError` (429), no item starts for as long as `Retry-After` asks, up to 30 seconds. Then the item is
 * tried again, up to five times in all, and fewer items run at a time until calls succeed again.
 *
 * ```ts
 * const answers = await mapConcurrent(documents, 5, (document, { signal }) =>
 *   pareta.chat.completions.create({ model, messages: [{ role: "user", content: document }] }, { signal })
 * )
 * ```
 */
export function mapConcurrent<Item, Result>(
  items: Iterable<Item> | AsyncIterable<Item>,
  concurrency: number,
  fn: (item: Item, context: MapConcurrentContext) => Result | PromiseLike<Result>,
  options: MapConcurrentOptions & { readonly settled: true }
): Promise<Array<PromiseSettledResult<Awaited<Result>>>>
export function mapConcurrent<Item, Result>(
  items: Iterable<Item> | AsyncIterable<Item>,
  concurrency: number,
  fn: (item: Item, context: MapConcurrentContext) => Result | PromiseLike<Result>,
  options?: MapConcurrentOptions & { readonly settled?: false | undefined }
): Promise<Array<Awaited<Result>>>
export async function mapConcurrent<Item, Result>(
  items: Iterable<Item> | AsyncIterable<Item>,
  concurrency: number,
  fn: (item: Item, context: MapConcurrentContext) => Result | PromiseLike<Result>,
  options?: MapConcurrentOptions
): Promise<Array<Awaited<Result>> | Array<PromiseSettledResult<Awaited<Result>>>> {
  const { signal, settled, iterator, most } = checkArguments(items, concurrency, fn, options)
  if (signal?.aborted) throw abortError(signal.reason)
  const stop = new AbortController()
  const results: Array<PromiseSettledResult<Awaited<Result>>> = []
  const pace = new Pace(concurrency)
  let taken = 0
  let exhausted = false

  const workOn = async (item: Item, index: number): Promise<void> => {
    // A signal of its own, since Node 20 warns of more than ten listeners on one.
    const own = new AbortController()
    const unlisten = onAbort(stop.signal, () => own.abort(stop.signal.reason))
    await attemptsAt(item, { index, signal: own.signal })
    // Not after a failure, which is about to abort it with the others.
    unlisten()
  }

  const attemptsAt = async (item: Item, context: MapConcurrentContext): Promise<void> => {
    const { index } = context
    for (let attempt = 1; ; attempt++) {
      await pace.enter(stop.signal)
      try {
        results[index] = { status: "fulfilled", value: await fn(item, context) }
        pace.wentWell()
        return
      } catch (reason) {
        if (attempt < throttledAttempts && isThrottled(reason) && !stop.signal.aborted) pace.throttled(reason)
        else if (settled) {
          results[index] = { status: "rejected", reason }
          return
        } else throw reason
      } finally {
        pace.leave()
      }
    }
  }

  // Each worker takes the next item when it has finished one. The iterator is called by one worker at a time.
  let asking: Promise<unknown> = Promise.resolve()
  const next = (): Promise<IteratorResult<Item, unknown>> => {
    const asked = asking.then(() => iterator.next())
    asking = asked.catch(() => {})
    return asked
  }
  const worker = async (): Promise<void> => {
    while (!exhausted && !stop.signal.aborted) {
      const step = await next()
      if (step.done === true) exhausted = true
      else if (!exhausted && !stop.signal.aborted) await workOn(step.value, taken++)
    }
  }

  try {
    await new Promise<unknown>((resolve, reject) => {
      const unlisten = signal ? onAbort(signal, () => reject(abortError(signal.reason))) : undefined
      // `resolve` itself, and no function around it: V8 follows it to the caller, for the stack of a failure.
      Promise.all(Array.from({ length: most }, worker))
        .then(resolve, reject)
        .finally(unlisten)
    })
  } catch (reason) {
    stop.abort(reason)
    // Lets the source of the items release its resources, without waiting for it.
    if (!exhausted) void (async () => iterator.return?.())().catch(() => {})
    throw reason
  }
  return settled ? results : results.map((result) => (result as PromiseFulfilledResult<Awaited<Result>>).value)
}

/** Limits how many items may run now, and keeps the time before which none may start. */
class Pace {
  readonly #most: number
  #limit: number
  #running = 0
  #successes = 0
  #pausedUntil = 0
  readonly #waiting: Array<() => void> = []

  constructor(most: number) {
    this.#most = most
    this.#limit = most
  }

  /** Waits until an item may run. Rejects if `mapConcurrent` is stopped in the meantime. */
  async enter(signal: AbortSignal): Promise<void> {
    for (;;) {
      signal.throwIfAborted()
      const pause = this.#pausedUntil - performance.now()
      if (pause > 0) await sleep(pause, signal)
      else if (this.#running < this.#limit) break
      else await this.#place(signal)
    }
    this.#running++
  }

  leave(): void {
    this.#running--
    this.#waiting.shift()?.()
  }

  wentWell(): void {
    if (this.#limit >= this.#most || ++this.#successes < this.#limit) return
    this.#successes = 0
    this.#limit++
    this.#waiting.shift()?.()
  }

  throttled(error: APIStatusError): void {
    const asked = error.retryAfter === null ? defaultPause : error.retryAfter * 1000
    this.#pausedUntil = Math.max(this.#pausedUntil, performance.now() + Math.min(asked, longestPause))
    this.#limit = Math.max(1, Math.floor(Math.min(this.#limit, this.#running) / 2))
    this.#successes = 0
  }

  #place(signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const unlisten = onAbort(signal, () => reject(signal.reason))
      this.#waiting.push(() => {
        unlisten()
        resolve()
      })
    })
  }
}

const sleep = (milliseconds: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      unlisten()
      resolve()
    }, milliseconds)
    const unlisten = onAbort(signal, () => {
      clearTimeout(timer)
      reject(signal.reason)
    })
  })

const isThrottled = (reason: unknown): reason is APIStatusError => isAPIStatusError(reason) && reason.status === 429

const optionNames: FieldNames<MapConcurrentOptions> = { signal: true, settled: true }

/** The most workers where the number of items is not known. */
const mostWorkers = 10_000

const checkArguments = <Item>(
  items: Iterable<Item> | AsyncIterable<Item>,
  concurrency: number,
  fn: unknown,
  options: MapConcurrentOptions | null | undefined
) => {
  try {
    if (typeof concurrency !== "number" || !(concurrency >= 1)) {
      throw new InvalidArgumentError("concurrency must be at least 1")
    }
    if (typeof fn !== "function") throw new InvalidArgumentError("the third argument must be a function")
    const { signal, settled } = fieldsOf(options, optionNames, "option")
    checkSignal(signal)
    checkType(settled, "boolean", "settled")
    const most = Math.min(Math.floor(concurrency), Array.isArray(items) ? items.length : mostWorkers)
    return { signal, settled: settled === true, iterator: iteratorOf(items), most }
  } catch (cause) {
    throw argumentError("mapConcurrent", cause)
  }
}

const iteratorOf = <Item>(items: Iterable<Item> | AsyncIterable<Item>): AsyncIterator<Item> | Iterator<Item> => {
  const iterator = typeof items === "object" && items !== null ? iterated(items) : undefined
  if (typeof iterator?.next !== "function") throw new InvalidArgumentError("items must be an array or another iterable")
  return iterator
}

const iterated = <Item>(
  items: Iterable<Item> | AsyncIterable<Item>
): AsyncIterator<Item> | Iterator<Item> | undefined => {
  if (Symbol.asyncIterator in items) return items[Symbol.asyncIterator]()
  return Symbol.iterator in items ? items[Symbol.iterator]() : undefined
}
