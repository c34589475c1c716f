/** Finds dates and time spans in English text. */

const month = "(?:jan|feb|mar|apr|may|jun|jul|aug|sep|sept|oct|nov|dec)[a-z]*"

/**
 * The source of a regular expression for a date: ISO, `January 5, 2026`, `5th of January 2026`, `1/5/2026`, `5.1.2026`.
 */
export const datePattern =
  `(?:\\d{4}-\\d{2}-\\d{2}|${month}\\.? \\d{1,2}(?:st|nd|rd|th)?,? \\d{4}|` +
  `\\d{1,2}(?:st|nd|rd|th)?(?: day)?(?: of)? ${month}\\.?,? \\d{4}|\\d{1,2}/\\d{1,2}/\\d{4}|\\d{1,2}\\.\\d{1,2}\\.\\d{4})`

/**
 * A date as `YYYY-MM-DD`; `null` if the text is not a date. With slashes, the month comes first; with dots, the day.
 */
export const toIsoDate = (text: string): string | null => {
  const numbers = (text.match(/\d+/g) ?? []).map(Number)
  const [first = 0, second = 0, third = 0] = numbers
  if (/^\d{4}-/.test(text)) return iso(first, second, third)
  if (text.includes("/")) return iso(third, first, second)
  if (/^\d+\.\d+\.\d+$/.test(text)) return iso(third, second, first)
  const name = new RegExp(`\\b${month}`, "i").exec(text)?.[0]
  return name === undefined || numbers.length < 2 ? null : iso(second, monthNumber(name), first)
}

/** The date that follows one of the cues, for example `effective (?:as of)?`. */
export const dateAfter = (text: string, cues: string): string | null => {
  const found = new RegExp(`(?:${cues})[^.;\\n]{0,40}?\\b(${datePattern})`, "i").exec(text)?.[1]
  return found === undefined ? null : toIsoDate(found)
}

/** The first date in the text that is not a deadline ("by", "before", "due"). */
export const firstDate = (text: string): string | null => {
  const found = new RegExp(`(?<!\\b(?:by|before|until|through|due|due on|due by) )\\b${datePattern}`, "i").exec(
    text
  )?.[0]
  return found === undefined ? null : toIsoDate(found)
}

/** The source of a regular expression for a time span: `30 days`, `thirty (30) days`, `two years`. */
export const spanPattern =
  "(?:(?:[a-z-]+ )?\\(?\\d+\\)?|[a-z]+(?:-[a-z]+)?)[ -](?:calendar |business )?(?:days?|weeks?|months?|years?)"

/** Reads a time span such as `thirty (30) days'`; `null` if the text is not one. */
export const toSpan = (text: string): { readonly count: number; readonly unit: string } | null => {
  const unit = /(day|week|month|year)s?\b/i.exec(text)?.[1]?.toLowerCase()
  const digits = /\d+/.exec(text)?.[0]
  const word = /[a-z]+(?:-[a-z]+)?/i.exec(text)?.[0]?.toLowerCase() ?? ""
  const count = digits === undefined ? (tens.get(word) ?? numberWords.indexOf(word)) : Number(digits)
  return unit === undefined || count <= 0 ? null : { count, unit }
}

/** A time span in words: `30 days`, `1 year`. */
export const formatSpan = (span: { readonly count: number; readonly unit: string }): string =>
  `${span.count} ${span.unit}${span.count === 1 ? "" : "s"}`

/** The last day of a time span that begins on an ISO date. */
export const lastDayOf = (start: string, span: { readonly count: number; readonly unit: string }): string => {
  const end = new Date(`${start}T00:00:00Z`)
  if (span.unit === "year") end.setUTCFullYear(end.getUTCFullYear() + span.count)
  else if (span.unit === "month") end.setUTCMonth(end.getUTCMonth() + span.count)
  else end.setUTCDate(end.getUTCDate() + span.count * (span.unit === "week" ? 7 : 1))
  end.setUTCDate(end.getUTCDate() - 1)
  return end.toISOString().slice(0, 10)
}

const iso = (year: number, monthNumber: number, day: number): string =>
  `${String(year).padStart(4, "0")}-${String(monthNumber).padStart(2, "0")}-${String(day).padStart(2, "0")}`

const monthNumber = (name: string): number =>
  monthNames.findIndex((full) => full.startsWith(name.slice(0, 3).toLowerCase())) + 1

const monthNames = [
  "january",
  "february",
  "march",
  "april",
  "may",
  "june",
  "july",
  "august",
  "september",
  "october",
  "november",
  "december"
]

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
