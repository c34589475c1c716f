/** JSON objects whose fields are not known yet. */

/** A JSON object: neither an array nor null. */
export interface JsonObject {
  readonly [key: string]: unknown
}

/** Whether a value is a JSON object. */
export const isJsonObject = (value: unknown): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value)
