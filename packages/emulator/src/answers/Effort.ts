/** How much work one schema may cause. A few hundred bytes of a schema can ask for gigabytes, or for years. */

/** What is left of the effort for one schema. */
export class Effort {
  #steps: number
  #characters: number

  constructor(steps: number, characters: number) {
    this.#steps = steps
    this.#characters = characters
  }

  /** Counts steps of work. Returns `false` if they are too many. */
  work(steps: number): boolean {
    this.#steps -= steps
    return this.#steps >= 0
  }

  /** Counts characters of the answer. Returns `false`, and counts nothing, if they are too many. */
  write(characters: number): boolean {
    if (characters > this.#characters) return false
    this.#characters -= characters
    return true
  }
}
