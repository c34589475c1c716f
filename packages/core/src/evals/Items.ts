import * as Effect from "effect/Effect"
import { InvalidArgumentError } from "../ParetaError.ts"

/** A row of an eval set; its fields are the task's business (contract §6.1). */
export interface EvalItem {
  readonly [key: string]: unknown
}

/** The rows of an eval set, from an array or from whatever gives them one by one. */
export type EvalItems = Iterable<EvalItem> | AsyncIterable<EvalItem>

/** Rows as they are uploaded. */
export interface WrittenItems {
  /** One JSON object per line, without a newline at the end. */
  readonly jsonl: string
  readonly count: number
}

/**
 * Reads the rows and writes them as lines of JSON. A row that cannot be written is named by its number, counted from 0 as
 * everywhere in evals; an iteration that throws fails the call.
 */
export const writeItems = (items: EvalItems | null | undefined): Effect.Effect<WrittenItems, InvalidArgumentError> =>
  Effect.tryPromise({
    try: async (signal) => {
      const lines: Array<string> = []
      for await (const item of iterableOf(items)) {
        signal.throwIfAborted()
        lines.push(lineOf(item, lines.length))
      }
      if (lines.length === 0) throw new InvalidArgumentError("items is required and must be non-empty")
      return { jsonl: lines.join("\n"), count: lines.length }
    },
    catch: (cause) =>
      cause instanceof InvalidArgumentError
        ? cause
        : new InvalidArgumentError("the iteration of items failed", { cause })
  })

const iterableOf = (items: EvalItems | null | undefined): EvalItems => {
  // A string can be iterated, letter by letter; nobody means that.
  if (typeof items === "object" && items !== null && (Symbol.iterator in items || Symbol.asyncIterator in items))
    return items
  throw new InvalidArgumentError("items is required and must be non-empty")
}

const lineOf = (item: unknown, index: number): string => {
  if (typeof item !== "object" || item === null || Array.isArray(item)) {
    throw new InvalidArgumentError(`items[${index}] must be an object`)
  }
  let line: string | undefined
  try {
    line = JSON.stringify(item)
  } catch (cause) {
    throw new InvalidArgumentError(`items[${index}] cannot be written as JSON (a cycle, or a BigInt?)`, { cause })
  }
  if (typeof line !== "string" || !line.startsWith("{"))
    throw new InvalidArgumentError(`items[${index}] is not a JSON object`)
  return line
}
