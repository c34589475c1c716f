/** Removes secrets from errors: the key and other credentials, the texts of a request, and the signatures of URLs. */
import { holdsFor } from "../../ParetaError.ts"
import { isCredential, type KnownTexts, knownTexts, textOf } from "./KnownTexts.ts"
import { type QuotableText, shortestPart, withoutQuotations } from "./QuotedTexts.ts"
import type { CustomHeaders } from "./RequestHead.ts"
import { isProse } from "./RequestTexts.ts"
import { hasEscapes, withoutEscapes, withoutHidden } from "./Unescaped.ts"

/** The text in place of a secret. */
export const redacted = "<redacted>"

/** Returns a text without the secrets, however they are escaped in it. */
export const withoutSecrets = (text: string, secrets: ReadonlyArray<string>): string => {
  if (!hasEscapes(text)) return secrets.reduce((clean, secret) => clean.replaceAll(secret, redacted), text)
  const { text: plain, starts } = withoutEscapes(text)
  const hidden = new Uint8Array(plain.length)
  for (const secret of secrets) {
    for (let at = plain.indexOf(secret); at !== -1; at = plain.indexOf(secret, at + secret.length)) {
      hidden.fill(1, at, at + secret.length)
    }
  }
  return withoutHidden(text, hidden, starts, redacted, 0, plain.length)
}

/** The secrets in the headers of a request: the key, and what the user chose. */
export const headerSecrets = (apiKey: string, headers: CustomHeaders): ReadonlyArray<string> => {
  const secrets = [apiKey]
  for (const name in headers) {
    const value = headers[name] ?? ""
    if (harmless.test(name)) continue
    secrets.push(value)
    // A scheme, or the name of a cookie, is no part of the secret.
    if (credential.test(name)) secrets.push(...value.split(/[\s;,=]+/))
  }
  return searchable(secrets)
}

