/** A document to read values from: its text, its labelled lines and its words, each worked out once. */

/**
 * A document. Only the first `charactersRead` characters are looked at.
 *
 * Every pattern that reads a document matches in linear time: each repetition in it has an upper bound, and a pattern
 * that could begin at every character of a long word or number may only begin at its first.
 */
export class Document {
  /** The text, with single spaces and without spaces at the ends of lines. So patterns need not allow for more. */
  readonly text: string
  #labels: ReadonlyMap<string, Labelled> | undefined
  #words: ReadonlySet<string> | undefined

  constructor(whole: string) {
    this.text = whole
      .slice(0, charactersRead)
      .replace(/\r\n?/g, "\n")
      .replace(/[^\S\n]+/g, " ")
      .replace(/ ?\n ?/g, "\n")
      .trim()
  }

  /** The lines that are short enough to be rows of a table or of a form. */
  get rows(): ReadonlyArray<string> {
    return this.text.split("\n").filter((line) => line.length <= charactersPerRow)
  }

  /** The text after `Label:` at the beginning of a line, for the first line with one of the labels. */
  labelled(...labels: ReadonlyArray<string>): string | null {
    this.#labels ??= labelsOf(this.text)
    let first: Labelled | undefined
    for (const label of labels) {
      const found = this.#labels.get(snakeCase(label))
      if (found !== undefined && (first === undefined || found.line < first.line)) first = found
    }
    return first?.value ?? null
  }

  /** Every word of the text, in lower case. */
  get words(): ReadonlySet<string> {
    this.#words ??= new Set(wordsOf(this.text))
    return this.#words
  }
}

/** The words and numbers of a text, in lower case. */
export const wordsOf = (text: string): ReadonlyArray<string> => text.toLowerCase().match(/[\p{L}\d]+/gu) ?? []

/** The name of a field or the label of a line in one spelling: `dueDate`, `Due date` and `due-date` are `due_date`. */
export const snakeCase = (name: string): string =>
  name
    .slice(0, charactersPerLabel)
    .trim()
    .replace(/([a-z\d])([A-Z])/g, "$1_$2")
    .replace(/[\s_-]+/g, "_")
    .toLowerCase()

interface Labelled {
  readonly line: number
  readonly value: string
}

const charactersRead = 200_000
const charactersPerRow = 300
const charactersPerLabel = 60
const charactersPerValue = 500

const labelsOf = (text: string): ReadonlyMap<string, Labelled> => {
  const labels = new Map<string, Labelled>()
  text.split("\n").forEach((whole, line) => {
    const start = whole.slice(0, charactersPerLabel + charactersPerValue)
    const [, label = "", value = ""] = /^[ *#•-]*([^ *#•:-][^:#]*)[:#][ *#:]*([^ ].*)$/.exec(start) ?? []
    const name = snakeCase(label.replaceAll("*", ""))
    if (name !== "" && label.length <= charactersPerLabel && !labels.has(name)) labels.set(name, { line, value })
  })
  return labels
}
