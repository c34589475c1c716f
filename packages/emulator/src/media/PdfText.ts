/** The text that the content of a PDF page shows. */
import { isArray, PdfName, PdfReader, PdfText, type PdfValue, PdfWord } from "./PdfObjects.ts"

/**
 * Reads the text of a page. A piece of text that is lower or higher than the last begins a line. `tableOf` has the table
 * of characters (`ToUnicode`) of a font of the page.
 */
export const textOfPage = (content: string, tableOf: (font: string) => string | undefined): string => {
  const reader = new PdfReader(content)
  const page = new Page(tableOf)
  for (const { operator, operands } of operationsOf(reader)) {
    if (operator === "ID") reader.skipInlineImage()
    else page.run(operator, operands)
  }
  return page.text
}

/** An operator, with the values in front of it. */
interface Operation {
  readonly operator: string
  readonly operands: ReadonlyArray<PdfValue>
}

function* operationsOf(reader: PdfReader): Generator<Operation> {
  let operands: Array<PdfValue> = []
  for (let token = reader.next(); token !== undefined; token = reader.next()) {
    if (token instanceof PdfWord) {
      yield { operator: token.word, operands }
      operands = []
    } else operands.push(token)
  }
}

type Characters = (bytes: string) => string

class Page {
  readonly #tableOf: (font: string) => string | undefined
  readonly #fonts = new Map<string, Characters>()
  readonly #pieces: Array<string> = []
  #characters: Characters = fromWindows
  #height = 0
  #scale = 1
  #leading = 0
  #shownAt: number | undefined
  #moved = false

  constructor(tableOf: (font: string) => string | undefined) {
    this.#tableOf = tableOf
  }

  get text(): string {
    return this.#pieces.join("")
  }

  /** Carries out an operator. Those that show no text and move none change nothing. */
  run(operator: string, operands: ReadonlyArray<PdfValue>): void {
    const last = operands.at(-1)
    switch (operator) {
      case "BT":
        ;[this.#height, this.#scale, this.#moved] = [0, 1, true]
        break
      case "Tf":
        this.#useFont(operands[0])
        break
      case "TL":
        this.#leading = numberOf(last)
        break
      case "Tm":
        ;[this.#height, this.#scale, this.#moved] = [numberOf(last), numberOf(operands[3]) || 1, true]
        break
      case "TD":
        this.#leading = -numberOf(last)
        this.#move(numberOf(last))
        break
      case "Td":
        this.#move(numberOf(last))
        break
      case "T*":
        this.#nextLine()
        break
      case "Tj":
        this.#show(last)
        break
      case "'":
      case '"':
        this.#nextLine()
        this.#show(last)
        break
      case "TJ":
        for (const each of isArray(last) ? last : []) {
          if (each instanceof PdfText) this.#show(each)
          // A gap of more than a fifth of the size of the font is a space.
          else if (numberOf(each) < -200) this.#moved = true
        }
        break
    }
  }

  #useFont(name: PdfValue | undefined): void {
    if (!(name instanceof PdfName)) return
    const known = this.#fonts.get(name.name)
    const table = known === undefined ? this.#tableOf(name.name) : undefined
    this.#characters = known ?? (table === undefined ? fromWindows : fromTable(table))
    this.#fonts.set(name.name, this.#characters)
  }

  #move(by: number): void {
    this.#height += by * this.#scale
    this.#moved = true
  }

  #nextLine(): void {
    this.#move(-this.#leading)
    // Without a leading, the line is at the same height, but it is another line.
    this.#shownAt = Number.POSITIVE_INFINITY
  }

  #show(text: PdfValue | undefined): void {
    if (!(text instanceof PdfText)) return
    const isLower = this.#shownAt !== undefined && Math.abs(this.#height - this.#shownAt) > 1
    const isApart = this.#moved && this.#shownAt !== undefined && !/\s$/.test(this.#pieces.at(-1) ?? "")
    this.#pieces.push(isLower ? "\n" : isApart ? " " : "", this.#characters(text.bytes))
    this.#shownAt = this.#height
    this.#moved = false
  }
}

const numberOf = (value: PdfValue | undefined): number => (typeof value === "number" ? value : 0)

const windows = new TextDecoder("windows-1252")

const fromWindows: Characters = (bytes) =>
  bytes.startsWith("þÿ")
    ? Buffer.from(bytes.slice(2), "latin1")
        .subarray(0, (bytes.length - 2) & ~1)
        .swap16()
        .toString("utf16le")
    : windows.decode(Buffer.from(bytes, "latin1"))

/** Reads a table of characters: pairs of a code and its text, and ranges of codes. */
const fromTable = (table: string): Characters => {
  const texts = new Map<string, string>()
  for (const { operator, operands } of operationsOf(new PdfReader(table))) {
    if (operator === "endbfchar") addPairs(texts, operands)
    if (operator === "endbfrange") addRanges(texts, operands)
  }
  if (texts.size === 0) return fromWindows
  const width = [...texts.keys()][0]?.length ?? 1
  return (bytes) => {
    const characters: Array<string> = []
    for (let at = 0; at < bytes.length; at += width) characters.push(texts.get(bytes.slice(at, at + width)) ?? "")
    return characters.join("")
  }
}

const addPairs = (texts: Map<string, string>, operands: ReadonlyArray<PdfValue>): void => {
  for (let at = 0; at + 1 < operands.length; at += 2) {
    const [code, text] = [operands[at], operands[at + 1]]
    if (code instanceof PdfText && text instanceof PdfText) texts.set(code.bytes, wide(text.bytes))
  }
}

const addRanges = (texts: Map<string, string>, operands: ReadonlyArray<PdfValue>): void => {
  for (let at = 0; at + 2 < operands.length; at += 3) {
    const [first, last, target] = operands.slice(at, at + 3)
    if (!(first instanceof PdfText) || !(last instanceof PdfText)) continue
    // A range lies within the codes that differ in their last byte.
    const [low, high] = [lastCodeOf(first.bytes), lastCodeOf(last.bytes)]
    const start = target instanceof PdfText ? wide(target.bytes) : ""
    for (let offset = 0; low + offset <= high; offset++) {
      const listed = isArray(target) ? target[offset] : undefined
      const text = listed instanceof PdfText ? wide(listed.bytes) : shifted(start, offset)
      texts.set(shifted(first.bytes, offset), text)
    }
  }
}

const lastCodeOf = (bytes: string): number => bytes.charCodeAt(bytes.length - 1) & 0xff

const shifted = (text: string, offset: number): string =>
  text === "" ? "" : text.slice(0, -1) + String.fromCharCode(text.charCodeAt(text.length - 1) + offset)

// No character stands for more: a ligature has three.
const longestCharacter = 32

/** The text in UTF-16, the higher byte first. */
const wide = (bytes: string): string =>
  bytes
    .slice(0, longestCharacter)
    .replace(/[\s\S]{2}/g, (pair) => String.fromCharCode(pair.charCodeAt(0) * 256 + pair.charCodeAt(1)))
