/** A JSON object of which nothing is known yet. */
export interface JsonObject {
  readonly [key: string]: unknown
}

/** Whether a value is a JSON object: no array, not null. */
export const isJsonObject = (value: unknown): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value)
