/** Keeps the newest of many values, within a number of values and a size in bytes. */

/** The values, oldest first. */
export class Newest<A> {
  /** How many values were dropped. */
  dropped = 0
  readonly values: Array<A> = []
  readonly #sizes: Array<number> = []
  #maxCount: number
  readonly #maxBytes: number
  readonly #onDrop: (value: A) => void
  #bytes = 0

  /** `onDrop` is called with each value that no longer fits. */
  constructor(maxCount: number, maxBytes = Number.POSITIVE_INFINITY, onDrop: (value: A) => void = () => {}) {
    this.#maxCount = maxCount
    this.#maxBytes = maxBytes
    this.#onDrop = onDrop
  }

  /** Appends a value, and drops the oldest until all fit. A value that is too large alone is dropped at once, and no other. */
  push(value: A, bytes = 0): void {
    if (bytes > this.#maxBytes) {
      this.#drop(value)
      return
    }
    this.values.push(value)
    this.#sizes.push(bytes)
    this.#bytes += bytes
    this.#dropUntilAllFit()
  }

  /** Changes the number of values that are kept. */
  limitTo(maxCount: number): void {
    this.#maxCount = maxCount
    this.#dropUntilAllFit()
  }

  /** Removes a value that is not needed any more. It does not count as dropped. */
  remove(value: A): void {
    const index = this.values.lastIndexOf(value)
    if (index === -1) return
    this.values.splice(index, 1)
    const [bytes = 0] = this.#sizes.splice(index, 1)
    this.#bytes -= bytes
  }

  /** Removes all values. They do not count as dropped. */
  clear(): void {
    this.values.length = 0
    this.#sizes.length = 0
    this.#bytes = 0
  }

  #dropUntilAllFit(): void {
    while (this.values.length > this.#maxCount || this.#bytes > this.#maxBytes) {
      const [oldest] = this.values.splice(0, 1)
      this.#bytes -= this.#sizes.shift() ?? 0
      if (oldest !== undefined) this.#drop(oldest)
    }
  }

  #drop(value: A): void {
    this.dropped += 1
    this.#onDrop(value)
  }
}
