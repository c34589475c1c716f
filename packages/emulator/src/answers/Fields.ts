/** Reads the value of a named field from a document. */
import type { JsonValue } from "../wire/JsonValue.ts"
import { amountNear, amountsIn, largestAmount } from "./Amounts.ts"
import { dateAfter, firstDate, formatSpan, lastDayOf, spanPattern, toSpan } from "./Dates.ts"

/** The text after `Label:` at the beginning of a line. */
export const labelled = (text: string, labels: string): string | null =>
  firstGroup(text, new RegExp(`^[ \\t*#-]*(?:${labels})[*]*[ \\t]*[:#][ \\t*#:]*(\\S[^\\n]*)$`, "im"))

/** The value of a field by its name in a schema (`effectiveDate`, `governing_law`, …); `null` if the text has none. */
export const readField = (text: string, name: string): JsonValue => {
  const wanted = snakeCase(name)
  const field = wanted in readers ? wanted : (synonyms.find(([pattern]) => pattern.test(wanted))?.[1] ?? wanted)
  const value = readers[field]?.(text)
  return value ?? labelled(text, wanted.replaceAll("_", "[ _-]?"))
}

const firstGroup = (text: string, pattern: RegExp): string | null => pattern.exec(text)?.[1]?.trim() ?? null

const snakeCase = (name: string): string =>
  name
    .replace(/([a-z\d])([A-Z])/g, "$1_$2")
    .replace(/[\s-]+/g, "_")
    .toLowerCase()

