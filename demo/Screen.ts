import { styleText } from "node:util"
import ora from "ora"

/** Something that takes a while, as the reader sees it. */
export interface Work {
  /** Says what is happening now. */
  readonly update: (text: string) => void
  /** Says how it went; nothing more is said of it. */
  readonly done: (text: string) => void
  /** Stops saying anything, because something went wrong that is told elsewhere. */
  readonly abandon: () => void
}

/** Where the demo writes: a terminal with colours and moving lines, or plain lines for a file, a pipe or a CI log. */
export interface Screen {
  readonly isLive: boolean
  /** Columns of a line, for wrapping. */
  readonly width: number
  readonly write: (text: string) => void
  readonly line: (text?: string) => void
  readonly heading: (text: string) => void
  readonly bold: (text: string) => string
  readonly dim: (text: string) => string
  readonly begin: (text: string) => Work
}

const widest = 100
const narrowest = 40
/** Everything below a heading stands this far in. */
export const margin = "   "

/**
 * The screen of a stream; `CI`, `NO_COLOR` or `TERM=dumb` in the environment make it a plain one, and so does a terminal
 * that does not know its width: a spinner cannot tell how many lines to take back there.
 */
export const makeScreen = (stream: NodeJS.WriteStream, env: NodeJS.ProcessEnv): Screen => {
  const columns = stream.columns || 0
  const isLive = stream.isTTY === true && columns > 0 && !env["CI"] && !env["NO_COLOR"] && env["TERM"] !== "dumb"
  const style = (format: "bold" | "dim" | "cyan") => (text: string) =>
    isLive ? styleText(format, text, { validateStream: false }) : text
  const write = (text: string) => {
    stream.write(text)
  }
  const line = (text = "") => write(text === "" ? "\n" : `${margin}${text}\n`)
  let headings = 0
  return {
    isLive,
    width: Math.max(Math.min(columns || widest, widest), narrowest) - margin.length,
    write,
    line,
    heading: (text) => {
      headings += 1
      write(`\n${style("cyan")(String(headings))}  ${style("bold")(text)}\n`)
    },
    bold: style("bold"),
    dim: style("dim"),
    begin: (text) => (isLive ? spinning(stream, text) : inLines(line, text))
  }
}

const spinning = (stream: NodeJS.WriteStream, text: string): Work => {
  // The keyboard stays the terminal's, so that Ctrl-C reaches the demo as a signal.
  const spinner = ora({ stream, text, indent: margin.length - 1, discardStdin: false, color: "cyan" }).start()
  return {
    update: (next) => {
      spinner.text = next
    },
    done: (result) => {
      spinner.succeed(result)
    },
    abandon: () => {
      spinner.stop()
    }
  }
}

const inLines = (line: (text: string) => void, text: string): Work => {
  line(text)
  return { update: line, done: line, abandon: () => {} }
}
