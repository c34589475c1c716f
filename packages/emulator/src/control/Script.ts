/** A script: what is to happen to the next requests, taken in the order given. */

/** Entries that are each used so many times (once by default), then forgotten. */
export class Script<A extends { readonly times?: number | undefined }> {
  #scripted: Array<Scripted<A>> = []

  /** How many times the remaining entries are for. */
  get pending(): number {
    return this.#scripted.reduce((sum, each) => sum + each.left, 0)
  }

  /** Adds an entry at the end. */
  push(entry: A): void {
    this.#scripted.push({ entry, left: entry.times ?? 1 })
  }

  /** Forgets what has not happened yet. */
  clear(): void {
    this.#scripted = []
  }

  /** The first entry that fits, used up once. */
  next(fits: (entry: A) => boolean): A | undefined {
    const found = this.#scripted.find((each) => fits(each.entry))
    if (found === undefined) return undefined
    found.left -= 1
    if (found.left <= 0) this.#scripted = this.#scripted.filter((each) => each !== found)
    return found.entry
  }
}

interface Scripted<A> {
  readonly entry: A
  left: number
}
