/** A source of decisions for a random test double. */

/** Makes decisions from a list of numbers, over and over. The same numbers make the same decisions. */
export class Script {
  readonly #numbers: ReadonlyArray<number>
  #at = 0

  constructor(numbers: ReadonlyArray<number>) {
    this.#numbers = numbers
  }

  /** A number from 0 to `below - 1`. */
  below(below: number): number {
    const number = this.#numbers[this.#at++ % this.#numbers.length] ?? 0
    return number % below
  }

  /** One of the values. */
  pick<A>(...values: readonly [A, ...ReadonlyArray<A>]): A {
    return values[this.below(values.length)] as A
  }
}
