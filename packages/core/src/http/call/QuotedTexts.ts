/** Finds the texts of a request that other texts quote, in time linear in both. */
import { backslash, escaping, kindOf, plain, space, unescaped } from "./Unescaped.ts"

/** A text of a request, with the parts of it that must not be shown: the beginning and end of each, in turn. */
export interface QuotableText {
  readonly text: string
  readonly parts: ReadonlyArray<number>
}

/** Beginning and end of a quotation. */
export type Range = readonly [from: number, to: number]

/**
 * Returns for each text the ranges in which it quotes: a whole part, or a piece of {@link pieceLength} characters of a
 * part. Escapes do not count, and a part that has fewer than {@link shortestPart} characters without them is not found.
 * Of a very long text, only the beginning is searched, and the rest counts as quoted.
 *
 * The texts are cut into grams: every run of so many characters. A table holds their hashes, and the parts are looked
 * up in it. A part is never compared with each place of a text, so common beginnings cost nothing. Of a long part only
 * samples are looked up, and their surroundings if they are found: most texts quote nothing.
 */
export const quotations = (
  texts: ReadonlyArray<string>,
  quotables: ReadonlyArray<QuotableText>
): ReadonlyArray<ReadonlyArray<Range>> => {
  const search = new Search(texts)
  for (const { text, parts } of quotables) {
    for (let at = 0; at < parts.length; at += 2) search.lookUp(text, parts[at] as number, parts[at + 1] as number)
  }
  return search.quotations()
}

/** A shorter text, such as the key `k` of a test, is not a secret: its removal would make messages unreadable. */
export const shortestPart = 8

/** A shorter piece of a long part is not found. */
export const pieceLength = 64

/** The most characters that are searched. */
const mostCharacters = 2 ** 16

/** The most steps of work. If they do not suffice, all texts count as quoted. */
const mostSteps = 2 ** 20

// The grams that pieces are found by, those that a sample is tried with first, and the distance between two samples.
// Every piece has a sample, even if the sample is moved because of an escape, which may be written in another way.
const gramLength = 16
const trialLength = 6
const mostMoves = 1
const stride = pieceLength - gramLength - mostMoves * trialLength

/** The characters that are looked up before and after a sample that is found: as far as the samples next to it. */
const surroundings = stride + mostMoves * trialLength

// What the table says of a gram: the texts have it in one of three lengths; a part has it too; a short part begins so.
const trial = 1
const opening = 2
const gram = 4
const quoted = 8
const begins = 16

class Search {
  readonly #texts: ReadonlyArray<string>
  /** The texts without their escapes, one after the other, and where each character begins in its text. */
  readonly #codes: Uint16Array
  readonly #starts: Int32Array
  /** Where each text ends in `codes`. */
  readonly #ends: Array<number> = []
  readonly #table: Uint8Array
  readonly #shift: number
  /** The hashes of the short parts of which the texts have at least the beginning, and their lengths. */
  readonly #short = new Set<number>()
  readonly #lengths = new Uint8Array(pieceLength)
  readonly #buffer = new Uint16Array(2 * surroundings + gramLength + longestEscape)
  #isQuoting = false
  #steps = 0