const title = (text: string): string | null =>
  labelled(text, "title|subject|re") ??
  firstGroup(text, /^\s*((?:[A-Z][A-Z&'-]*[ \t]+){0,6}(?:AGREEMENT|CONTRACT|LEASE|INVOICE|RECEIPT|REPORT))\b/m) ??
  firstGroup(
    text,
    /\b((?!This |The |An? )(?:[A-Z][\w&'-]*,? (?:and |of |for )?){1,6}(?:Agreement|Contract|Lease|Addendum|License))\b/
  )

const parties = (text: string): JsonValue => {
  const labels = [
    "party a|first party|supplier|provider|seller|licensor|landlord|employer|disclosing party",
    "party b|second party|customer|client|buyer|licensee|tenant|employee|receiving party"
  ]
  const named = labels.map((label) => labelled(text, label)).filter((name) => name !== null)
  if (named.length === 2) return named.map(trimParty)
  const between =
    /\b(?:by and )?between\s+([\s\S]{2,160}?)\s+and\s+([\s\S]{2,120}?)(?=\s*[,;(]|\s+(?:is|are|shall|will|dated|effective|on|for|as|to|starting|beginning)\b|\.\s|\.?$)/im.exec(
      text
    )
  const agrees =
    /([A-Z][\w&.'-]*(?: [A-Z][\w&.'-]*){0,4}) (?:agrees|shall|will|undertakes)\b[^.]{0,30}?\b(?:pay|provide|deliver|sell|supply|license)s?\b(?: to)? ([A-Z][\w&'-]*(?: [A-Z][\w&'-]*){0,4})/.exec(
      text
    )
  const found = between ?? agrees
  return found === null ? [] : [found[1] ?? "", found[2] ?? ""].map(trimParty).filter((name) => name !== "")
}

// Reduces "Acme Corp., a Delaware corporation ("Supplier")" to "Acme Corp.".
const trimParty = (name: string): string =>
  name
    .replace(/\s*\([^)]*\)?/g, "")
    .replace(/,?\s+(?:an?|with|having|whose|located|of)\s.*$/is, "")
    .replace(/^(?:the\s+)/i, "")
    .replace(/[\s,;"“”]+$/g, "")
    .replace(/(?<!\b(?:Inc|Corp|Ltd|Co|S\.A|N\.V|B\.V))\.$/, "")
    .trim()

const effectiveDate = (text: string): string | null =>
  dateAfter(text, "effective(?: date)?|commenc\\w+|start(?:s|ing)? (?:date|on)|begin\\w*") ??
  dateAfter(text, "dated|entered into|made|signed|as of|date") ??
  firstDate(text)

const termEndDate = (text: string): string | null => {
  const stated = dateAfter(text, "expir\\w+|terminat\\w+|end(?:s|ing)?(?: date)?|until|through")
  if (stated !== null) return stated
  const start = effectiveDate(text)
  const span = term(text)
  return start === null || span === null ? null : lastDayOf(start, span)
}

const term = (text: string): { readonly count: number; readonly unit: string } | null => {
  const found = new RegExp(
    `(?:(?:term|period|duration)(?: of)?(?: this agreement)?(?: is| shall be)?:?|for|continues? for|valid for)\\s+(?:an? |the )?(?:initial )?(?:(?:term|period) of )?(${spanPattern})`,
    "i"
  ).exec(text)?.[1]
  return found === undefined ? null : toSpan(found)
}

const noticePeriod = (text: string): string | null => {
  const found =
    new RegExp(`(${spanPattern})['’]?s?['’]? (?:prior |advance )?(?:written )?(?:prior )?notice`, "i").exec(
      text
    )?.[1] ??
    new RegExp(`notice(?: period)?(?: of|:| is)?(?: at least| not less than)? (${spanPattern})`, "i").exec(text)?.[1]
  const span = found === undefined ? null : toSpan(found)
  return span === null ? null : formatSpan(span)
}

const governingLaw = (text: string): string | null =>
  labelled(text, "governing law|applicable law") ??
  firstGroup(
    text,
    /\b(?:governed by|construed (?:in accordance with|under)|subject to)[^.]{0,60}?\blaws? of (?:the )?(?:State of |Commonwealth of )?([A-Z][\w]*(?: (?:and )?[A-Z][\w]*)*)/
  ) ??
  firstGroup(text, /\b([A-Z]\w+(?: [A-Z]\w+)?) law (?:governs|applies|shall govern)/)

const paymentTerms = (text: string): string | null => {
  const net = /\bnet[ -]?(\d+)\b/i.exec(text)?.[1]
  if (net !== undefined) return `net ${net} days`
  const found = new RegExp(`(?:paid|payable|payment|due)[^.\\n]{0,60}?within (${spanPattern})`, "i").exec(text)?.[1]
  const span = found === undefined ? null : toSpan(found)
  return span === null ? labelled(text, "payment terms") : `within ${formatSpan(span)}`
}

const contractValue = (text: string): JsonValue => {
  const found = amountNear(
    text,
    "total|contract value|purchase price|price|fees?|rent|salary|consideration|pays?|amount"
  )
  const amount = found ?? largestAmount(text)
  return amount === null ? null : { amount: amount.amount, currency: amount.currency }
}

const money = (text: string, cues: string): number | null => {
  const line = new RegExp(`^[ \\t*|-]*(?:${cues})\\b[^\\n]*$`, "im").exec(text)?.[0]
  const onLine =
    line === undefined
      ? undefined
      : (amountsIn(line).at(-1)?.amount ?? Number(/([\d,]+\.\d{2})\s*$/.exec(line)?.[1]?.replaceAll(",", "")))
  if (onLine !== undefined && Number.isFinite(onLine)) return onLine
  return amountNear(text, `\\b(?:${cues})\\b`)?.amount ?? null
}

// "2 x Widgets @ 10.00 20.00", "3 | Cable | 4.50": quantity, description, and the last number of the line.
const lineItems = (text: string): JsonValue =>
  [
    ...text.matchAll(
      /^[ \t*•|-]*(\d+)\s*(?:x|×|\|)?\s+([A-Za-z][^\n|@]*?)[ \t|:,@–-]+(?=[$€£\d])[^\n]*?([\d,]+\.\d{2})[ \t|]*$/gm
    )
  ].map((row) => ({
    quantity: Number(row[1]),
    description: (row[2] ?? "").replace(/[ \t]+[$€£]?[\d.,]+$/, "").trim(),
    amount: Number((row[3] ?? "0").replaceAll(",", ""))
  }))

const readers: { readonly [field: string]: (text: string) => JsonValue } = {
  title,
  parties,
  effective_date: effectiveDate,
  term_end_date: termEndDate,
  term: (text) => {
    const span = term(text)
    return span === null ? null : formatSpan(span)
  },
  contract_value: contractValue,
  governing_law: governingLaw,
  notice_period: noticePeriod,
  payment_terms: paymentTerms,
  invoice_number: (text) =>
    firstGroup(
      text,
      /\binvoice\s*(?:no\.?|number|num|#|id)?\s*[:#]*\s*([A-Z]*[-/]?\d[\w/-]*|[A-Z]{2,}-[\w/-]*\d[\w/-]*)/i
    ),
  vendor: (text) =>
    labelled(text, "vendor|seller|supplier|from|billed by|issued by") ??
    firstGroup(text, /^\s*([A-Z][^\n:]{1,60}?(?:Inc|LLC|Ltd|GmbH|Corp|Co|AG|S\.A|B\.V|PLC)\b\.?)/m) ??
    firstGroup(text, /\b(?:from|by) ([A-Z][\w&'-]*(?: [A-Z][\w&'-]*){0,4})/),
  customer: (text) => labelled(text, "customer|bill(?:ed)? to|client|buyer|sold to|to"),
  invoice_date: (text) => dateAfter(text, "invoice date|issued(?: on)?|date of issue|\\bdate") ?? firstDate(text),
  due_date: (text) => dateAfter(text, "due(?: date| on| by)?|payable by|pay by|\\bby"),
  currency: (text) => largestAmount(text)?.currency ?? null,
  subtotal: (text) => money(text, "sub-?total|net amount"),
  tax: (text) => money(text, "tax|vat|gst|sales tax"),
  total: (text) =>
    money(text, "(?:grand )?total(?: due)?|amount due|balance due") ?? largestAmount(text)?.amount ?? null,
  line_items: lineItems,
  date: (text) => firstDate(text),
  amounts: (text) => amountsIn(text).map(({ amount, currency }) => ({ amount, currency })),
  reference_number: (text) =>
    firstGroup(text, /\b(?:reference|ref|order|case|file|po|no)\.?\s*(?:no\.?|number|#)?\s*[:#]\s*([A-Z0-9][\w/-]*)/i),
  email: (text) => /[\w.+-]+@[\w-]+\.[\w.-]*\w/.exec(text)?.[0] ?? null,
  phone: (text) => /\+?\d[\d ()-]{7,}\d/.exec(text)?.[0] ?? null,
  url: (text) => /https?:\/\/[^\s)>"']+/.exec(text)?.[0] ?? null
}

// Other names that schemas and tools use for the same fields.
const synonyms: ReadonlyArray<readonly [pattern: RegExp, field: string]> = [
  [/^(start|commencement|contract|agreement)_?date$/, "effective_date"],
  [/^(end|expir\w*|termination|term_end)_?(date)?$/, "term_end_date"],
  [/^(jurisdiction|law)$/, "governing_law"],
  [/^(vendor|supplier|seller)(_name)?$/, "vendor"],
  [/^(customer|client|buyer)(_name)?$/, "customer"],
  [/^(invoice_?(no|id|num)|number)$/, "invoice_number"],
  [/^(value|amount|price|fee|fees|total_value|annual_fee|contract_amount)$/, "contract_value"],
  [/^(total_amount|amount_due|grand_total)$/, "total"],
  [/^(notice|notice_days)$/, "notice_period"],
  [/^party_names$/, "parties"]
]
