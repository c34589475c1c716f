/** A script for the next requests. Entries are used in the order they were added. */

/** A list of entries. Each can be used a number of times, once by default. */
export class Script<A extends { readonly times?: number | undefined }> {
  #scripted: Array<Scripted<A>> = []

  /** How many uses are left, over all entries. */
  get pending(): number {
    return this.#scripted.reduce((sum, each) => sum + each.left, 0)
  }

  /** Appends an entry. */
  push(entry: A): void {
    this.#scripted.push({ entry, left: entry.times ?? 1 })
  }

  /** Removes all entries. */
  clear(): void {
    this.#scripted = []
  }

  /** Returns the first entry that fits, and counts one use of it. */
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