  constructor(texts: ReadonlyArray<string>) {
    const size = texts.reduce((sum, { length }) => sum + length + 1, 0)
    const codes = new Uint16Array(Math.min(size, mostCharacters))
    this.#texts = texts
    this.#starts = new Int32Array(codes.length)
    let length = 0
    for (const text of texts) {
      length = unescaped(text, 0, text.length, codes, codes.length, this.#starts, length)
      this.#ends.push(length)
      if (length < codes.length) codes[length++] = separator
    }
    this.#codes = codes.subarray(0, length)
    // Sixteen places for each gram, so that few have to share one.
    this.#shift = Math.min(Math.clz32(length * 16) - 1, 22)
    this.#table = new Uint8Array(2 ** (32 - this.#shift))
    this.#mark(this.#codes, trialLength, 0, trial)
    this.#mark(this.#codes, shortestPart, 0, opening)
    this.#mark(this.#codes, gramLength, 0, gram)
  }

  /** Looks a part up in the texts. */
  lookUp(text: string, from: number, to: number): void {
    this.#steps++
    if (this.#steps > mostSteps) return
    if (this.#sampleAt(text, from, to) >= 0 && this.#has(text, from, to, shortestPart, opening)) {
      const length = unescaped(text, from, to, this.#buffer, pieceLength)
      if (length < pieceLength) {
        this.#lookUpShort(length)
        return
      }
    }
    if (this.#codes.length < pieceLength) return
    let end = from
    for (let at = from; at <= to - gramLength && this.#steps <= mostSteps; at += stride) {
      const sample = this.#sampleAt(text, at, to)
      if (sample < 0 || !this.#has(text, sample, to, gramLength, gram)) continue
      // What the sample before this one has looked up is not looked up again.
      const begin = beginOf(text, Math.max(from, at - surroundings, end - gramLength))
      end = at + surroundings + gramLength
      this.#lookUpPiece(text, begin, Math.min(to, end))
    }
  }

  /** Where the texts quote the parts. */
  quotations(): ReadonlyArray<ReadonlyArray<Range>> {
    const hidden = new Uint8Array(this.#isQuoting ? this.#codes.length : 0)
    if (this.#isQuoting) {
      this.#findPieces(hidden)
      if (this.#short.size > 0) this.#findShort(hidden)
    }
    return this.#texts.map((text, index) => this.#rangesIn(text, index, hidden))
  }

  /**
   * Where a sample begins that the texts may have; -1 if they cannot have it. It begins a little later if there is an
   * escape, or at the escape if there are many.
   */
  #sampleAt(text: string, from: number, to: number): number {
    // The second character of an escape is not where the text goes on.
    const first = text.charCodeAt(from - 1) === backslash ? from + 1 : from
    const last = Math.min(first + mostMoves * trialLength, to - trialLength)
    for (let begin = first; begin <= last; begin += trialLength) {
      let hash = 0
      let before = 0
      let at = begin
      for (; at < begin + trialLength; at++) {
        const code = text.charCodeAt(at)
        if (kindOf(code) !== plain && (code !== space || before === space)) break
        before = code
        hash = step(hash, code)
      }
      if (at === begin + trialLength) return this.#holds(hash, trial) ? begin : -1
    }
    return beginOf(text, from)
  }

  /** Whether the texts have a gram that begins here. */
  #has(text: string, from: number, to: number, length: number, kind: number): boolean {
    return (
      unescaped(text, from, to, this.#buffer, length) >= length && this.#holds(hashOf(this.#buffer, 0, length), kind)
    )
  }

  #holds(hash: number, kind: number): boolean {
    return ((this.#table[slotOf(hash, this.#shift)] as number) & kind) !== 0
  }

  #lookUpShort(length: number): void {
    const slot = slotOf(hashOf(this.#buffer, 0, shortestPart), this.#shift)
    this.#table[slot] = (this.#table[slot] as number) | begins
    this.#short.add(hashOf(this.#buffer, 0, length))
    this.#lengths[length] = 1
    this.#isQuoting = true
  }

  #lookUpPiece(text: string, from: number, to: number): void {
    this.#isQuoting = true
    this.#steps += to - from
    const length = unescaped(text, from, to, this.#buffer, this.#buffer.length)
    this.#mark(this.#buffer.subarray(0, length), gramLength, gram, quoted)
  }

  /** Marks the grams of these characters in the table, if they are already marked with `known`. */
  #mark(codes: Uint16Array, size: number, known: number, mark: number): void {
    const table = this.#table
    const shift = this.#shift
    const { length } = codes
    if (length < size) return
    const power = powerOf(size)
    let hash = hashOf(codes, 0, size)
    for (let end = size; ; end++) {
      const slot = slotOf(hash, shift)
      const marks = table[slot] as number
      if ((marks & known) === known) table[slot] = marks | mark
      if (end >= length) return
      hash = (step(hash, codes[end] as number) - Math.imul(power, codes[end - size] as number)) | 0
    }
  }

  /** Visits the grams of the texts that have the mark. */
  #marked(size: number, mark: number, visit: (at: number) => void): void {
    const codes = this.#codes
    const { length } = codes
    if (length < size) return
    const power = powerOf(size)
    let hash = hashOf(codes, 0, size)
    for (let end = size; ; end++) {
      if (this.#holds(hash, mark)) visit(end - size)
      if (end >= length) return
      hash = (step(hash, codes[end] as number) - Math.imul(power, codes[end - size] as number)) | 0
    }
  }

  #findPieces(hidden: Uint8Array): void {
    let from = 0
    let to = 0
    const end = () => {
      if (to - from >= pieceLength) hidden.fill(1, from, to)
    }
    this.#marked(gramLength, quoted, (at) => {
      if (at !== to - gramLength + 1) {
        end()
        from = at
      }
      to = at + gramLength
    })
    end()
  }

  #findShort(hidden: Uint8Array): void {
    const codes = this.#codes
    const lengths = this.#lengths
    this.#marked(shortestPart, begins, (at) => {
      this.#steps += pieceLength
      if (this.#steps > mostSteps) return
      let hash = hashOf(codes, at, at + shortestPart - 1)
      const longest = Math.min(pieceLength - 1, codes.length - at)
      for (let length = shortestPart; length <= longest; length++) {
        hash = step(hash, codes[at + length - 1] as number)
        if (lengths[length] === 1 && this.#short.has(hash)) hidden.fill(1, at, at + length)
      }
    })
  }

  #rangesIn(text: string, index: number, hidden: Uint8Array): ReadonlyArray<Range> {
    if (this.#steps > mostSteps) return [[0, text.length]]
    const begin = index === 0 ? 0 : (this.#ends[index - 1] as number) + 1
    const end = this.#ends[index] as number
    // If the text was not searched to its end, a quotation may begin before the end of the search.
    const searched = end === mostCharacters ? Math.max(begin, end - pieceLength) : end
    const ranges: Array<Range> = []
    for (let at = begin; at < searched; at++) {
      if (hidden[at] !== 1) continue
      const from = at
      while (at < searched && hidden[at] === 1) at++
      ranges.push([this.#starts[from] as number, at < end ? (this.#starts[at] as number) : text.length])
    }
    if (searched < end) ranges.push([this.#starts[searched] as number, text.length])
    return ranges
  }
}

// Between two texts. It is not a character.
const separator = 0xffff

const multiplier = 0x01000193
const golden = 0x9e3779b1

const step = (hash: number, code: number): number => (Math.imul(hash, multiplier) + code) | 0

const hashOf = (codes: Uint16Array, from: number, to: number): number => {
  let hash = 0
  for (let at = from; at < to; at++) hash = step(hash, codes[at] as number)
  return hash
}

const slotOf = (hash: number, shift: number): number => Math.imul(hash, golden) >>> shift

/** The factor of the first character in the hash of one character more. */
const powerOf = (size: number): number => {
  let power = 1
  for (let count = 0; count < size; count++) power = Math.imul(power, multiplier)
  return power
}

/** The beginning of the escape that a position may be in the middle of. */
const beginOf = (text: string, at: number): number => {
  for (let begin = Math.max(0, at - longestEscape); begin < at; begin++) {
    if (kindOf(text.charCodeAt(begin)) === escaping) return begin
  }
  return at
}

const longestEscape = 5
