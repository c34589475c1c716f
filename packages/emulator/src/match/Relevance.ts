/** How relevant a text is to a query, and texts as vectors. Both count words, without any machine learning. */
import { tokenize } from "../catalogue/Tokens.ts"
import { stemsOf } from "./Stems.ts"

/** The relevance of each document to a query, between 0.02 and 0.98: how many words of the query it has. */
export const relevanceOf = (query: string, documents: ReadonlyArray<string>): ReadonlyArray<number> => {
  const asked = wordsOf(query)
  return documents.map((document) => {
    const has = new Set(wordsOf(document))
    const shared = asked.filter((word) => has.has(word)).length
    // Neither 0 nor 1, even if no word or every word is shared.
    return 0.02 + (0.96 * (shared + 0.05)) / (asked.length + 0.1)
  })
}

/** How near each document is to a query: the cosine of the angle between their vectors. */
export const similarityOf = (query: string, documents: ReadonlyArray<string>): ReadonlyArray<number> => {
  const asked = vectorOf(query, "query")
  return documents.map((document) =>
    vectorOf(document, "document").reduce((sum, value, at) => sum + value * (asked[at] ?? 0), 0)
  )
}

/** The numbers in a vector. */
export const dimensions = 1024

/**
 * A vector of length 1 for a text. Each word and each run of three letters adds to one of its numbers, so texts that
 * share them are near. The vector of a query is that of the document, turned by a small angle.
 */
export const vectorOf = (text: string, type: "query" | "document"): ReadonlyArray<number> => {
  const vector = new Float64Array(dimensions)
  const add = (feature: string, weight: number) => {
    const hash = hashOf(feature)
    const at = hash % dimensions
    vector[at] = (vector[at] as number) + (hash & 0x80000000 ? -weight : weight)
  }
  const words = wordsOf(text)
  for (const word of words) {
    add(word, 1)
    for (let at = 0; at + 3 <= word.length; at++) add(`#${word.slice(at, at + 3)}`, 0.25)
  }
  if (vector.every((value) => value === 0)) add(text.slice(0, longestText), 1)
  if (type === "query") turn(vector)
  const length = Math.hypot(...vector)
  return Array.from(vector, (value) => value / length)
}

const turn = (vector: Float64Array): void => {
  for (let at = 0; at < dimensions; at += 2) {
    const [x, y] = [vector[at] as number, vector[at + 1] as number]
    vector[at] = x * cosine - y * sine
    vector[at + 1] = x * sine + y * cosine
  }
}

const angle = 0.1
const [cosine, sine] = [Math.cos(angle), Math.sin(angle)]

/** FNV-1a, and a last step that spreads the low bits, which choose the number. */
const hashOf = (text: string): number => {
  let hash = 0x811c9dc5
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193)
  hash ^= hash >>> 15
  return Math.imul(hash, 0x2c1b3c6d) >>> 0
}

/** The stems of the part of a text that counts: its first 512 tokens. */
const wordsOf = (text: string): ReadonlyArray<string> =>
  stemsOf(tokenize(text.slice(0, longestText)).slice(0, countedTokens).join(""))

/** Only so many tokens of a text count. */
export const countedTokens = 512

// No 512 tokens are longer, but for runs of white space.
const longestText = 8192
