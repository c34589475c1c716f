/** Removes what texts quote of a request, in time linear in both. */
import { backslash, isEscape, isPlain, unescaped, withoutHidden } from "./Unescaped.ts"

/** A text of a request, with the parts of it that must not be shown: the beginning and end of each, in turn. */
export interface QuotableText {
  readonly text: string
  readonly parts: ReadonlyArray<number>
}

/** A shorter text, such as the key `k` of a test, is not a secret: its removal would make messages unreadable. */
export const shortestPart = 8

/** A piece of a part is found if it has so many characters. */
export const pieceLength = 80

/** A part that is longer is long enough to be a piece, even if each of its characters is escaped. */
export const longestShortPart = 6 * pieceLength

/** The most characters that are searched. What follows them counts as quoted. */
const mostCharacters = 2 ** 16

/** The most steps of work. If they do not suffice, everything counts as quoted. */
const mostSteps = 2 ** 19

/** The length of the grams that a sample is tried with before its own. */
const trialLength = 4

/** The distance between two samples of a part. Every piece has one, even if an escape moves it. */
const stride = pieceLength - shortestPart - trialLength

// The table's flags for a gram: the texts have it, a piece has it too, a short part begins with it. And of a gram that
// is tried: the texts have it.
const present = 1
const quoted = 2
const begins = 4
const trial = 8

/**
 * Replaces what the texts quote: an entire part, or a piece of {@link pieceLength} characters of one. Escapes do not
 * count. A part that has fewer than {@link shortestPart} characters without its escapes is not found.
 *
 * The texts are cut into grams: all their runs of a few characters. A table holds the hashes of the grams, and the
 * parts are looked up in it. A part is never compared with each place of a text, so common beginnings cost nothing. Of
 * a long part only samples are looked up, and their surroundings if they are found: most texts quote nothing.
 */
