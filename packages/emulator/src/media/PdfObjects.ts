/**
 * The objects of a PDF file. They are read from the beginning of the file to its end, without its table of offsets, which
 * is wrong in many files. So every byte is read once, whatever is in them.
 */

/** A value in a PDF. A text and a name hold bytes, one per character. */
export type PdfValue = number | boolean | null | PdfName | PdfText | PdfReference | PdfArray | PdfDictionary

/** A name such as `/Type`, or outside of dictionaries an operator such as `Tj`. */
export class PdfName {
  readonly name: string
  constructor(name: string) {
    this.name = name
  }
}

/** An operator or another word that is no value, such as `obj` and `BT`. */
export class PdfWord {
  readonly word: string
  constructor(word: string) {
    this.word = word
  }
}

/** A string. */
export class PdfText {
  readonly bytes: string
  constructor(bytes: string) {
    this.bytes = bytes
  }
}

/** A reference to an object by its number. */
export class PdfReference {
  readonly object: number
  constructor(object: number) {
    this.object = object
  }
}

/** An array. */
export interface PdfArray extends ReadonlyArray<PdfValue> {}

/** A dictionary. */
export interface PdfDictionary extends ReadonlyMap<string, PdfValue> {}

/** An object, and its stream if it has one. */
export interface PdfObject {
  readonly value: PdfValue
  readonly stream: string | undefined
}

/** Thrown for a file that cannot be read. */
export class UnreadablePdf extends Error {}

/** Whether a value is a dictionary. */
export const isDictionary = (value: PdfValue | undefined): value is PdfDictionary => value instanceof Map

/** Whether a value is an array. */
export const isArray = (value: PdfValue | undefined): value is PdfArray => Array.isArray(value)

/** Reads values and words one after the other. */
export class PdfReader {
  readonly #bytes: string
  #at: number
  #values = 0

  constructor(bytes: string, at = 0) {
    this.#bytes = bytes
    this.#at = at
  }

