/** Random choices that depend on a seed only, so that a failure can be repeated: `FUZZ_SEED=<seed>`. */

/** The seed of this run of the tests. It is in the message of every failure. */
export const fuzzSeed = Number(process.env["FUZZ_SEED"] ?? Date.now() % 1_000_000_000)

export class Chance {
  #state: number

  constructor(seed: number) {
    this.#state = seed >>> 0
  }

  /** A number in [0, 1), by the generator `mulberry32`. */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }

  /** A whole number from 0 to `count - 1`. */
  below(count: number): number {
    return Math.floor(this.next() * count)
  }

  /** True with the given probability. */
  happens(probability: number): boolean {
    return this.next() < probability
  }

  /** One of the choices. */
  pick<A>(choices: ReadonlyArray<A>): A {
    const chosen = choices[this.below(choices.length)]
    if (chosen === undefined) throw new Error("there is nothing to choose from")
    return chosen
  }
}
