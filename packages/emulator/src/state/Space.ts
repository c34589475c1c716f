/** Counts the bytes that named things take, within a limit. */

export class Space {
  readonly #taken = new Map<string, number>()
  readonly #limit: number
  #total = 0

  constructor(limit: number) {
    this.#limit = limit
  }

  /** Whether this much is left. */
  fits(bytes: number): boolean {
    return this.#total + bytes <= this.#limit
  }

  /** Gives a thing more space. Returns `false`, and gives none, if there is not enough. */
  take(name: string, bytes: number): boolean {
    if (!this.fits(bytes)) return false
    this.#taken.set(name, this.of(name) + bytes)
    this.#total += bytes
    return true
  }

  /** How much space a thing takes. */
  of(name: string): number {
    return this.#taken.get(name) ?? 0
  }

  /** Frees the space of a thing that is gone. */
  free(name: string): void {
    this.#total -= this.of(name)
    this.#taken.delete(name)
  }
}