/** The secrets in a signed URL: its query, the values in it, and what is very long in its path. */
export const signatureOf = (url: string): ReadonlyArray<string> => {
  return searchable([url, queryOf(url), ...rawQueryValues(url), ...url.split(/[/?#]/).filter(isProse)])
}

/** The values in the query of a URL. */
export const queryValues = (url: string): ReadonlyArray<string> => rawQueryValues(url).map(decoded)

const rawQueryValues = (url: string): ReadonlyArray<string> =>
  queryOf(url)
    .split("&")
    .map((pair) => pair.slice(pair.indexOf("=") + 1))

const queryOf = (url: string): string => /\?([^#\s]+)/.exec(url)?.[1] ?? ""

/** A value of a query without its escapes. Without `URLSearchParams`, which a runtime may lack. */
const decoded = (value: string): string => {
  const text = value.replaceAll("+", " ")
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/** Removes the secrets of one request. */
export class Redaction {
  readonly #secrets: ReadonlyArray<string>
  readonly #quotable: ReadonlyArray<QuotableText>

  constructor(secrets: ReadonlyArray<string>, quotable: ReadonlyArray<QuotableText>) {
    this.#secrets = secrets
    this.#quotable = quotable
  }

  /**
   * Returns a text or a JSON value without the secrets. They are removed from the names of fields too. A value that
   * cannot be searched is replaced.
   */
  clean(value: unknown): unknown {
    if (typeof value === "string") return this.#cleanTexts([value])[0]
    const known = knownTexts(value, Number.POSITIVE_INFINITY)
    if (known === undefined) return redacted
    const cleaned = this.#cleanTexts(known.texts)
    if (!isChanged(known, cleaned)) return value
    try {
      return withTexts(value, new Map(known.texts.map((text, index) => [text, cleaned[index] as string])))
    } catch {
      // It is nested too deeply to be copied.
      return redacted
    }
  }

  /**
   * Returns the cause of an error, without the secrets.
   *
   * An injected fetch may fail with an error that holds the request, including the key and the prompt. Such a cause is
   * replaced by a copy of its message, name, stack, code and causes. A cause without secrets is kept unchanged.
   */
  cleanCause(cause: unknown): unknown {
    const known = knownTexts(cause)
    if (known !== undefined && !isChanged(known, this.#cleanTexts(known.texts))) return cause
    return this.#copyOf(cause, 0)
  }

  #copyOf(cause: unknown, depth: number): unknown {
    if (typeof cause === "string") return this.#cleanText(cause)
    if (!isError(cause)) return redacted
    const copy = new Error(this.#cleanText(textOf(cause, "message")))
    copy.name = this.#cleanText(textOf(cause, "name"))
    copy.stack = this.#cleanText(textOf(cause, "stack"))
    const code = dataOf(cause, "code")
    if (typeof code === "string") Object.assign(copy, { code: this.#cleanText(code) })
    if (typeof code === "number") Object.assign(copy, { code })
    const inner = dataOf(cause, "cause")
    if (inner !== undefined && depth < 5) copy.cause = this.#copyOf(inner, depth + 1)
    return copy
  }

  #cleanText(text: string): string {
    return text.length > longestText ? redacted : (this.#cleanTexts([text])[0] as string)
  }

  #cleanTexts(texts: ReadonlyArray<string>): ReadonlyArray<string> {
    const open = texts.map((text) => withoutSecrets(withoutCredentials(text), this.#secrets))
    return this.#quotable.length === 0 ? open : withoutQuotations(open, this.#quotable, redacted)
  }
}

const harmless =
  /^(accept|accept-.+|content-.+|user-agent|cache-control|origin|referer|x-request-id|x-correlation-id|trace(parent|state))$/

const credential = /auth|cookie|key|secret|session|token/

/** The most characters of a text in a cause that is copied. */
const longestText = 2 ** 18

/** The secrets in the form in which they are looked for. The longest come first, so that no part of one is left. */
const searchable = (secrets: ReadonlyArray<string>): ReadonlyArray<string> =>
  [...new Set(secrets.map((secret) => (hasEscapes(secret) ? withoutEscapes(secret).text : secret)))]
    // The removal of a short one would make messages unreadable.
    .filter((secret) => secret.length >= shortestPart)
    .sort((one, other) => other.length - one.length)

/** Removes credentials that are written as in a header, even if they are not the client's. */
const withoutCredentials = (text: string): string =>
  /cookie|authorization|bearer|basic/i.test(text)
    ? text.replace(field, `$1${redacted}`).replace(scheme, `$1${redacted}`)
    : text

// With a digit or `=` near its beginning: other words are an explanation.
const field =
  /((?:authorization|cookie)["'\]\\]*\s{0,9}[:=]\s{0,9}[["'\\]*)(?=[^"'\r\n]{0,60}[\d=])(?!<redacted>)[^"'\r\n]{8,}/gi

const scheme = /\b((?:[Bb]earer|[Bb]asic|BEARER|BASIC)\s{1,9})(?=\S{0,200}?(?:\d|[a-z][A-Z]))[\w.~+/=-]{8,}/g

const isChanged = (known: KnownTexts, cleaned: ReadonlyArray<string>): boolean =>
  known.hasCredentials || cleaned.some((text, index) => text !== known.texts[index])

const withTexts = (value: unknown, cleaned: ReadonlyMap<string, string>): unknown => {
  if (typeof value === "string") return cleaned.get(value) ?? value
  if (Array.isArray(value)) return value.map((item) => withTexts(item, cleaned))
  if (typeof value !== "object" || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, field]) => [
      cleaned.get(name) ?? name,
      isCredential(name) ? redacted : withTexts(field, cleaned)
    ])
  )
}

const isError = (value: unknown): value is Error => holdsFor(() => value instanceof Error)

/** A data property, not a getter. */
const dataOf = (value: object, name: string): unknown => {
  try {
    return Reflect.getOwnPropertyDescriptor(value, name)?.value
  } catch {
    return undefined
  }
}
