/** The word errors of a transcript: how many words have to be replaced, inserted or removed to get the right one. */
import { canonical, type JsonValue } from "../wire/JsonValue.ts"

/** How many words of a transcript are wrong, and how many words are right ones. */
export const wordErrors = (
  prediction: JsonValue,
  gold: JsonValue
): { readonly errors: number; readonly words: number } => {
  const [heard, said] = [wordsOf(prediction), wordsOf(gold)]
  return { errors: editDistance(heard, said), words: said.length }
}

/** The words of every text in a value, without punctuation. An object such as `{text}` stands for its text. */
const wordsOf = (value: JsonValue): ReadonlyArray<string> => {
  if (typeof value === "object" && value !== null) {
    return (Array.isArray(value) ? value : Object.values(value)).flatMap(wordsOf)
  }
  return value === null ? [] : (canonical(value).match(/[\p{L}\p{N}'’]+/gu) ?? [])
}

// Levenshtein's algorithm, a row at a time. In long texts, only words that are near each other are compared, so that the
// time grows with the length and not with its square. Then the result may be too high, but not by much.
const editDistance = (left: ReadonlyArray<string>, right: ReadonlyArray<string>): number => {
  const longer = Math.max(left.length, right.length)
  const reach = Math.max(nearestWords, Math.floor(mostComparisons / Math.max(1, longer)))
  if (Math.abs(left.length - right.length) > reach) return longer
  let above = Array.from({ length: right.length + 1 }, (_, column) => column)
  let row = new Array<number>(right.length + 1).fill(longer)
  for (let at = 1; at <= left.length; at++) {
    const first = Math.max(1, at - reach)
    const last = Math.min(right.length, at + reach)
    row[first - 1] = first === 1 ? at : longer
    for (let column = first; column <= last; column++) {
      const replaced = (above[column - 1] ?? longer) + (left[at - 1] === right[column - 1] ? 0 : 1)
      row[column] = Math.min(replaced, (above[column] ?? longer) + 1, (row[column - 1] ?? longer) + 1)
    }
    // What the next row would read beyond the reach of this one is left from an older row.
    if (last < right.length) row[last + 1] = longer
    ;[above, row] = [row, above]
  }
  return Math.min(longer, above[right.length] ?? longer)
}

const mostComparisons = 4_000_000
const nearestWords = 64