export const withoutQuotations = (
  texts: ReadonlyArray<string>,
  quotable: ReadonlyArray<QuotableText>,
  replacement: string
): ReadonlyArray<string> => {
  const longest = texts.reduce((most, { length }) => Math.max(most, length), 0)
  // A text that is shorter than a piece can only quote a short part.
  const canBeQuoted = (from: number, to: number) => longest >= pieceLength || to - from <= longestShortPart
  const isNeeded = ({ parts }: QuotableText) =>
    parts.some((to, index) => index % 2 === 1 && canBeQuoted(parts[index - 1] as number, to))
  if (longest < shortestPart || !quotable.some(isNeeded)) return texts

  // The texts without their escapes, one after the other, and where each character begins in its text.
  const size = texts.reduce((sum, { length }) => Math.min(mostCharacters, sum + length + 1), 0)
  const codes = new Uint16Array(size)
  const starts = new Int32Array(size)
  let length = 0
  const ends = texts.map((text) => {
    const end = unescaped(text, 0, text.length, codes, size, starts, length)
    // Separates it from the next text. It is not a character.
    codes[end] = 0xffff
    length = Math.min(size, end + 1)
    return end
  })

  // Many places for each gram, so that hardly any share one.
  const shift = Math.clz32(size * 32)
  const table = new Uint8Array(2 ** (32 - shift))
  const slotOf = (hash: number) => Math.imul(hash, 0x9e3779b1) >>> shift
  const slotAt = (from: Uint16Array, at: number, size = shortestPart) => slotOf(hashOf(from, at, at + size))
  const mark = (from: Uint16Array, end: number, known: number, mark: number) => {
    for (let at = 0; at <= end - shortestPart; at++) {
      const slot = slotAt(from, at)
      const marks = table[slot] as number
      if ((marks & known) === known) table[slot] = marks | mark
    }
  }
  mark(codes, length, 0, present)
  for (let at = 0; at < length; at++) {
    const slot = slotAt(codes, at, trialLength)
    table[slot] = (table[slot] as number) | trial
  }

  const buffer = new Uint16Array(3 * pieceLength)
  const short = new Set<number>()
  let steps = 0

  /** Whether the texts have the gram that begins here, or at the escape around here. */
  const has = (text: string, at: number, from: number, to: number): boolean => {
    // Most are not there, and then a few characters show it, except for escapes.
    for (let begin = at; begin <= at + trialLength; begin += trialLength) {
      let hash = 0
      let end = begin
      while (end < begin + trialLength && isPlain(text, end)) hash = step(hash, text.charCodeAt(end++))
      if (end < begin + trialLength) continue
      if (((table[slotOf(hash)] as number) & trial) !== 0) break
      if (!mayBeInEscape(text, begin, from)) return false
    }
    if (hasGram(text, beginOf(text, at, from), to)) return true
    // What begins in the middle of an escape is no gram of the text. One of the next positions is behind it.
    if (!mayBeInEscape(text, at, from)) return false
    for (let begin = at + 1; begin <= at + longestEscape; begin++) if (hasGram(text, begin, to)) return true
    return false
  }

  const hasGram = (text: string, at: number, to: number): boolean =>
    unescaped(text, at, to, buffer, shortestPart) >= shortestPart &&
    ((table[slotAt(buffer, 0)] as number) & present) !== 0

  const lookUp = (text: string, from: number, to: number): void => {
    steps++
    if (has(text, from, from, to)) {
      const whole = unescaped(text, from, to, buffer, pieceLength)
      if (whole < pieceLength) {
        mark(buffer, shortestPart, present, begins)
        short.add(hashOf(buffer, 0, whole))
        return
      }
    }
    let done = from
    for (let at = from; at < to && longest >= pieceLength && steps < mostSteps; at += stride) {
      if (!has(text, at, from, to)) continue
      const begin = beginOf(text, Math.max(at - stride, done - shortestPart), from)
      done = Math.min(to, at + pieceLength)
      steps += done - begin
      mark(buffer, unescaped(text, begin, done, buffer, buffer.length), present, quoted)
    }
  }

  for (const { text, parts } of quotable) {
    for (let at = 0; at < parts.length; at += 2) lookUp(text, parts[at] as number, parts[at + 1] as number)
  }

  const hidden = new Uint8Array(length)
  let begin = 0
  for (let at = 0; at < length; at++) {
    const marks = at > length - shortestPart ? 0 : (table[slotAt(codes, at)] as number)
    if ((marks & quoted) === 0) {
      const end = at + shortestPart - 1
      if (end - begin >= pieceLength) hidden.fill(1, begin, end)
      begin = at + 1
    }
    if ((marks & begins) === 0 || steps >= mostSteps) continue
    steps += pieceLength
    let hash = 0
    for (let end = at; end < at + pieceLength; ) {
      hash = step(hash, codes[end++] as number)
      if (short.has(hash)) hidden.fill(1, at, end)
    }
  }

  if (steps >= mostSteps) hidden.fill(1)
  // If the search ended within a text, a quotation may begin before that.
  if (length === mostCharacters) hidden.fill(1, length - pieceLength)
  return texts.map((text, index) => {
    const begin = index === 0 ? 0 : (ends[index - 1] as number) + 1
    // It was not searched at all.
    if (begin >= mostCharacters && text !== "") return replacement
    return withoutHidden(text, hidden, starts, replacement, begin, ends[index] as number)
  })
}

const step = (hash: number, code: number): number => (Math.imul(hash, 0x01000193) + code) | 0

const hashOf = (codes: Uint16Array, from: number, to: number): number => {
  let hash = 0
  for (let at = from; at < to; at++) hash = step(hash, codes[at] as number)
  return hash
}

/** The length of the longest escape, but for characters that are escaped several times. */
const longestEscape = 12

/** Whether an escape begins so shortly before a position that the position may be in the middle of it. */
const mayBeInEscape = (text: string, at: number, first: number): boolean => {
  for (let begin = Math.max(first, at - longestEscape); begin < at; begin++) if (isEscape(text, begin)) return true
  return false
}

/** The beginning of the escape that a position may be in the middle of, but not before `first`. */
const beginOf = (text: string, at: number, first: number): number => {
  for (let begin = Math.max(first, at - 5); begin < at; begin++) if (text.charCodeAt(begin) === backslash) return begin
  return Math.max(first, at)
}
