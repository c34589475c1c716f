/** Reduces English words to stems, so that `dates` is `date` and `summarization` is `summary`. */

/** The stems of a text, each once. */
export const stemsOf = (text: string): ReadonlyArray<string> => [
  ...new Set((text.toLowerCase().match(/[\p{L}\d]+/gu) ?? []).map(stem))
]

/** The stem of a word in lower case. */
export const stem = (word: string): string => {
  // No English word is longer.
  const singular = word
    .slice(0, 40)
    .replace(/ies$/, "y")
    .replace(/(?<=ss|x|z|ch|sh)es$/, "")
    .replace(/(?<![sui])s$/, "")
  for (const ending of endings) {
    if (singular.length - ending.length >= 3 && singular.endsWith(ending)) {
      return singular.slice(0, singular.length - ending.length)
    }
  }
  return singular
}

// Longer ones first.
const endings =
  "ification ization isation izing ising izer iser ized ised ation ition ify ize ise ion ing ed er or e y".split(" ")
