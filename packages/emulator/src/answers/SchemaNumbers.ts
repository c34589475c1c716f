/** Numbers within the limits of a JSON schema. */
import type { JsonObject } from "../wire/JsonValue.ts"
import { listIn, numberIn } from "./Schemas.ts"

/** Numbers that the limits of a schema probably allow: those next to 0 first. Variants begin elsewhere. */
export const numberCandidates = function* (
  keywords: JsonObject,
  isInteger: boolean,
  variant: number
): Generator<number> {
  const low = Math.max(
    numberIn(keywords, "minimum") ?? Number.NEGATIVE_INFINITY,
    numberIn(keywords, "exclusiveMinimum") ?? Number.NEGATIVE_INFINITY
  )
  const high = Math.min(
    numberIn(keywords, "maximum") ?? Number.POSITIVE_INFINITY,
    numberIn(keywords, "exclusiveMaximum") ?? Number.POSITIVE_INFINITY
  )
  const steps = listIn(keywords, "multipleOf").filter((step) => typeof step === "number" && step > 0)
  const step = steps.reduce<number>((common, each) => commonMultiple(common, Number(each)), isInteger ? 1 : 0)
  if (step > 0) {
    const from = low > 0 ? Math.ceil(low / step) : high < 0 ? Math.floor(high / step) : 0
    const direction = low > 0 || high >= 0 ? 1 : -1
    // A few multiples of a decimal step, such as 3 × 0.1, are not exact, and an end of the range may be excluded.
    for (let nth = 0; nth < 200; nth++) yield (from + direction * (nth + variant)) * step
    for (let nth = 1; nth < 200; nth++) yield (from - direction * (nth + variant)) * step
    return
  }
  if (low <= 0 && high >= 0) yield variant
  if (Number.isFinite(high - low)) yield low + ((high - low) * (variant + 1)) / (variant + 2)
  if (Number.isFinite(low)) yield* [low + variant, low + variant + 1]
  if (Number.isFinite(high)) yield* [high - variant, high - variant - 1]
  yield -variant
}

// Of decimal numbers too: 0.25 and 0.1 have the multiple 0.5.
const commonMultiple = (left: number, right: number): number => {
  if (left === 0) return right
  for (let count = 1; count <= 1000; count++) if (Number.isInteger((left * count) / right)) return left * count
  return left * right
}
