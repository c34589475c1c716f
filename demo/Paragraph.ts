/** Text that wraps as it is written. */
import { margin, type Screen } from "./Screen.ts"

/**
 * Wraps text that arrives in pieces. A word is written only when it is complete: text that is already on the screen
 * cannot be moved to the next line.
 */
export class Paragraph {
  readonly #screen: Screen
  #column = 0
  #word = ""

  constructor(screen: Screen) {
    this.#screen = screen
  }

  add(piece: string): void {
    for (const part of piece.split(/(\s+)/)) {
      if (part === "") continue
      if (part.trim() !== "") this.#word += part
      else {
        this.#writeWord()
        if (part.includes("\n")) this.#breakLine()
      }
    }
  }

  end(): void {
    this.#writeWord()
    this.#breakLine()
  }

  #writeWord(): void {
    if (this.#word === "") return
    if (this.#column > 0 && this.#column + 1 + this.#word.length > this.#screen.width) this.#breakLine()
    this.#screen.write(this.#column === 0 ? `${margin}${this.#word}` : ` ${this.#word}`)
    this.#column += this.#word.length + (this.#column === 0 ? 0 : 1)
    this.#word = ""
  }

  #breakLine(): void {
    if (this.#column > 0) this.#screen.write("\n")
    this.#column = 0
  }
}
