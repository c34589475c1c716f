/** JSON values, how large and how deep they are, and a text to compare them by. */

/** A JSON value. */
export type JsonValue = string | number | boolean | null | ReadonlyArray<JsonValue> | JsonObject

/** A JSON object. */
export interface JsonObject {
  readonly [name: string]: JsonValue
}

/** Whether a value is an object, not an array and not `null`. */
export const isJsonObject = (value: JsonValue): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value)

/** What an object or a text takes in V8, about, besides its content. */
export const bytesPerValue = 32

/** The deepest nesting that requests may have. Code that walks a value by recursion is safe within it. */
export const maxDepth = 500

/** The most values that a body in JSON may have: parsed, a value takes many times its size in the text. */
export const maxValues = 1_000_000

/**
 * Whether a text of JSON, or of lines of JSON, has more values than this. It looks only at what separates them, so it is
 * fast, and needs no memory. In a text that is not JSON, it may be wrong.
 */
export const hasMoreValues = (text: string, max: number): boolean => {
  // A value takes two characters at least, with what separates it from the next.
  if (text.length <= max * 2) return false
  let count = 1
  for (let at = 0; at < text.length && count <= max; at++) {
    const character = text.charCodeAt(at)
    if (character === quote) at = endOfString(text, at)
    else if (separators.has(character)) count += 1
  }
  return count > max
}

/**
 * The nesting of a value (0 for a text or a number) and an estimate of the memory it takes, in bytes. Walks without
 * recursion, because what clients send may be nested without bound.
 */
export const measure = (value: unknown): { readonly depth: number; readonly bytes: number } => {
  let [depth, bytes] = [0, 0]
  let level: Array<unknown> = [value]
  for (; level.length > 0; depth++) {
    const next: Array<unknown> = []
    for (const each of level) {
      bytes += bytesPerValue
      if (typeof each === "string") bytes += each.length
      if (typeof each !== "object" || each === null) continue
      if (Array.isArray(each)) for (const item of each) next.push(item)
      else {
        for (const [name, item] of Object.entries(each)) {
          bytes += name.length
          next.push(item)
        }
      }
    }
    level = next
  }
  return { depth: depth - 1, bytes }
}

/**
 * Returns the same text for two values that mean the same. Upper and lower case, the amount of white space and the
 * order of keys make no difference.
 */
export const canonical = (value: JsonValue): string => {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`
  if (isJsonObject(value)) {
    return `{${Object.entries(value)
      .map(([name, each]) => `${name}:${canonical(each)}`)
      .sort()
      .join(",")}}`
  }
  return String(value).trim().replace(/\s+/g, " ").toLowerCase()
}

const quote = 0x22
const backslash = 0x5c

// `,`, `:`, `[`, `{` and a line feed.
const separators = new Set([0x2c, 0x3a, 0x5b, 0x7b, 0x0a])

const endOfString = (text: string, start: number): number => {
  for (let end = text.indexOf('"', start + 1); end !== -1; end = text.indexOf('"', end + 1)) {
    let escapes = 0
    while (text.charCodeAt(end - 1 - escapes) === backslash) escapes += 1
    if (escapes % 2 === 0) return end
  }
  return text.length
}
