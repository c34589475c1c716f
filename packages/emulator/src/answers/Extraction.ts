/** Reads a JSON object from a document, by the fields of a task or by a JSON schema. */
import type { JsonObject, JsonValue } from "../wire/JsonValue.ts"
import { readField } from "./Fields.ts"
import type { ObjectSchema } from "./Model.ts"

/** Reads each field from the text. */
export const extractFields = (text: string, fields: ReadonlyArray<string>): JsonObject =>
  Object.fromEntries(fields.map((field) => [field, readField(text, field)]))

/** Reads each property of an object schema from the text. */
export const extractBySchema = (text: string, schema: ObjectSchema): JsonObject =>
  Object.fromEntries(
    Object.entries(schema.properties ?? {}).map(([name, property]) => [name, readBySchema(text, name, property)])
  )

const readBySchema = (text: string, name: string, schema: ObjectSchema): JsonValue => {
  const type = Array.isArray(schema.type) ? schema.type.find((each) => each !== "null") : schema.type
  if (schema.enum !== undefined) {
    const lower = text.toLowerCase()
    return (
      schema.enum.find((each) => typeof each === "string" && lower.includes(each.toLowerCase())) ??
      schema.enum[0] ??
      null
    )
  }
  const value = readField(text, name)
  switch (type) {
    case "object":
      return isAmount(value) && schema.properties === undefined ? value : extractBySchema(text, schema)
    case "array":
      return Array.isArray(value) ? value : value === null ? [] : [value]
    case "number":
      return toNumber(value) ?? firstNumber(text)
    case "integer": {
      const number = toNumber(value) ?? firstNumber(text)
      return number === null ? null : Math.round(number)
    }
    case "boolean":
      return value === true || new RegExp(`\\b${name.replaceAll("_", "[ _-]?")}\\b`, "i").test(text)
    case "string":
      return toText(value) ?? guessText(text, name)
    default:
      return value
  }
}

const isAmount = (value: JsonValue): value is { readonly amount: number } =>
  typeof value === "object" && value !== null && "amount" in value

const toNumber = (value: JsonValue): number | null => {
  if (typeof value === "number") return value
  if (isAmount(value)) return value.amount
  return typeof value === "string" ? firstNumber(value) : null
}

const firstNumber = (text: string): number | null => {
  const found = /-?\d[\d,]*(?:\.\d+)?/.exec(text)?.[0]
  return found === undefined ? null : Number(found.replaceAll(",", ""))
}

const toText = (value: JsonValue): string | null => {
  if (value === null || typeof value === "string") return value
  if (isAmount(value)) return `${value.amount} ${"currency" in value ? value.currency : ""}`.trim()
  return Array.isArray(value) ? value.map((item) => toText(item) ?? "").join(", ") : String(value)
}

// If the text has no labelled value, the argument of a tool is usually a quoted text or a place after "in".
const guessText = (text: string, name: string): string | null => {
  if (/^(query|q|question|prompt|text|input|message|content|search)$/i.test(name)) return text.trim()
  const place = /\b(?:in|at|for|to|from|of)\s+((?:[A-Z][\p{L}'-]+)(?:[ ,]+[A-Z][\p{L}'-]+)*)/u.exec(text)?.[1]
  return /["“]([^"”]+)["”]/.exec(text)?.[1] ?? place ?? null
}
