import { Ajv2020 } from "ajv/dist/2020.js"
import addFormats from "ajv-formats"
import { describe, expect, it } from "vitest"
import { Document } from "../../src/answers/Document.ts"
import { fillSchema } from "../../src/answers/SchemaFilling.ts"
import type { JsonValue } from "../../src/wire/JsonValue.ts"
import { Chance, fuzzSeed } from "../fuzz/Chance.ts"
import { type JsonSchema, randomSchema } from "../fuzz/RandomSchema.ts"

const validate = (schema: JsonSchema | boolean, value: unknown): string => {
  const ajv = new Ajv2020({ strict: false, logger: false, ownProperties: true })
  addFormats.default(ajv)
  const check = ajv.compile(schema)
  return check(value) ? "valid" : ajv.errorsText(check.errors)
}

const fill = (schema: unknown, text = ""): JsonValue => fillSchema(new Document(text), schema as JsonValue)

const documents = [
  "",
  "Hello",
  "Invoice No: INV-7042\nVendor: Acme Ltd.\nTotal: $12.50\nDate: 2026-04-02\nTitle: Red Lamps\nC++: yes\nprice [EUR: 3",
  "This agreement between Acme Inc. and Globex GmbH is effective May 4, 2026. Write to jo@acme.example or https://acme.example/x."
]

describe("what is filled into a random schema", () => {
  it("validates against it", () => {
    for (let round = 0; round < 1500; round++) {
      const seed = fuzzSeed + round
      const schema = randomSchema(new Chance(seed))
      const value = fill(schema, documents[round % documents.length])
      const verdict = validate(schema, value)
      if (verdict !== "valid") {
        throw new Error(
          `seed ${seed}: ${verdict}\nvalue: ${JSON.stringify(value)}\nschema: ${JSON.stringify(schema, null, 1)}`
        )
      }
    }
  })
})
