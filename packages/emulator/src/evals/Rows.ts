/** The rows of an eval set: reads them from JSON Lines, and separates a row's input from its expected answer. */
import * as Effect from "effect/Effect"
import { hasMoreValues } from "../wire/JsonSize.ts"
import { isJsonObject, type JsonObject, type JsonValue } from "../wire/JsonValue.ts"
import { type Problem, tooManyValues, unprocessable } from "../wire/Problem.ts"

/** One row, as it was uploaded. */
export type Row = JsonObject

/**
 * Reads JSON Lines. Fails with a 422 that lists the invalid lines by number, or with a 413 when there are more than
 * `maxValues` values.
 */
export const readRows = (content: Uint8Array, maxValues: number): Effect.Effect<ReadonlyArray<Row>, Problem> => {
  let text: string
  try {
    // The decoder drops a byte order mark.
    text = decoder.decode(content)
  } catch {
    return Effect.fail(unprocessable("items is not valid UTF-8"))
  }
  if (hasMoreValues(text, maxValues)) return Effect.fail(tooManyValues(maxValues))
  const rows: Array<Row> = []
  const errors: Array<string> = []
  let number = 0
  // Only LF and CRLF end a line. JSON strings may contain other separators, such as U+2028, unescaped.
  for (let start = 0, end = 0; end < text.length && errors.length < maxErrors; start = end + 1) {
    const next = text.indexOf("\n", start)
    end = next === -1 ? text.length : next
    number += 1
    const line = text.slice(start, end)
    if (line.trim() === "") continue
    const row = readLine(line)
    if (typeof row === "string") errors.push(`line ${number} ${row}`)
    // With an error there will be no set.
    else if (errors.length === 0) rows.push(row)
  }
  if (errors.length > 0) {
    const atLeast = errors.length === maxErrors ? "at least " : ""
    const more = errors.length > namedErrors ? `; and ${atLeast}${errors.length - namedErrors} more` : ""
    return Effect.fail(unprocessable(`items: ${errors.slice(0, namedErrors).join("; ")}${more}`))
  }
  return rows.length === 0
    ? Effect.fail(unprocessable("items is empty: an eval set needs at least one row"))
    : Effect.succeed(rows)
}

/**
 * Checks that each row has the form of generation 3: `{"input": {…}, "expected_output": {…}}`. Returns what is wrong with
 * the first rows that have another; `undefined` if none has. `input` may be absent if it is a document.
 */
export const formErrorOf = (rows: ReadonlyArray<Row>, mayLackInput: boolean): string | undefined => {
  const errors: Array<string> = []
  for (const [index, row] of rows.entries()) {
    const { input = null, expected_output: gold = null } = row
    const isMissing = input === null
    const wrong = [
      ...((isMissing ? mayLackInput : isJsonObject(input)) ? [] : ["input"]),
      ...(isJsonObject(gold) ? [] : ["expected_output"])
    ]
    if (wrong.length > 0) errors.push(`line ${index + 1} needs an object as its ${wrong.join(" and its ")}`)
    if (errors.length === namedErrors) break
  }
  return errors.length === 0
    ? undefined
    : `items: ${errors.join("; ")}. Each row has the form {"input": {...}, "expected_output": {...}}`
}

/** The expected answer of a row, under any of its usual names; `undefined` if there is none. */
export const goldOf = (row: Row): JsonValue | undefined => {
  const name = goldNameOf(row)
  return name === undefined ? undefined : row[name]
}

/** The text of a row that the model gets. Empty if the entire input is in documents. */
export const inputTextOf = (row: Row): string => {
  const goldName = goldNameOf(row)
  return Object.entries(row)
    .filter(([name]) => name !== goldName)
    .flatMap(([, value]) => textsIn(value))
    .join("\n")
    .trim()
}

const decoder = new TextDecoder("utf-8", { fatal: true })

const readLine = (line: string): Row | string => {
  try {
    const value = JSON.parse(line) as JsonValue
    return isJsonObject(value) ? value : "is not a JSON object"
  } catch (error) {
    return `is not valid JSON: ${parseErrorOf(error)}`
  }
}

// The line number in "… at position 12 (line 1 column 13)" is not that of the file, so it is removed.
const parseErrorOf = (error: unknown): string => (error as Error).message.replace(/ \(line \d+ column \d+\)/, "")

const namedErrors = 5

// A file with ten thousand invalid lines is not JSON Lines.
const maxErrors = 10_000

const goldNameOf = (row: Row): string | undefined =>
  goldNames.find((name) => row[name] !== undefined && row[name] !== null)

const goldNames = ["expected_output", "expected", "target", "reference", "gold", "label", "answer"]

const textsIn = (value: JsonValue): ReadonlyArray<string> => {
  if (value === null) return []
  if (typeof value !== "object") return [String(value)]
  return (Array.isArray(value) ? value : Object.values(value)).flatMap(textsIn)
}
