/** The step that extracts fields from the document. */
import { type Endpoint, type Pareta, responseMeta } from "pareta"
import { DemoError } from "./DemoError.ts"
import { receipt } from "./money.ts"
import type { Screen } from "./Screen.ts"
import { type Row, tableLines } from "./table.ts"

/** A field name as a label: `effective_date` becomes `Effective date`. */
const label = (field: string): string => {
  const words = field.replaceAll("_", " ")
  return words.charAt(0).toUpperCase() + words.slice(1)
}

const isAmount = (value: object): value is { amount: number; currency: string } =>
  "amount" in value && typeof value.amount === "number" && "currency" in value && typeof value.currency === "string"

const amount = (value: number, currency: string): string =>
  `${currency} ${value.toLocaleString("en-US", { minimumFractionDigits: 2, maximumFractionDigits: 2 })}`

const show = (value: unknown): string => {
  if (value === null || value === undefined) return "not stated"
  if (Array.isArray(value)) return value.length === 0 ? "not stated" : value.map(show).join("\n")
  if (typeof value !== "object") return String(value)
  return isAmount(value) ? amount(value.amount, value.currency) : JSON.stringify(value)
}

/** The fields as table rows. An endpoint of an extraction task returns one JSON object. */
const rowsOf = (answer: string): ReadonlyArray<Row> => {
  let fields: unknown
  try {
    fields = JSON.parse(answer)
  } catch (cause) {
    throw new DemoError(`no fields were found; the model returned: ${answer}`, { cause })
  }
  if (typeof fields !== "object" || fields === null || Array.isArray(fields)) {
    throw new DemoError(`no fields were found; the model returned: ${answer}`)
  }
  return Object.entries(fields).map(([field, value]) => [label(field), show(value)])
}

/** Sends the document to the endpoint and shows the fields that it found. */
export const extractFields = async (
  pareta: Pareta,
  endpoint: Endpoint,
  text: string,
  screen: Screen,
  signal: AbortSignal
): Promise<void> => {
  const work = screen.begin("Reading the document")
  try {
    // The platform adds the endpoint's recommended system prompt, so only the document is sent.
    const completion = await pareta.chat.completions.create(
      { model: endpoint.id, messages: [{ role: "user", content: text }], temperature: 0 },
      { signal }
    )
    const rows = rowsOf(completion.choices[0]?.message.content ?? "")
    const { promptTokens, completionTokens } = completion.usage
    work.done(`Done: ${promptTokens} tokens in, ${completionTokens} tokens out`)
    for (const line of tableLines(rows, screen.width)) screen.line(line)
    screen.line(screen.dim(receipt(responseMeta(completion))))
  } catch (error) {
    work.abandon()
    throw error
  }
}
