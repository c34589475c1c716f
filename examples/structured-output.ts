/** An answer as an object: the JSON Schema goes with the request, and the answer is checked when it is back. */
import { Pareta } from "pareta"

interface Invoice {
  readonly number: string
  readonly total: number
  readonly currency: string
}

const schema = {
  type: "object",
  properties: { number: { type: "string" }, total: { type: "number" }, currency: { type: "string" } },
  required: ["number", "total", "currency"],
  additionalProperties: false
}

// A model may stop in the middle, or not follow the schema.
const isInvoice = (value: unknown): value is Invoice =>
  typeof value === "object" &&
  value !== null &&
  "number" in value &&
  "total" in value &&
  "currency" in value &&
  typeof value.number === "string" &&
  typeof value.total === "number" &&
  typeof value.currency === "string"

const pareta = Pareta.fromEnv()

const readInvoice = async (text: string): Promise<Invoice> => {
  const { choices } = await pareta.chat.completions.create({
    model: "ep_a1b2c3",
    messages: [{ role: "user", content: `Read this invoice.\n\n${text}` }],
    response_format: { type: "json_schema", json_schema: { name: "invoice", schema, strict: true } }
  })
  const [choice] = choices
  if (choice?.message.refusal) throw new Error(`refused: ${choice.message.refusal}`)
  if (choice?.finishReason === "length") throw new Error("the answer was cut off: raise max_tokens")
  const value: unknown = JSON.parse(choice?.message.content ?? "")
  if (!isInvoice(value)) throw new Error("the answer is no invoice")
  return value
}

const invoice = await readInvoice("Invoice INV-7. Total due: $42.50")
console.log(`${invoice.number}: ${invoice.total.toFixed(2)} ${invoice.currency}`)
