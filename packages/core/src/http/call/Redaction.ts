/** Keeps secrets out of errors: the key, the texts of a request, and the signatures of URLs. */

/** The text in place of a secret. */
export const redacted = "<redacted>"

/** Returns a text without the secrets. */
export const withoutSecrets = (text: string, secrets: ReadonlyArray<string>): string =>
  secrets.reduce((clean, secret) => clean.replaceAll(secret, redacted), text)

/**
 * The texts of a call that must never be logged: its key, its body, the prose in a JSON body, and the signature of a
 * signed URL. Each is listed both as it is and as it is escaped in a JSON string. The longest come first, so that the
 * removal of one never leaves a part of another.
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
    // Not JSON: a signed URL, or a text without known parts.
    for (const part of signatureOf(body)) add(part)
  }
  return [...found].sort((one, other) => other.length - one.length)
}

/** Returns a JSON value without the secrets. They are removed from the names of fields too. */
export const cleaned = (value: unknown, secrets: ReadonlyArray<string>): unknown => {
  if (typeof value === "string") return withoutSecrets(value, secrets)
  if (!reaches(value, secrets)) return value
  try {
    return cleanedParts(value, secrets)
  } catch {
    // It is nested too deeply to be copied.
    return redacted
  }
}

/**
 * Returns the cause of an error, without the secrets.
 *
 * An injected fetch may fail with an error that holds the request, including the key and the prompt. Such a cause is
 * replaced by a copy of its message, name, stack, code and causes. A cause without secrets is kept as it is.
 */
export const cleanCause = (cause: unknown, secrets: ReadonlyArray<string>): unknown =>
  shows(cause, secrets) ? copyOf(cause, secrets, 0) : cause

const cleanedParts = (value: unknown, secrets: ReadonlyArray<string>): unknown => {
  if (typeof value === "string") return withoutSecrets(value, secrets)
  if (Array.isArray(value)) return value.map((item) => cleanedParts(item, secrets))
  if (typeof value !== "object" || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, field]) => [withoutSecrets(name, secrets), cleanedParts(field, secrets)])
  )
}

/** A shorter text, such as the key `k` of a test, is not a secret: its removal would make messages unreadable. */
const shortest = 8

/** The secret part of a signed URL: its query, and the values in it. */
const signatureOf = (url: string): ReadonlyArray<string> => {
  const query = /^https?:[^?#\s]*\?([^#\s]+)/i.exec(url)?.[1]
  if (query === undefined) return []
  const values = query.split("&").map((pair) => pair.slice(pair.indexOf("=") + 1))
  return [query, ...values, ...new URLSearchParams(query).values()]
}

/** A text with white space, or a very long one. Ids, names and keywords are neither, so errors can show them. */
const isProse = (text: string): boolean => /\s/.test(text) || text.length > 100

/**
 * An ordinary error refers to fewer objects. One that refers to more is not searched to the end and counts as unsafe.
 */
const mostObjects = 10_000

/**
 * Whether a secret can be reached from a value, or is printed with it.
 *
 * A search of the printed text alone is not enough: loggers print to different depths and lengths.
 */
const shows = (value: unknown, secrets: ReadonlyArray<string>): boolean =>
  reaches(value, secrets) || (typeof value === "object" && value !== null && isSecret(print(value), secrets))

const isSecret = (text: string, secrets: ReadonlyArray<string>): boolean =>
  secrets.some((secret) => text.includes(secret))

/** Whether a secret can be reached from a value. */
const reaches = (value: unknown, secrets: ReadonlyArray<string>): boolean => {
  const seen = new Set<unknown>()
  const waiting = [value]
  while (waiting.length > 0) {
    const next = waiting.pop()
    if (typeof next === "string") {
      if (isSecret(next, secrets)) return true
    } else if (((typeof next === "object" && next !== null) || typeof next === "function") && !seen.has(next)) {
      if (seen.add(next).size > mostObjects) return true
      for (const part of partsOf(next)) waiting.push(part)
    }
  }
  return false
}

const partsOf = (value: object): ReadonlyArray<unknown> => {
  // Bytes are not text, and too many to search.
  if (ArrayBuffer.isView(value)) return []
  const parts: Array<unknown> = Reflect.ownKeys(value)
  for (const key of Reflect.ownKeys(value)) {
    const property = Reflect.getOwnPropertyDescriptor(value, key)
    // Loggers do not call getters that are not enumerable, and such a getter may have side effects.
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

/** The value as a logger prints it, with `inspect` or with its own methods. */
const print = (value: object): string => {
  const { process } = globalThis as { readonly process?: Inspecting }
  const inspect = process?.getBuiltinModule?.("node:util")?.inspect
  return `${safely(() => inspect?.(value, { depth: 4, showHidden: true }))} ${safely(() => String(value))}`
}

/** Calls a getter or a print method. If that throws, a logger shows nothing of it either. */
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
