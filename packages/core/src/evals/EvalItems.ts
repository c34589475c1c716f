/** The rows of an eval set, and the function that serializes them. */
import * as Effect from "effect/Effect"
import { argumentError, isArgumentError } from "../Arguments.ts"
import type { ApiRequest } from "../http/Api.ts"
import { InvalidArgumentError } from "../ParetaError.ts"
import type { OtherFields } from "../wire/OtherFields.ts"
import { tagOf } from "../wire/Tag.ts"

/** A row of an eval set. Its fields depend on the task. */
export interface EvalItem extends OtherFields {}

/** The rows of an eval set: an array, or any other iterable. */
export type EvalItems = Iterable<EvalItem> | AsyncIterable<EvalItem>

/** Rows serialized for the upload. */
export interface WrittenItems {
  /** One JSON object per line, without a newline at the end. */
  readonly jsonl: string
  readonly count: number
}

/**
 * Reads the rows and serializes them as JSON lines. An error names the row by its number, from 0, as everywhere in
 * evals. If the iteration throws, the call fails.
 */
export const writeItems = (
  operation: string,
  items: EvalItems | null | undefined
): Effect.Effect<WrittenItems, InvalidArgumentError> =>
  Effect.suspend(() => {
    let isInterrupted = false
    const written = Effect.tryPromise({
      try: async () => {
        const lines: Array<string> = []
        for await (const item of iterableOf(items)) {
          // Ends the iteration, so that its source is closed. Nobody sees the error.
          if (isInterrupted) throw new InvalidArgumentError("the call was interrupted")
          lines.push(lineOf(item, lines.length))
        }
        if (lines.length === 0) throw new InvalidArgumentError("items is required and must be non-empty")
        return { jsonl: lines.join("\n"), count: lines.length }
      },
      catch: (cause) =>
        isArgumentError(cause)
          ? argumentError(operation, cause)
          : new InvalidArgumentError("the iteration of items failed", { operation, cause })
    })
    return Effect.onInterrupt(written, () =>
      Effect.sync(() => {
        isInterrupted = true
      })
    )
  })

/** The POST of a form with the given fields, and then with the rows as a file of this name. */
export const rowsRequest = (
  path: string,
  fields: { readonly [name: string]: string | undefined },
  { jsonl }: WrittenItems,
  filename: string
): ApiRequest => {
  const form = new FormData()
  for (const [name, value] of Object.entries(fields)) if (value !== undefined) form.append(name, value)
  form.append("items", new Blob([jsonl], { type: "application/jsonl" }), filename)
  return { method: "POST", path, body: form, fileText: jsonl }
}

const iterableOf = (items: EvalItems | "" | null | undefined): EvalItems => {
  // A string is iterable too, letter by letter, but is never meant as rows.
  if (typeof items === "object" && items !== null && (Symbol.iterator in items || Symbol.asyncIterator in items))
    return items
  if (items === undefined || items === null || items === "") {
    throw new InvalidArgumentError("items is required and must be non-empty")
  }
  throw new InvalidArgumentError("items must be an array or another iterable of rows")
}

const lineOf = (item: unknown, index: number): string => {
  // A Map or a Promise would be written as {}.
  if (tagOf(item) !== "Object") {
    throw new InvalidArgumentError(`items[${index}] must be an object`)
  }
  let line: string | undefined
  try {
    line = JSON.stringify(item)
  } catch (cause) {
    throw new InvalidArgumentError(`items[${index}] cannot be serialized as JSON (a cycle, or a BigInt?)`, { cause })
  }
  if (typeof line !== "string" || !line.startsWith("{"))
    throw new InvalidArgumentError(`items[${index}] is not a JSON object`)
  return line
}