  /** The next value or word; `undefined` at the end. Between objects, it makes sense of anything. */
  next(depth = 0): PdfValue | PdfWord | undefined {
    if (depth > deepest) throw new UnreadablePdf("its objects are nested too deeply")
    this.#values += 1
    if (this.#values > mostValues) throw new UnreadablePdf("it has too many objects")
    this.#skipSpace()
    const character = this.#bytes[this.#at]
    if (character === undefined) return undefined
    switch (character) {
      case "(":
        return this.#literal()
      case "<":
        return this.#bytes[this.#at + 1] === "<" ? entriesOf(this.#items(">>", depth)) : this.#hexadecimal()
      case "[":
        return this.#items("]", depth)
      case "/":
        this.#at += 1
        return new PdfName(
          this.#regular().replace(/#([\da-f]{2})/gi, (_, code) => String.fromCharCode(Number.parseInt(code, 16)))
        )
      case ")":
      case "]":
      case "{":
      case "}":
        this.#at += 1
        return new PdfWord(character)
      case ">":
        this.#at += this.#bytes[this.#at + 1] === ">" ? 2 : 1
        return new PdfWord(">>")
      default:
        return scalarOf(this.#regular())
    }
  }

  /** Goes on behind a word, if it comes next. */
  skip(word: string): boolean {
    this.#skipSpace()
    const isNext = this.#bytes.startsWith(word, this.#at)
    if (isNext) this.#at += word.length
    return isNext
  }

  /** The stream that begins after the word `stream`. */
  stream(length: PdfValue | undefined): string {
    if (this.#bytes[this.#at] === "\r") this.#at += 1
    if (this.#bytes[this.#at] === "\n") this.#at += 1
    const start = this.#at
    const stated = typeof length === "number" && length >= 0 ? start + length : -1
    const isStated = stated !== -1 && /^\s{0,2}endstream/.test(this.#bytes.slice(stated, stated + 12))
    const end = isStated ? stated : this.#bytes.indexOf("endstream", start)
    if (end === -1) throw new UnreadablePdf("one of its streams has no end")
    this.#at = end
    return this.#bytes.slice(start, isStated ? end : end - endOfLine(this.#bytes.slice(Math.max(start, end - 2), end)))
  }

  /** Goes on behind the data of an inline image, which may look like anything. */
  skipInlineImage(): void {
    pattern.endOfImage.lastIndex = this.#at
    this.#at = pattern.endOfImage.test(this.#bytes) ? pattern.endOfImage.lastIndex : this.#bytes.length
  }

  #skipSpace(): void {
    pattern.space.lastIndex = this.#at
    if (pattern.space.test(this.#bytes)) this.#at = pattern.space.lastIndex
  }

  #regular(): string {
    pattern.regular.lastIndex = this.#at
    const [word = ""] = pattern.regular.exec(this.#bytes) ?? []
    this.#at += word.length
    return word
  }

  /** The values up to the word that ends an array or a dictionary. */
  #items(end: "]" | ">>", depth: number): PdfArray {
    this.#at += end.length
    const items: Array<PdfValue> = []
    for (;;) {
      const item = this.next(depth + 1)
      if (item === undefined) return items
      if (!(item instanceof PdfWord)) items.push(item)
      else if (item.word === "R") refer(items)
      else if (item.word === end || this.#isStray(item)) return items
    }
  }

  // The end of an object in the middle of a value. What follows belongs to the next object.
  #isStray({ word }: PdfWord): boolean {
    if (word !== "endobj" && word !== "obj" && word !== "stream") return false
    this.#at -= word.length
    return true
  }

  // Parentheses nest in a string.
  #literal(): PdfText {
    const parts: Array<string> = []
    let open = 1
    this.#at += 1
    while (this.#at < this.#bytes.length) {
      pattern.plain.lastIndex = this.#at
      const [plain = ""] = pattern.plain.exec(this.#bytes) ?? []
      parts.push(plain)
      this.#at += plain.length
      const character = this.#bytes[this.#at] ?? ""
      this.#at += 1
      if (character === "\\") parts.push(this.#escaped())
      else if (character === "(") open += 1
      else if (character === ")") open -= 1
      if (open === 0) break
      if (character !== "\\") parts.push(character)
    }
    return new PdfText(parts.join(""))
  }

  #escaped(): string {
    pattern.octal.lastIndex = this.#at
    const [octal] = pattern.octal.exec(this.#bytes) ?? []
    if (octal !== undefined) {
      this.#at += octal.length
      return String.fromCharCode(Number.parseInt(octal, 8) & 0xff)
    }
    const character = this.#bytes[this.#at] ?? ""
    this.#at += 1
    if (character === "\r" && this.#bytes[this.#at] === "\n") this.#at += 1
    if (character === "\r" || character === "\n") return ""
    return escapes.get(character) ?? character
  }

  #hexadecimal(): PdfText {
    const start = this.#at + 1
    pattern.hexadecimal.lastIndex = start
    const [digits = ""] = pattern.hexadecimal.exec(this.#bytes) ?? []
    this.#at = start + digits.length
    if (this.#bytes[this.#at] === ">") this.#at += 1
    return new PdfText(fromHexadecimal(digits))
  }
}

/** The bytes that hexadecimal digits stand for. White space does not count. */
export const fromHexadecimal = (digits: string): string => {
  const packed = digits.replace(/\s+/g, "")
  return Buffer.from(packed.length % 2 === 0 ? packed : `${packed}0`, "hex").toString("latin1")
}

const refer = (items: Array<PdfValue>): void => {
  const [object, generation] = items.splice(-2)
  if (typeof object === "number" && typeof generation === "number") items.push(new PdfReference(object))
}

const entriesOf = (items: ReadonlyArray<PdfValue>): PdfDictionary => {
  const entries = new Map<string, PdfValue>()
  for (let at = 0; at + 1 < items.length; at += 2) {
    const [name, value] = [items[at], items[at + 1]]
    if (name instanceof PdfName && value !== undefined) entries.set(name.name, value)
  }
  return entries
}

const scalarOf = (word: string): PdfValue | PdfWord => {
  if (/^[+-]?(?:\d+\.?\d*|\.\d+)$/.test(word)) return Number(word)
  if (word === "true" || word === "false") return word === "true"
  return word === "null" ? null : new PdfWord(word)
}

const endOfLine = (last: string): number => (last === "\r\n" ? 2 : /[\r\n]$/.test(last) ? 1 : 0)

const pattern = {
  space: /(?:[\0\t\n\f\r ]|%[^\r\n]*)+/y,
  regular: /[^\0\t\n\f\r ()<>[\]{}/%]+/y,
  plain: /[^()\\]+/y,
  octal: /[0-7]{1,3}/y,
  hexadecimal: /[\da-f\s]*/iy,
  endOfImage: /[\0\t\n\f\r ]EI(?![^\0\t\n\f\r ])/g
}

const escapes = new Map([
  ["n", "\n"],
  ["r", "\r"],
  ["t", "\t"],
  ["b", "\b"],
  ["f", "\f"]
])

const deepest = 100
const mostValues = 2_000_000
