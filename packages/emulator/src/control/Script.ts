/** A script for the next requests. The first entry that fits a request is used. */

/** A list of entries. Each can be used a number of times, once by default. Its subclasses say what an entry is. */
export abstract class Script<A extends { readonly times?: number | undefined }> {
  #scripted: Array<Scripted<A>> = []

  /** How many uses are left, over all entries. */
  get pending(): number {
    return this.#scripted.reduce((sum, each) => sum + each.left, 0)
  }

  /** Appends entries, or none of them if `check` throws for one. */
  protected append(entries: ReadonlyArray<A>, check: (entry: A) => void): void {
    for (const entry of entries) check(entry)
    for (const entry of entries) this.#scripted.push({ entry, left: entry.times ?? 1 })
  }

  /** Inserts an entry in front of all others. */
  protected pushFirst(entry: A): void {
    this.#scripted = [{ entry, left: entry.times ?? 1 }, ...this.#scripted]
  }

  /** The entries that are left, in the order in which they are tried. */
  get entries(): ReadonlyArray<{ readonly entry: A; readonly left: number }> {
    return this.#scripted
  }

  /** Removes the entries for which this holds. */
  protected remove(holds: (entry: A) => boolean): void {
    this.#scripted = this.#scripted.filter(({ entry }) => !holds(entry))
  }

  /** Removes all entries. */
  clear(): void {
    this.#scripted = []
  }

  /**
   * Returns the first entry that fits, and counts one use of it. An entry whose own function throws is used too, so
   * that it fails one request and not all that follow.
   */
  protected next(fits: (entry: A) => boolean): A | undefined {
    const found = this.#scripted.find((each) => {
      try {
        return fits(each.entry)
      } catch (error) {
        this.#use(each)
        throw error
      }
    })
    if (found === undefined) return undefined
    this.#use(found)
    return found.entry
  }

  #use(scripted: Scripted<A>): void {
    scripted.left -= 1
    if (scripted.left <= 0) this.#scripted = this.#scripted.filter((each) => each !== scripted)
  }
}

interface Scripted<A> {
  readonly entry: A
  left: number
}
