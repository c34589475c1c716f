/** Finds dates and time spans in English text. */

/** A number of days, weeks, months or years. */
export interface Span {
  readonly count: number
  readonly unit: string
}

/** The date that follows one of the cues, for example `effective(?: date)?`. */
export const dateAfter = (text: string, cues: string): string | null =>
  firstValid(text.matchAll(new RegExp(`(?:${cues})[^.;\\n]{0,40}?\\b(${datePattern})`, "gi")))

/** The first date in the text that is not a deadline ("by", "before", "due"). */
export const firstDate = (text: string): string | null => firstValid(text.matchAll(notDeadlines))

/**
 * A date as `YYYY-MM-DD`; `null` if the text is not one, as `25/12/2026` and `February 30, 2026` are not. With slashes,
 * the month comes first; with dots, the day.
 */
export const toIsoDate = (text: string): string | null => {
  const numbers = (text.match(/\d+/g) ?? []).map(Number)
  const [first = 0, second = 0, third = 0] = numbers
  if (/^\d{4}-/.test(text)) return isoDate(first, second, third)
  if (text.includes("/")) return isoDate(third, first, second)
  if (/^\d+\.\d+\.\d+$/.test(text)) return isoDate(third, second, first)
  const name = new RegExp(`\\b${month}`, "i").exec(text)?.[0].slice(0, 3).toLowerCase() ?? ""
  return isoDate(second, monthNames.indexOf(name) + 1, first)
}

/**
 * The source of a regular expression for a time span: `30 days`, `thirty (30) days`, `two years`. Numbers of more than
 * four digits are not spans of a contract.
 */
export const spanPattern =
  "(?:(?:[a-z-]{1,15} )?\\(?\\d{1,4}\\)?|[a-z]{1,10}(?:-[a-z]{1,10})?)[ -](?:calendar |business )?(?:days?|weeks?|months?|years?)"

/** Reads a time span such as `thirty (30) days'`; `null` if the text is not one. */
export const toSpan = (text: string): Span | null => {
  const unit = /(day|week|month|year)s?\b/i.exec(text)?.[1]?.toLowerCase()
  const digits = /\d+/.exec(text)?.[0]
  const word = /[a-z]+(?:-[a-z]+)?/i.exec(text)?.[0]?.toLowerCase() ?? ""
  const count = digits === undefined ? (tens.get(word) ?? numberWords.indexOf(word)) : Number(digits)
  return unit === undefined || count <= 0 ? null : { count, unit }
}

/** A time span in words: `30 days`, `1 year`. */
export const formatSpan = (span: Span): string => `${span.count} ${span.unit}${span.count === 1 ? "" : "s"}`

/** The last day of a time span that begins on an ISO date; `null` if it is after the year 9999. */
export const lastDayOf = (start: string, span: Span): string | null => {
  const end = new Date(`${start}T00:00:00Z`)
  if (span.unit === "year") end.setUTCFullYear(end.getUTCFullYear() + span.count)
  else if (span.unit === "month") end.setUTCMonth(end.getUTCMonth() + span.count)
  else end.setUTCDate(end.getUTCDate() + span.count * (span.unit === "week" ? 7 : 1))
  end.setUTCDate(end.getUTCDate() - 1)
  return isoDate(end.getUTCFullYear(), end.getUTCMonth() + 1, end.getUTCDate())
}

const month =
  "(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"

// ISO, "January 5, 2026", "5th of January 2026", "1/5/2026", "5.1.2026".
const datePattern =
  `(?:\\d{4}-\\d{2}-\\d{2}|${month}\\.? \\d{1,2}(?:st|nd|rd|th)?,? \\d{4}|` +
  `\\d{1,2}(?:st|nd|rd|th)?(?: day)?(?: of)? ${month}\\.?,? \\d{4}|\\d{1,2}/\\d{1,2}/\\d{4}|\\d{1,2}\\.\\d{1,2}\\.\\d{4})(?!\\d)`

const notDeadlines = new RegExp(
  `(?<!\\b(?:by|before|until|through|due|due on|due by) )(?<![\\w.])(${datePattern})`,
  "gi"
)

const firstValid = (found: Iterable<RegExpExecArray>): string | null => {
  for (const [, text = ""] of found) {
    const date = toIsoDate(text)
    if (date !== null) return date
  }
  return null
}

const isoDate = (year: number, month: number, day: number): string | null => {
  const date = new Date(0)
  date.setUTCFullYear(year, month - 1, day)
  // Date moves February 30 to March, and NaN is equal to nothing.
  const exists = date.getUTCFullYear() === year && date.getUTCMonth() === month - 1 && date.getUTCDate() === day
  return exists && year >= 1 && year <= 9999 ? date.toISOString().slice(0, 10) : null
}

const monthNames = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]

const tens = new Map([
  ["twelve", 12],
  ["fifteen", 15],
  ["twenty", 20],
  ["twenty-four", 24],
  ["thirty", 30],
  ["thirty-six", 36],
  ["forty-five", 45],
  ["sixty", 60],
  ["ninety", 90]
])

const numberWords = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"]
