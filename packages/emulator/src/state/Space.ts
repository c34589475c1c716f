/** Counts the bytes that named entries take, within a limit. */

export class Space {
  readonly #taken = new Map<string, number>()
  readonly #limit: number
  #total = 0

  constructor(limit: number) {
    this.#limit = limit
  }

  /** The bytes that are left. */
  get left(): number {
    return this.#limit - this.#total
  }

  /** Whether this much is left. */
  fits(bytes: number): boolean {
    return bytes <= this.left
  }

  /** Reserves more space for an entry. Returns `false`, and reserves nothing, if there is not enough. */
  take(name: string, bytes: number): boolean {
    if (!this.fits(bytes)) return false
    this.#taken.set(name, this.of(name) + bytes)
    this.#total += bytes
    return true
  }

  /** How much space an entry takes. */
  of(name: string): number {
    return this.#taken.get(name) ?? 0
  }

  /** Frees the space of a removed entry. */
  free(name: string): void {
    this.#total -= this.of(name)
    this.#taken.delete(name)
  }
}
