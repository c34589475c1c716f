/**
 * Reads what a server reports about an error: its message, the status that it names, and whether it reports anything at
 * all.
 */
import { isJsonObject, type JsonObject } from "./JsonObject.ts"

/** The longest message of an error, in characters. The complete text is in `detail`. */
export const longestMessage = 1000

/** Cuts a text to the longest message, never inside a character. */
export const shortened = (text: string): string => {
  if (text.length <= longestMessage) return text
  // A surrogate pair is one character in two parts.
  const end = /[\uD800-\uDBFF]/.test(text.charAt(longestMessage - 2)) ? longestMessage - 2 : longestMessage - 1
  return `${text.slice(0, end)}…`
}

/**
 * The error message in a body: the body itself if it is a string, or the string where servers put the message.
 * `undefined` if there is none.
 *
 * For a list of errors, the first one, and how many more there are.
 */
export const wordsOf = (body: unknown): string | undefined => find(body, 0)

/** Whether a `detail` is a list of errors, as in a 422: each item has a `msg`, or is a string. */
export const listsFaults = (detail: unknown): boolean =>
  Array.isArray(detail) &&
  detail.length > 0 &&
  detail.every((item) => typeof item === "string" || (isJsonObject(item) && typeof item["msg"] === "string"))

/**
 * Whether a value has content: `null`, `false`, 0, a blank string, and an object or array of only such values have
 * none.
 *
 * It walks without recursion, because a body may be nested more deeply than the stack reaches.
 */
export const says = (value: unknown): boolean => {
  const waiting = [value]
  while (waiting.length > 0) {
    const next = waiting.pop()
    if (typeof next === "string") {
      if (next.trim() !== "") return true
    } else if (typeof next === "object" && next !== null) {
      for (const part of Object.values(next)) waiting.push(part)
    } else if (next) return true
  }
  return false
}

/** The status that an error names, itself or in its `error`: 400 to 599 as a number or a string, or a known code. */
export const statusNamed = (reported: unknown): number | undefined => {
  if (!isJsonObject(reported)) return undefined
  for (const from of [reported, reported["error"]]) {
    if (!isJsonObject(from)) continue
    for (const name of statusFields) {
      const status = statusOf(from[name])
      if (status !== undefined) return status
    }
  }
  return undefined
}

const statusFields = ["status", "code", "status_code", "type"]

const knownCodes: { readonly [code: string]: number } = {
  insufficient_quota: 402,
  rate_limit_exceeded: 429,
  invalid_api_key: 401
}

const statusOf = (value: unknown): number | undefined => {
  if (typeof value === "string" && Object.hasOwn(knownCodes, value)) return knownCodes[value]
  const status = typeof value === "string" && /^\d{3}$/.test(value) ? Number(value) : value
  return typeof status === "number" && Number.isInteger(status) && status >= 400 && status <= 599 ? status : undefined
}

/** The fields in which an object may have its message, the most informative first. */
const places = ["message", "error", "detail", "errors", "error_description", "reason", "title"]

/** Deeper than any server puts its message. A body may be nested more deeply than the stack reaches. */
const deepest = 6

const find = (value: unknown, depth: number): string | undefined => {
  if (typeof value === "string") return textOrNothing(value)
  if (depth > deepest) return undefined
  if (Array.isArray(value)) return firstOf(value, depth)
  if (!isJsonObject(value)) return undefined
  if (typeof value["msg"] === "string") return fault(value, value["msg"])
  // The `detail` of a body is the platform's own form. An `error` that is an object has the message, and one that is a
  // string is often only a name.
  const first = depth === 0 ? ["detail"] : []
  const order = isJsonObject(value["error"]) ? [...first, "error", ...places] : [...first, ...places]
  for (const place of order) {
    const words = find(value[place], depth + 1)
    if (words !== undefined) return words
  }
  return undefined
}

const textOrNothing = (text: string): string | undefined => {
  const words = text.trim()
  return words === "" || isMarkup(words) ? undefined : words
}

/** An HTML page is not put into a message. */
const isMarkup = (text: string): boolean => /^<(?:!|\?xml|html|head|body)/i.test(text)

const firstOf = (items: ReadonlyArray<unknown>, depth: number): string | undefined => {
  const words = find(items[0], depth + 1)
  return words === undefined || items.length === 1 ? words : `${words} (and ${items.length - 1} more)`
}

/** One error of a 422: where it is, and what is wrong. */
const fault = (item: JsonObject, what: string): string | undefined => {
  const { loc } = item
  const place = Array.isArray(loc) ? loc.filter((step) => typeof step !== "object").join(".") : ""
  return textOrNothing(place === "" ? what : `${place}: ${what}`)
}
