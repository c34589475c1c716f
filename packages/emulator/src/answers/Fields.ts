/** Reads the value of a named field from a document. */
import type { JsonValue } from "../wire/JsonValue.ts"
import { amountNear, amountsIn, largestAmount } from "./Amounts.ts"
import { dateAfter, firstDate, formatSpan, lastDayOf, type Span, spanPattern, toSpan } from "./Dates.ts"
import { type Document, snakeCase } from "./Document.ts"

/** The value of a field by its name in a schema (`effectiveDate`, `governing_law`, …); `null` if the text has none. */
export const readField = (document: Document, name: string): JsonValue => {
  const wanted = snakeCase(name)
  const field = readers.has(wanted) ? wanted : (synonyms.find(([pattern]) => pattern.test(wanted))?.[1] ?? wanted)
  return readers.get(field)?.(document) ?? document.labelled(wanted)
}

// The patterns below read the text of a `Document`, and follow its rule: no repetition without an upper bound.

const firstGroup = ({ text }: Document, pattern: RegExp): string | null => pattern.exec(text)?.[1]?.trim() ?? null

const title = (document: Document): string | null =>
  document.labelled("title", "subject", "re") ??
  firstGroup(document, /^((?:[A-Z][A-Z&'-]{0,20} ){0,6}(?:AGREEMENT|CONTRACT|LEASE|INVOICE|RECEIPT|REPORT))\b/m) ??
  firstGroup(
    document,
    /\b((?!This |The |An? )(?:[A-Z][\w&'-]{0,20},? (?:and |of |for )?){1,6}(?:Agreement|Contract|Lease|Addendum|License))\b/
  )

const parties = (document: Document): JsonValue => {
  const first = document.labelled(
    ...["party a", "first party", "supplier", "provider", "seller"],
    ...["licensor", "landlord", "employer", "disclosing party"]
  )
  const second = document.labelled(
    ...["party b", "second party", "customer", "client", "buyer"],
    ...["licensee", "tenant", "employee", "receiving party"]
  )
  const found = first !== null && second !== null ? [first, second] : (between(document) ?? agreeing(document) ?? [])
  return found.map(trimParty).filter((name) => name !== "")
}

// "between X and Y". The second name ends at a punctuation mark or at the next verb.
const between = ({ text }: Document): ReadonlyArray<string> | null => {
  for (const { index } of [...text.matchAll(/\bbetween[ \n]/gi)].slice(0, 20)) {
    const rest = text.slice(index + "between ".length, index + 300)
    const and = /[ \n]and[ \n]/i.exec(rest)
    if (and === null || and.index < 2) continue
    const second = rest.slice(and.index + " and ".length)
    const end =
      /[ \n]?[,;(]|[ \n](?:is|are|shall|will|dated|effective|on|for|as|to|starting|beginning)\b|\.[ \n]|\.?$/im.exec(
        second.slice(2)
      )
    if (end !== null && end.index < 120) return [rest.slice(0, and.index), second.slice(0, 2 + end.index)]
  }
  return null
}

// "X agrees to pay Y". A name begins at the start of a word and has up to five words.
const agreeing = ({ text }: Document): ReadonlyArray<string> | null => {
  const [, first, second] =
    /(?<![\w&.'-])([A-Z][\w&.'-]{0,30}(?: [A-Z][\w&.'-]{0,30}){0,4}) (?:agrees|shall|will|undertakes)\b[^.]{0,30}?\b(?:pay|provide|deliver|sell|supply|license)s?\b(?: to)? ([A-Z][\w&'-]{0,30}(?: [A-Z][\w&'-]{0,30}){0,4})/.exec(
      text
    ) ?? []
  return first === undefined || second === undefined ? null : [first, second]
}

// Reduces "Acme Corp., a Delaware corporation ("Supplier")" to "Acme Corp.".
const trimParty = (name: string): string =>
  name
    .slice(0, 160)
    .replace(/\s?\([^)]*\)?/g, "")
    .replace(/,?\s(?:an?|with|having|whose|located|of)\s.*$/is, "")
    .replace(/^(?:the\s)/i, "")
    .replace(/[\s,;"“”]+$/g, "")
    .replace(/(?<!\b(?:Inc|Corp|Ltd|Co|S\.A|N\.V|B\.V))\.$/, "")
    .trim()

const effectiveDate = (document: Document): string | null =>
  dateAfter(document.text, "effective(?: date)?|commenc\\w{1,8}|start(?:s|ing)? (?:date|on)|begin\\w{0,5}") ??
  dateAfter(document.text, "dated|entered into|made|signed|as of|date") ??
  firstDate(document.text)

const termEndDate = (document: Document): string | null => {
  const stated = dateAfter(document.text, "expir\\w{1,8}|terminat\\w{1,8}|end(?:s|ing)?(?: date)?|until|through")
  if (stated !== null) return stated
  const start = effectiveDate(document)
  const span = termOf(document)
  return start === null || span === null ? null : lastDayOf(start, span)
}

const termOf = (document: Document): Span | null => {
  const found = firstGroup(
    document,
    new RegExp(
      `\\b(?:(?:term|period|duration)(?: of)?(?: this agreement)?(?: is| shall be)?:?|for|continues? for|valid for)[ \\n](?:an? |the )?(?:initial )?(?:(?:term|period) of )?(${spanPattern})`,
      "i"
    )
  )
  return found === null ? null : toSpan(found)
}

const noticePeriod = (document: Document): string | null => {
  const found =
    firstGroup(
      document,
      new RegExp(`(?<![\\w-])(${spanPattern})['’]?s?['’]? (?:prior |advance )?(?:written )?(?:prior )?notice`, "i")
    ) ??
    firstGroup(
      document,
      new RegExp(`notice(?: period)?(?: of|:| is)?(?: at least| not less than)? (${spanPattern})`, "i")
    )
  const span = found === null ? null : toSpan(found)
  return span === null ? null : formatSpan(span)
}

const governingLaw = (document: Document): string | null =>
  document.labelled("governing law", "applicable law") ??
  firstGroup(
    document,
    /\b(?:governed by|construed (?:in accordance with|under)|subject to)[^.]{0,60}?\blaws? of (?:the )?(?:State of |Commonwealth of )?([A-Z]\w{0,30}(?: (?:and )?[A-Z]\w{0,30}){0,6})/
  ) ??
  firstGroup(document, /\b([A-Z]\w{1,30}(?: [A-Z]\w{1,30})?) law (?:governs|applies|shall govern)/)

const paymentTerms = (document: Document): string | null => {
  const net = firstGroup(document, /\bnet[ -]?(\d{1,4})\b/i)
  if (net !== null) return `net ${net} days`
  const found = firstGroup(
    document,
    new RegExp(`(?:paid|payable|payment|due)[^.\\n]{0,60}?within (${spanPattern})`, "i")
  )
  const span = found === null ? null : toSpan(found)
  return span === null ? document.labelled("payment terms") : `within ${formatSpan(span)}`
}

const contractValue = ({ text }: Document): JsonValue => {
  const amount =
    amountNear(text, "total|contract value|purchase price|price|fees?|rent|salary|consideration|pays?|amount") ??
    largestAmount(text)
  return amount === null ? null : { amount: amount.amount, currency: amount.currency }
}

// The last amount in the first row that begins with one of the cues, or else the amount nearest to one.
const money = (document: Document, cues: string): number | null => {
  const begins = new RegExp(`^[*|•-]{0,3} ?(?:${cues})\\b`, "i")
  const row = document.rows.find((line) => begins.test(line))
  if (row !== undefined) {
    const amount = amountsIn(row).at(-1)?.amount ?? plainAmount(row)
    if (amount !== null) return amount
  }
  return amountNear(document.text, `\\b(?:${cues})\\b`)?.amount ?? null
}

// The number with cents at the end of a row.
const plainAmount = (row: string): number | null => {
  const digits = /(?<![\d,])([\d,]{1,15}\.\d{2})[ |]{0,3}$/.exec(row)?.[1]
  return digits === undefined ? null : Number(digits.replaceAll(",", ""))
}

// "2 x Widgets @ 10.00 20.00", "3 | Cable | 4.50": quantity, description, and the last number of the row.
const lineItems = (document: Document): JsonValue =>
  document.rows.flatMap((row) => {
    const [begin = "", quantity] = /^[*•|-]{0,3} ?(\d{1,6}) ?(?:x |× |\| ?)? ?(?=[A-Za-z])/.exec(row) ?? []
    const amount = plainAmount(row)
    if (quantity === undefined || amount === null) return []
    const [description = ""] = row.slice(begin.length).split(/[|@]|[ :,–-]{1,3}(?=[$€£\d])/, 1)
    return [{ quantity: Number(quantity), description: description.trim(), amount }]
  })

const readers: ReadonlyMap<string, (document: Document) => JsonValue> = new Map<
  string,
  (document: Document) => JsonValue
>([
  ["title", title],
  ["parties", parties],
  ["effective_date", effectiveDate],
  ["term_end_date", termEndDate],
  [
    "term",
    (document) => {
      const span = termOf(document)
      return span === null ? null : formatSpan(span)
    }
  ],
  ["contract_value", contractValue],
  ["governing_law", governingLaw],
  ["notice_period", noticePeriod],
  ["payment_terms", paymentTerms],
  [
    "invoice_number",
    (document) =>
      firstGroup(
        document,
        /\binvoice ?(?:no\.?|number|num|#|id)? ?[:#]{0,3}[ \n]?([A-Z]{0,8}[-/]?\d[\w/-]{0,30}|[A-Z]{2,8}-[\w/-]{0,15}\d[\w/-]{0,15})/i
      )
  ],
  [
    "vendor",
    (document) =>
      document.labelled("vendor", "seller", "supplier", "from", "billed by", "issued by") ??
      firstGroup(document, /^([A-Z][^\n:]{1,60}?(?:Inc|LLC|Ltd|GmbH|Corp|Co|AG|S\.A|B\.V|PLC)\b\.?)/m) ??
      firstGroup(document, /\b(?:from|by) ([A-Z][\w&'-]{0,30}(?: [A-Z][\w&'-]{0,30}){0,4})/)
  ],
  ["customer", (document) => document.labelled("customer", "bill to", "billed to", "client", "buyer", "sold to", "to")],
  [
    "invoice_date",
    ({ text }) => dateAfter(text, "invoice date|issued(?: on)?|date of issue|\\bdate") ?? firstDate(text)
  ],
  ["due_date", ({ text }) => dateAfter(text, "due(?: date| on| by)?|payable by|pay by|\\bby")],
  ["currency", ({ text }) => largestAmount(text)?.currency ?? null],
  ["subtotal", (document) => money(document, "sub-?total|net amount")],
  ["tax", (document) => money(document, "tax|vat|gst|sales tax")],
  [
    "total",
    (document) =>
      money(document, "(?:grand )?total(?: due)?|amount due|balance due") ??
      largestAmount(document.text)?.amount ??
      null
  ],
  ["line_items", lineItems],
  ["date", ({ text }) => firstDate(text)],
  ["amounts", ({ text }) => amountsIn(text).map(({ amount, currency }) => ({ amount, currency }))],
  [
    "reference_number",
    (document) =>
      firstGroup(
        document,
        /\b(?:reference|ref|order|case|file|po|no)\.? ?(?:no\.?|number|#)? ?[:#][ \n]?([A-Z0-9][\w/-]{0,40})/i
      )
  ],
  ["email", ({ text }) => /(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}/.exec(text)?.[0] ?? null],
  ["phone", ({ text }) => /\+?(?<!\d)\d[\d ()-]{7,18}\d(?!\d)/.exec(text)?.[0] ?? null],
  ["url", ({ text }) => /https?:\/\/[^\s)>"']{1,500}/.exec(text)?.[0] ?? null]
])

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
