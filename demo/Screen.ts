/** The output of the demo. */
import { styleText } from "node:util"
import ora from "ora"

/** The status line of a step that takes a while. */
export interface Work {
  /** Shows the current state. */
  readonly update: (text: string) => void
  /** Shows the result and ends the line. */
  readonly done: (text: string) => void
  /** Ends the line without a result, after a failure that is reported elsewhere. */
  readonly abandon: () => void
}

/** The output of the demo: colours and a spinner in a terminal, plain lines in a file, a pipe or a CI log. */
export interface Screen {
  readonly isLive: boolean
  /** The number of columns to wrap at. */
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
/** The indent of everything below a heading. */
export const margin = "   "

/**
 * Makes the screen of a stream. With `CI`, `NO_COLOR` or `TERM=dumb` in the environment, it writes plain lines. It also
 * does so in a terminal of unknown width, where a spinner could not know how many lines to erase.
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
  // Leave stdin to the terminal, so that Ctrl-C reaches the demo as a signal.
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
