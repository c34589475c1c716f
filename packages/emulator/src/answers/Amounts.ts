/** Finds amounts of money in text. */

/** An amount with its ISO currency code. */
export interface Amount {
  readonly amount: number
  readonly currency: string
}

/** Every amount in the text, in order. */
export const amountsIn = (text: string): ReadonlyArray<Amount> =>
  [...text.matchAll(new RegExp(pattern, "gi"))].map(toAmount)

/** The amount closest to one of the cues: after it on the same line, or else before it in the same sentence. */
export const amountNear = (text: string, cues: string): Amount | null => {
  const after = new RegExp(`(?:${cues})[^;\\n]{0,80}?(?:${pattern})`, "i").exec(text)
  if (after !== null) return amountsIn(after[0])[0] ?? null
  const before = new RegExp(`(?:${pattern})[^.;\\n]{0,40}?(?:${cues})`, "i").exec(text)
  return before === null ? null : (amountsIn(before[0])[0] ?? null)
}

/** The largest amount in the text. */
export const largestAmount = (text: string): Amount | null =>
  amountsIn(text).reduce<Amount | null>(
    (best, next) => (best === null || next.amount > best.amount ? next : best),
    null
  )

const currency = "(?:US\\$|[$€£¥]|\\b(?:USD|EUR|GBP|JPY|CHF|CAD|AUD)\\b)"

// Twenty digits and separators are the largest amount. A longer number is not money, and no part of it is: without the
// lookarounds, every digit of it could begin a match.
const figure = "(?<!\\d[,.']?)\\d(?:[\\d,.']{0,18}\\d)?(?![,.']?\\d)"

const pattern = `(${currency})\\s?(${figure})(\\s?(?:million|thousand|[mk])\\b)?|(${figure})(\\s?(?:million|thousand))?\\s?(${currency}|dollars|euros|pounds)`

const toAmount = (match: RegExpExecArray): Amount => {
  const [, signBefore, digitsAfter, unitAfter, digits, unit, signAfter] = match
  return {
    amount: toNumber(digitsAfter ?? digits ?? "0") * multiplier(unitAfter ?? unit),
    currency: currencyCode(signBefore ?? signAfter ?? "$")
  }
}

// 12,500.00 and 12.500,00 and 12'500: the last separator is the decimal one if one or two digits follow it.
const toNumber = (digits: string): number => {
  const cents = /[.,](\d{1,2})$/.exec(digits)
  const whole = (cents ? digits.slice(0, cents.index) : digits).replace(/\D/g, "")
  return Number(cents ? `${whole}.${cents[1]}` : whole)
}

const multiplier = (word: string | undefined): number => {
  const unit = word?.trim().toLowerCase()
  if (unit === "million" || unit === "m") return 1_000_000
  return unit === "thousand" || unit === "k" ? 1_000 : 1
}

const currencyCode = (sign: string): string => currencies.get(sign.toLowerCase()) ?? sign.toUpperCase()

const currencies = new Map([
  ["$", "USD"],
  ["us$", "USD"],
  ["€", "EUR"],
  ["£", "GBP"],
  ["¥", "JPY"],
  ["dollars", "USD"],
  ["euros", "EUR"],
  ["pounds", "GBP"]
])
