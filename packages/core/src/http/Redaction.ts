import type { ParetaError } from "../ParetaError.ts"

/** What stands where a secret stood. */
export const redacted = "<redacted>"

/** The text without the secrets. */
export const withoutSecrets = (text: string, secrets: ReadonlyArray<string>): string =>
  secrets.reduce((clean, secret) => (secret === "" ? clean : clean.replaceAll(secret, redacted)), text)

/**
 * Cleans an error of the call's secrets: its own text, and its cause where printing that would show one.
 *
 * An injected fetch may fail with an error that carries the request, key and prompt included. Such a cause gives way to
 * a plain copy of its facts; any other is kept as it is.
 */
export const redactError = (error: ParetaError, secrets: ReadonlyArray<string>): void => {
  const message = withoutSecrets(error.message, secrets)
  if (message !== error.message) {
    error.message = message
    error.stack = withoutSecrets(error.stack ?? "", secrets)
  }
  if (error.cause !== undefined && shows(error.cause, secrets)) error.cause = copyOf(error.cause, secrets, 0)
}

const shows = (value: unknown, secrets: ReadonlyArray<string>): boolean => {
  const printed = print(value)
  return secrets.some((secret) => secret !== "" && (printed.includes(secret) || printed.includes(escaped(secret))))
}

/** As it stands inside a string literal or a line of JSON. */
const escaped = (text: string): string => JSON.stringify(text).slice(1, -1)

interface Inspecting {
  readonly getBuiltinModule?: (name: string) => { readonly inspect?: (value: unknown, options: object) => string }
}

/** Everything that a log could show of a value. */
const print = (value: unknown): string => {
  const { process } = globalThis as { readonly process?: Inspecting }
  const inspect = process?.getBuiltinModule?.("node:util")?.inspect
  const options = { depth: 8, showHidden: true, maxStringLength: null, breakLength: Number.POSITIVE_INFINITY }
  const parts: Array<() => string> = [
    () => inspect?.(value, options) ?? "",
    () => JSON.stringify(value) ?? "",
    () => String(value),
    () => (value instanceof Error ? `${value.stack} ${print(value.cause)}` : "")
  ]
  return parts.map(safely).join("\n")
}

const safely = (part: () => string): string => {
  try {
    return part()
  } catch {
    // A getter that throws, a cycle: then it cannot be printed either.
    return ""
  }
}

const copyOf = (cause: unknown, secrets: ReadonlyArray<string>, depth: number): unknown => {
  if (typeof cause === "string") return withoutSecrets(cause, secrets)
  if (!(cause instanceof Error)) return redacted
  const copy = new Error(withoutSecrets(cause.message, secrets))
  copy.name = cause.name
  copy.stack = withoutSecrets(cause.stack ?? "", secrets)
  const { code } = cause as { readonly code?: unknown }
  if (typeof code === "string" || typeof code === "number") Object.assign(copy, { code })
  if (cause.cause !== undefined && depth < 5) copy.cause = copyOf(cause.cause, secrets, depth + 1)
  return copy
}
