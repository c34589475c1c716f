/** JSON values, and a text to compare them by. */

/** A JSON value. */
export type JsonValue = string | number | boolean | null | ReadonlyArray<JsonValue> | JsonObject

/** A JSON object. */
export interface JsonObject {
  readonly [name: string]: JsonValue
}

/** Whether a value is an object, not an array and not `null`. */
export const isJsonObject = (value: JsonValue): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value)

/**
 * Returns the same text for two equivalent values. Upper and lower case, the amount of white space and the order of
 * keys make no difference.
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

/** Whether a value has more levels than the given number. It does not recurse, so it is safe for any value. */
export const isDeeperThan = (value: JsonValue, levels: number): boolean => {
  let level = [value]
  for (let depth = 0; depth <= levels; depth++) {
    level = level.flatMap((each) => (typeof each === "object" && each !== null ? Object.values(each) : []))
    if (level.length === 0) return false
  }
  return true
}
