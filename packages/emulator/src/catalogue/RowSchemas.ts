/** The JSON Schemas of the rows of a task: the input, the answer, and the expected answer. See `docs/wire.md#tasks`. */
import type { JsonObject } from "../wire/JsonValue.ts"
import type { CatalogueTask } from "./CatalogueTask.ts"

/** The schemas of a row. */
export interface RowSchemas {
  readonly input: JsonObject
  readonly output: JsonObject
  /** The schema of the expected answer; `null` if that is `output`. */
  readonly gold: JsonObject | null
}

/** The schemas of a task's rows. */
export const rowSchemasOf = (task: CatalogueTask): RowSchemas => {
  const input = inputSchemaOf(task)
  switch (task.answerKind) {
    case "extraction": {
      const detailed = fieldsSchema(task, (field) => fieldSchemas[field] ?? textField)
      return task.summarizesGold === true
        ? { input, output: fieldsSchema(task, summaryOf), gold: detailed }
        : { input, output: detailed, gold: null }
    }
    case "classification":
      return { input, output: textOrObject("label", task.labels), gold: null }
    case "code":
      return { input, output: textOrObject(task.id === "text-to-sql" ? "sql" : "code"), gold: null }
    case "conversation":
      return { input, output: textOrObject("answer"), gold: null }
    case "ranking":
      return { input, output: orObject("relevance", grades), gold: null }
  }
}

const text: JsonObject = { type: "string" }

const orObject = (name: string, schema: JsonObject): JsonObject => ({
  anyOf: [schema, { type: "object", properties: { [name]: schema }, required: [name] }]
})

const textOrObject = (name: string, examples: ReadonlyArray<string> = []): JsonObject =>
  orObject(name, examples.length === 0 ? text : { ...text, examples })

const grades: JsonObject = {
  type: "array",
  description: "how relevant each document is, in the order of the row",
  items: { type: "number", minimum: 0 },
  minItems: 1
}

const inputSchemaOf = (task: CatalogueTask): JsonObject => {
  const required = inputFieldsOf(task)
  const texts = Object.fromEntries(required.map((name) => [name, text]))
  const properties = task.answerKind === "ranking" ? { ...texts, documents: { type: "array", items: text } } : texts
  // A document that is attached to the row may take the place of its text.
  return { type: "object", properties, ...(task.hasBlobInput ? {} : { required: Object.keys(properties) }) }
}

const inputFieldsOf = ({ answerKind, id }: CatalogueTask): ReadonlyArray<string> => {
  if (id === "text-to-sql") return ["schema", "question"]
  if (answerKind === "ranking") return ["query"]
  return answerKind === "code" || answerKind === "conversation" ? ["prompt"] : ["text"]
}

const fieldsSchema = ({ fields = [] }: CatalogueTask, schemaOf: (field: string) => JsonObject): JsonObject => ({
  type: "object",
  properties: Object.fromEntries(fields.map((field) => [field, schemaOf(field)])),
  minProperties: 1
})

/** The kind of a value, without what it consists of. */
const summaryOf = (field: string): JsonObject => {
  const { type } = fieldSchemas[field] ?? textField
  return type === undefined ? {} : { type }
}

const textField: JsonObject = { type: ["string", "null"] }

const dateField: JsonObject = { type: ["string", "null"], format: "date" }

const numberField: JsonObject = { type: ["number", "null"] }

const amount: JsonObject = {
  type: ["object", "null"],
  properties: { amount: { type: "number" }, currency: { type: ["string", "null"], pattern: "^[A-Z]{3}$" } },
  required: ["amount", "currency"]
}

const fieldSchemas: { readonly [field: string]: JsonObject } = {
  parties: { type: "array", description: "the names, in the order of the document", items: text },
  effective_date: dateField,
  term_end_date: dateField,
  contract_value: amount,
  governing_law: { ...textField, description: "the state or country, such as Delaware" },
  notice_period: { ...textField, description: "a number and a unit, such as 30 days" },
  payment_terms: { ...textField, description: "such as net 30 days" },
  invoice_date: dateField,
  due_date: dateField,
  currency: { ...textField, pattern: "^[A-Z]{3}$" },
  subtotal: numberField,
  tax: numberField,
  total: numberField,
  line_items: {
    type: "array",
    items: {
      type: "object",
      properties: { description: text, quantity: { type: "number" }, amount: { type: "number" } }
    }
  },
  date: dateField,
  amounts: { type: "array", items: amount }
}
