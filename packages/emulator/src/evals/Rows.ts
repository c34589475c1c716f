/** The rows of an eval set: JSON Lines in, and what of a row is the question and what is the answer. */
import * as Effect from "effect/Effect"
import { isJsonObject, type JsonObject, type JsonValue } from "../wire/JsonValue.ts"
import { type Problem, unprocessable } from "../wire/Problem.ts"

/** One row, as it was uploaded. */
export type Row = JsonObject

/** Reads JSON Lines, or fails with a 422 that names each line that is no row by its number. */
export const readRows = (content: Uint8Array): Effect.Effect<ReadonlyArray<Row>, Problem> => {
  let text: string
  try {
    // The decoder drops a byte order mark.
    text = decoder.decode(content)
  } catch {
    return Effect.fail(unprocessable("items is not valid UTF-8"))
  }
  const rows: Array<Row> = []
  const errors: Array<string> = []
  // Lines end with LF or CRLF and nothing else: JSON may hold any other separator as it is.
  text.split("\n").forEach((line, index) => {
    if (line.trim() === "") return
    const row = readLine(line)
    if (typeof row === "string") errors.push(`line ${index + 1} ${row}`)
    else rows.push(row)
  })
  if (errors.length > 0) {
    const more = errors.length > namedErrors ? `; and ${errors.length - namedErrors} more` : ""
    return Effect.fail(unprocessable(`items: ${errors.slice(0, namedErrors).join("; ")}${more}`))
  }
  return rows.length === 0
    ? Effect.fail(unprocessable("items is empty: an eval set needs at least one row"))
    : Effect.succeed(rows)
}

/** The right answer of a row, under whichever of its usual names; `undefined` where there is none. */
export const goldOf = (row: Row): JsonValue | undefined => {
  const name = goldNameOf(row)
  return name === undefined ? undefined : row[name]
}

/** Everything that a model would be given of a row, as text; empty when all of it is to come from documents. */
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

// "Expected ',' at position 12 (line 1 column 13)": the line is another one here.
const parseErrorOf = (error: unknown): string => (error as Error).message.replace(/ \(line \d+ column \d+\)/, "")

const namedErrors = 5

const goldNameOf = (row: Row): string | undefined =>
  goldNames.find((name) => row[name] !== undefined && row[name] !== null)

const goldNames = ["expected_output", "expected", "target", "reference", "gold", "label", "answer"]

const textsIn = (value: JsonValue): ReadonlyArray<string> => {
  if (value === null) return []
  if (typeof value !== "object") return [String(value)]
  return (Array.isArray(value) ? value : Object.values(value)).flatMap(textsIn)
}
