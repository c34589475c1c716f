import type { ParetaError } from "../ParetaError.ts"

/** What stands where a secret stood. */
export const redacted = "<redacted>"

/** The text without the secrets. */
export const withoutSecrets = (text: string, secrets: ReadonlyArray<string>): string =>
  secrets.reduce((clean, secret) => clean.replaceAll(secret, redacted), text)

/**
 * What no log may show of a call: its key, its body and, of a body of JSON, what people wrote into it, or of a signed URL
 * its signature, each also as it stands inside a string literal. The longest first, so that no part of one is left over
 * from another.
 */
export const secretsOf = (apiKey: string, body = ""): ReadonlyArray<string> => {
  const found = new Set<string>()
  const add = (text: string) => {
    if (text.length >= shortest) found.add(text).add(JSON.stringify(text).slice(1, -1))
  }
  add(apiKey)
  add(body)
  try {
    JSON.parse(body || "null", (_, value: unknown) => {
      if (typeof value === "string" && isProse(value)) add(value)
      return undefined
    })
  } catch {
    // No JSON: a signed URL, or a text of which only the whole is known.
    for (const part of signatureOf(body)) add(part)
  }
  return [...found].sort((one, other) => other.length - one.length)
}

/** The key `k` of somebody's test is no secret: without it, no message could be read. */
const shortest = 8

/** What makes a URL secret: its query, and the values in it. */
const signatureOf = (url: string): ReadonlyArray<string> => {
  const query = /^https?:[^?#\s]*\?([^#\s]+)/i.exec(url)?.[1]
  if (query === undefined) return []
  const values = query.split("&").map((pair) => pair.slice(pair.indexOf("=") + 1))
  return [query, ...values, ...new URLSearchParams(query).values()]
}

/** A text with white space, or a very long one, is no id, name or keyword: those would be missed in an error. */
const isProse = (text: string): boolean => /\s/.test(text) || text.length > 100

/**
 * Cleans an error of the call's secrets: its texts, what it tells of the response, and its cause where that shows one.
 *
 * An injected fetch may fail with an error that carries the request, key and prompt included. Such a cause gives way to
 * a plain copy of its facts; any other is kept as it is. What a stream had delivered stays: it is the answer.
 */
export const redactError = (error: ParetaError, secrets: ReadonlyArray<string>): void => {
  const message = withoutSecrets(error.message, secrets)
  if (message !== error.message) {
    error.message = message
    error.stack = withoutSecrets(error.stack ?? "", secrets)
  }
  const { detail, requestId, response } = error as ParetaError & { readonly detail?: unknown }
  for (const [name, value] of Object.entries({ detail, requestId, response })) {
    if (shows(value, secrets)) Object.assign(error, { [name]: cleaned(value, secrets) })
  }
  if (shows(error.cause, secrets)) error.cause = copyOf(error.cause, secrets, 0)
}

/** JSON without the secrets, names of fields included. */
const cleaned = (value: unknown, secrets: ReadonlyArray<string>): unknown => {
  if (typeof value === "string") return withoutSecrets(value, secrets)
  if (Array.isArray(value)) return value.map((item) => cleaned(item, secrets))
  if (typeof value !== "object" || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, field]) => [withoutSecrets(name, secrets), cleaned(field, secrets)])
  )
}

/** More than an error that means well has hanging from it; what cannot be looked through may show anything. */
const mostObjects = 10_000

/**
 * Whether a secret can be reached from a value, or is printed with it.
 *
 * Looked through and not only printed: what is printed depends on depths and limits that another logger sets otherwise.
 */
const shows = (value: unknown, secrets: ReadonlyArray<string>): boolean => {
  const seen = new Set<unknown>()
  const waiting = [value]
  const isSecret = (text: string) => secrets.some((secret) => text.includes(secret))
  while (waiting.length > 0) {
    const next = waiting.pop()
    if (typeof next === "string") {
      if (isSecret(next)) return true
    } else if (((typeof next === "object" && next !== null) || typeof next === "function") && !seen.has(next)) {
      if (seen.add(next).size > mostObjects) return true
      for (const part of partsOf(next)) waiting.push(part)
    }
  }
  return typeof value === "object" && value !== null && isSecret(print(value))
}

const partsOf = (value: object): ReadonlyArray<unknown> => {
  // Bytes are no text, and there are many of them.
  if (ArrayBuffer.isView(value)) return []
  const parts: Array<unknown> = Reflect.ownKeys(value)
  for (const key of Reflect.ownKeys(value)) {
    const property = Reflect.getOwnPropertyDescriptor(value, key)
    // Getters that are out of sight are called by nobody who prints, and may do anything.
    const isRead = property !== undefined && (property.get === undefined || property.enumerable === true)
    if (isRead) parts.push(safely(() => (value as { readonly [key: PropertyKey]: unknown })[key]))
  }
  if (value instanceof Map || value instanceof Set || value instanceof Headers) parts.push([...value])
  if (value instanceof Request) parts.push(value.headers, value.url)
  const { toJSON } = value as { readonly toJSON?: unknown }
  if (typeof toJSON === "function") parts.push(safely(() => toJSON.call(value)))
  return parts
}

interface Inspecting {
  readonly getBuiltinModule?: (name: string) => { readonly inspect?: (value: unknown, options: object) => string }
}

/** How a value prints itself, where it has a way of its own. */
const print = (value: object): string => {
  const { process } = globalThis as { readonly process?: Inspecting }
  const inspect = process?.getBuiltinModule?.("node:util")?.inspect
  return `${safely(() => inspect?.(value, { depth: 4, showHidden: true }))} ${safely(() => String(value))}`
}

/** A getter or printer that throws shows nothing to anybody else either. */
const safely = <A>(look: () => A): A | undefined => {
  try {
    return look()
  } catch {
    return undefined
  }
}

const copyOf = (cause: unknown, secrets: ReadonlyArray<string>, depth: number): unknown => {
  if (typeof cause === "string") return withoutSecrets(cause, secrets)
  if (!(cause instanceof Error)) return redacted
  const copy = new Error(withoutSecrets(cause.message, secrets))
  copy.name = withoutSecrets(cause.name, secrets)
  copy.stack = withoutSecrets(cause.stack ?? "", secrets)
  const { code } = cause as { readonly code?: unknown }
  if (typeof code === "string" || typeof code === "number") Object.assign(copy, { code: cleaned(code, secrets) })
  if (cause.cause !== undefined && depth < 5) copy.cause = copyOf(cause.cause, secrets, depth + 1)
  return copy
}
