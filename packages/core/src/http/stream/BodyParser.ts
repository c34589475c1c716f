/** Parses the text of a response body: the events of a stream, or one document if the body is not a stream. */
import { createParser, type EventSourceMessage } from "eventsource-parser"

/** What is called with the parts of a body. */
export interface BodyHandlers {
  readonly onEvent: (message: EventSourceMessage) => void
  /** Called with each comment line, without its colon. */
  readonly onComment?: ((text: string) => void) | undefined
  /**
   * Called with each line `error: …`, and with each line that begins with a brace. The standard knows neither, but some
   * servers and proxies report errors like that.
   */
  readonly onErrorLine: (line: string) => void
  /** Called with the entire body, if it is not an event stream; with its beginning, if it is an HTML page. */
  readonly onDocument: (text: string) => void
  /** Called when an event, or a document, is larger than `size`. */
  readonly onOversized: () => void
  /** The largest event, in characters. */
  readonly size: number
}

/**
 * Feeds the text of a body to the parser of event streams.
 *
 * No line of an event stream begins with a bracket or a quote. So a body that does is a document, whatever its
 * `Content-Type` says.
 */
export class BodyParser {
  readonly #parts: BodyHandlers
  readonly #events
  #form: "unknown" | "events" | "document" = "unknown"
  /** The parts of the document, or of a last line that may report an error. */
  #held: Array<string> = []
  #heldLength = 0
  #atLineStart = true
  /** Whether no line has ended yet: the first one may begin with a byte order mark. */
  #inFirstLine = true

  constructor(parts: BodyHandlers) {
    this.#parts = parts
    const { onEvent, onComment, onErrorLine, onOversized, size } = parts
    this.#events = createParser({
      maxBufferSize: size,
      onEvent,
      onError: (error) => {
        if (error.type === "max-buffer-size-exceeded") onOversized()
        else if (error.line !== undefined && /^(?:error:|error$|\{)/.test(error.line)) onErrorLine(error.line)
      },
      ...(onComment === undefined ? undefined : { onComment })
    })
  }

  /** Takes the next text of the body. */
  feed(text: string): void {
    // Almost every network chunk ends with a complete line.
    if (this.#form === "events" && this.#held.length === 0 && text.endsWith("\n")) {
      this.#atLineStart = true
      this.#inFirstLine = false
      this.#events.feed(text)
    } else this.#feedSlowly(text)
  }

  /** Takes the last text of the body. */
  end(text: string): void {
    // Dispatches a last event that has no blank line after it. The grammar alone would drop it.
    this.feed(`${text}\n\n`)
    // JSON.parse does not accept a byte order mark.
    if (this.#form === "document") this.#parts.onDocument(this.#release().replace(/^\ufeff/, ""))
  }

  #feedSlowly(text: string): void {
    if (this.#form === "unknown") {
      const first = /\S/.exec(text)?.[0]
      if (first !== undefined) this.#form = '{["<'.includes(first) ? "document" : "events"
      if (first === "<") {
        // An HTML page may never end, and none of it is needed.
        this.#parts.onDocument(text)
        return
      }
    }
    if (this.#form === "document") this.#hold(text)
    else this.#feedLines(text)
  }

  /**
   * Feeds lines, but keeps back a last line that may report an error: the parser drops the beginning of a line whose
   * field it does not know.
   */
  #feedLines(text: string): void {
    let lines = text
    if (this.#held.length > 0) {
      this.#hold(text)
      if (!/[\r\n]/.test(text) && mayBeError(this.#beginning())) return
      lines = this.#release()
      this.#atLineStart = true
    }
    // A search for a carriage return, which is rare, would scan the entire text.
    const newline = lines.lastIndexOf("\n") + 1
    const start = newline + lines.slice(newline).lastIndexOf("\r") + 1
    if (start > 0) this.#inFirstLine = false
    else if (!this.#atLineStart) {
      this.#events.feed(lines)
      return
    }
    const last = lines.slice(start)
    if (last !== "" && mayBeError(this.#inFirstLine ? last.replace(/^\ufeff/, "") : last)) {
      this.#events.feed(lines.slice(0, start))
      this.#hold(last)
    } else {
      this.#atLineStart = last === ""
      this.#events.feed(lines)
    }
  }

  #hold(text: string): void {
    this.#held.push(text)
    this.#heldLength += text.length
    if (this.#heldLength > this.#parts.size) this.#parts.onOversized()
  }

  #release(): string {
    const text = this.#held.join("")
    this.#held = []
    this.#heldLength = 0
    return text
  }

  /** The beginning of the line that is held, as long as an error field needs. */
  #beginning(): string {
    let beginning = ""
    for (const part of this.#held) {
      if (beginning.length > errorField.length) break
      beginning += part.slice(0, errorField.length + 1)
    }
    return this.#inFirstLine ? beginning.replace(/^\ufeff/, "") : beginning
  }
}

const errorField = "error:"

const mayBeError = (line: string): boolean =>
  line.startsWith("{") || errorField.startsWith(line.slice(0, errorField.length))
