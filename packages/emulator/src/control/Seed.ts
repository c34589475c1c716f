/** Random numbers. Each depends only on the seed and on a name, so a run can be repeated exactly. */
import * as Effect from "effect/Effect"
import * as Random from "effect/Random"

/** A number in [0, 1) that depends only on `seed` and `name`. */
export const draw = (seed: number, name: string): number =>
  Effect.runSync(Random.withSeed(Random.next, `${seed}/${name}`))

/** A number in [from, to) that depends only on `seed` and `name`. */
export const drawBetween = (seed: number, name: string, from: number, to: number): number =>
  from + draw(seed, name) * (to - from)

/** `length` lower-case hexadecimal digits that depend only on `seed` and `name`. */
export const drawHex = (seed: number, name: string, length: number): string => {
  const blocks = Effect.all(Array.from({ length: Math.ceil(length / 8) }, () => eightDigits))
  return Effect.runSync(Random.withSeed(blocks, `${seed}/${name}`))
    .join("")
    .slice(0, length)
}

const eightDigits = Effect.map(Random.next, (drawn) =>
  Math.floor(drawn * 2 ** 32)
    .toString(16)
    .padStart(8, "0")
)
