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

/** The deepest nesting that requests may have. Code that walks a value by recursion is safe within it. */
export const maxDepth = 500

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

// An object or a string takes about this much in V8, besides its content.
const bytesPerValue = 32
