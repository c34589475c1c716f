/** The formats of JSON Schema: checks whether a text has a format, and creates texts that have it. */
import type { Document } from "./Document.ts"
import { readField } from "./Fields.ts"

/** Whether a text has a format. A format that is not known accepts every text. */
export const hasFormat = (text: string, name: string): boolean => {
  const format = formats.get(name)
  if (format === undefined) return true
  return (
    text.length <= 500 && (format.pattern.test(text) || made(format, 0) === text) && format.isValid?.(text) !== false
  )
}

/** A value of the document that may have the format. */
export const readFormat = (document: Document, name: string): string | undefined => {
  const field = formats.get(name)?.field
  const value = field === undefined ? undefined : readField(document, field)
  return typeof value === "string" ? value + (formats.get(name)?.suffix ?? "") : undefined
}

/**
 * A text with the format; `undefined` for a format that is not known. Variants are different where there are others.
 */
export const makeFormat = (name: string, variant: number): string | undefined => {
  const format = formats.get(name)
  return format === undefined ? undefined : made(format, variant)
}

interface Format {
  /** Accepts valid texts only, though not all of them. */
  readonly pattern: RegExp
  readonly make: (digits: string) => string
  /** A check of what the pattern cannot express. */
  readonly isValid?: (text: string) => boolean
  /** The field of a document that has such values, and what they lack. */
  readonly field?: string
  readonly suffix?: string
}

const made = (format: Format, variant: number): string => format.make(String(variant % 100).padStart(2, "0"))

const isDate = (text: string): boolean => {
  const date = new Date(`${text.slice(0, 10)}T00:00:00Z`)
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text.slice(0, 10))
}

const time = "(?:[01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d"
const zone = "(?:Z|[+-](?:0\\d|1[0-4]):[0-5]\\d)"

const date: Format = {
  pattern: /^\d{4}-\d{2}-\d{2}$/,
  make: (digits) => `20${digits}-01-01`,
  isValid: isDate,
  field: "date"
}

const dateTime: Format = {
  pattern: new RegExp(`^\\d{4}-\\d{2}-\\d{2}T${time}${zone}$`),
  make: (digits) => `20${digits}-01-01T00:00:00Z`,
  isValid: isDate,
  field: "date",
  suffix: "T00:00:00Z"
}

const anyTime: Format = { pattern: new RegExp(`^${time}${zone}$`), make: (digits) => `00:00:${clamped(digits)}Z` }

const clamped = (digits: string): string => String(Number(digits) % 60).padStart(2, "0")

const url: Format = {
  pattern: /^https?:\/\/[a-z\d-]{1,63}(?:\.[a-z\d-]{1,63}){1,4}(?:\/[\w.-]{0,100}){0,20}$/i,
  make: (digits) => (digits === "00" ? "https://example.com/" : `https://example.com/${digits}`),
  field: "url"
}

const email: Format = {
  pattern: /^[a-z\d]{1,30}(?:[._+-][a-z\d]{1,30}){0,4}@[a-z\d]{1,30}(?:-[a-z\d]{1,30}){0,3}(?:\.[a-z]{2,10}){1,3}$/i,
  make: (digits) => (digits === "00" ? "user@example.com" : `user${digits}@example.com`),
  field: "email"
}

const hostname: Format = {
  pattern: /^[a-z\d]{1,30}(?:\.[a-z\d]{1,30}){1,4}$/i,
  make: (digits) => (digits === "00" ? "example.com" : `host${digits}.example.com`)
}

const path: Format = { pattern: /^(?:\/[\w.-]{1,50}){0,10}$/, make: (digits) => (digits === "00" ? "" : `/${digits}`) }

const formats: ReadonlyMap<string, Format> = new Map([
  ["date", date],
  ["date-time", dateTime],
  ["iso-date-time", dateTime],
  ["time", anyTime],
  ["iso-time", anyTime],
  ["duration", { pattern: /^P\d{1,4}[DWMY]$/, make: (digits) => `P${Number(digits) + 1}D` }],
  ["email", email],
  ["idn-email", email],
  ["hostname", hostname],
  ["idn-hostname", hostname],
  ["uri", url],
  ["url", url],
  ["iri", url],
  ["uri-reference", url],
  ["iri-reference", url],
  ["uri-template", url],
  [
    "uuid",
    {
      pattern: /^[\da-f]{8}-[\da-f]{4}-[1-5][\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/i,
      make: (digits) => `00000000-0000-4000-8000-0000000000${digits}`
    }
  ],
  ["ipv4", { pattern: /^192\.0\.2\.\d{1,2}$/, make: (digits) => `192.0.2.${Number(digits)}` }],
  ["ipv6", { pattern: /^2001:db8::\d{1,2}$/, make: (digits) => `2001:db8::${Number(digits)}` }],
  ["json-pointer", path],
  ["json-pointer-uri-fragment", { pattern: /^#(?:\/[\w.-]{1,50}){0,10}$/, make: (digits) => `#/${digits}` }],
  ["relative-json-pointer", { pattern: /^[1-9]\d?$/, make: (digits) => String(Number(digits) + 1) }],
  ["regex", { pattern: /^[a-z\d]{1,100}$/i, make: (digits) => `a${digits}` }],
  ["byte", { pattern: /^(?:[a-z\d+/]{4}){1,100}$/i, make: (digits) => `AA${digits}` }]
])
