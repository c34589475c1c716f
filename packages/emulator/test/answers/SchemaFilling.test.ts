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

/** Fills the schema, and checks that the value is valid. */
const filled = (schema: JsonSchema | boolean, text = ""): JsonValue => {
  const value = fill(schema, text)
  expect(validate(schema, value)).toBe("valid")
  return value
}

describe("what the text says", () => {
  const invoice = `Invoice No: INV-7042
Vendor: Acme Ltd.
Date: April 2, 2026
1 x Lamp 12.50
2 x Shade 8.00
Total: $20.50
Ask jo@acme.example, paid in celsius.`

  it("is filled in, in the type that the schema asks for", () => {
    const properties = {
      invoiceNumber: { type: "string", pattern: "^INV-\\d+$" },
      vendor: { type: "string", maxLength: 4 },
      date: { type: "string", format: "date" },
      total: { type: "integer" },
      email: { type: "string", format: "email" },
      paid: { type: "boolean" },
      unit: { enum: ["kelvin", "celsius"] },
      line_items: {
        type: "array",
        items: { $ref: "#/definitions/row" }
      }
    }
    const row = { type: "object", properties: { description: { type: "string" }, amount: { type: "number" } } }
    expect(filled({ type: "object", properties, definitions: { row } }, invoice)).toEqual({
      invoiceNumber: "INV-7042",
      vendor: "Acme",
      date: "2026-04-02",
      total: 21,
      email: "jo@acme.example",
      paid: true,
      unit: "celsius",
      line_items: [
        { description: "Lamp", amount: 12.5 },
        { description: "Shade", amount: 8 }
      ]
    })
  })

  it("is not filled in where the schema forbids it", () => {
    const properties = { total: { type: "number", maximum: 10 }, vendor: { type: "string", pattern: "^[a-z]+$" } }
    expect(filled({ type: "object", properties, required: ["total", "vendor"] }, invoice)).toEqual({
      total: 0,
      vendor: "a"
    })
  })

  it("decides between the schemas of a union", () => {
    const anyOf = [{ type: "null" }, { type: "number" }, { type: "string" }]
    expect(filled({ type: "object", properties: { vendor: { anyOf } } }, "Vendor: Acme")).toEqual({ vendor: "Acme" })
  })

  it.each(["C++", "price [EUR", "(a+)+$", "constructor"])("is found under the label %s", (name) => {
    const schema = { type: "object", properties: { [name]: { type: "string" } } }
    expect(filled(schema, `${name}: this one\nOther: that one`)).toEqual({ [name]: "this one" })
  })
})

/** Schemas of a few kilobytes at most that ask for a lot of text, or for a lot of work. */
const demanding: ReadonlyArray<readonly [what: string, schema: JsonSchema]> = [
  [
    "lists of lists of long texts",
    {
      type: "array",
      minItems: 1000,
      items: { type: "array", minItems: 4, items: { type: "string", minLength: 10_000 } }
    }
  ],
  ["a long constant, a thousand times", { type: "array", minItems: 1000, items: { const: range(2000) } }],
  [
    "one of many texts, and none of most of them",
    {
      type: "array",
      minItems: 300,
      items: { allOf: [{ enum: range(2000).map(String) }, { not: { enum: range(1999).map(String) } }] }
    }
  ],
  [
    "many names that fit many patterns",
    {
      type: "object",
      required: range(1000).map((each) => `a${each}`),
      patternProperties: Object.fromEntries(range(300).map((each) => [`(((a*)*)*)*(a*)*(a*)*x${each}`, {}]))
    }
  ],
  ["a long path, a thousand times", { type: "array", minItems: 1000, items: { $ref: `#/${"a/".repeat(20_000)}` } }],
  ["a long name in each of many rows", row("n".repeat(10_000), { type: "boolean" })],
  ["a long default in each of many rows", row("a", { type: "string", default: "n".repeat(10_000) })]
]

function range(length: number): ReadonlyArray<number> {
  return Array.from({ length }, (_, index) => index)
}

function row(name: string, schema: JsonSchema): JsonSchema {
  const items = { type: "object", required: [name], properties: { [name]: schema } }
  return { type: "array", minItems: 1000, items }
}

describe("a schema that asks for", () => {
  it.each(demanding)("%s is filled as far as that is little work", (_, schema) => {
    const begun = process.cpuUsage()
    const size = JSON.stringify(fill(schema)).length
    const { user } = process.cpuUsage(begun)
    expect(size).toBeLessThan(500_000)
    // Each took several seconds, or the memory, when there was no limit.
    expect(user / 1e6).toBeLessThan(3)
  })

  it("one of many constants in each of many items gets them", () => {
    const names = range(100).map((each) => ({ const: `name ${each}`, description: "A name." }))
    filled({ type: "array", minItems: 500, items: { anyOf: names } })
  })
})

describe("what the text does not say", () => {
  const text = { type: "string" }

  it("is left out if it is optional, null if that is allowed, the default if there is one, and made up otherwise", () => {
    const properties = {
      optional: text,
      nullable: { type: ["string", "null"] },
      preset: { type: "string", default: "as usual" },
      needed: { type: "string", minLength: 3 }
    }
    const required = ["nullable", "preset", "needed"]
    expect(filled({ type: "object", properties, required })).toEqual({
      nullable: null,
      preset: "as usual",
      needed: "unknown"
    })
  })

  it("ends a recursion by an empty list, by null, or by leaving it out", () => {
    const $defs = {
      node: {
        type: "object",
        required: ["children", "parent"],
        properties: {
          children: { type: "array", items: { $ref: "#/$defs/node" } },
          parent: { anyOf: [{ $ref: "#/$defs/node" }, { type: "null" }] },
          next: { $ref: "#/$defs/node" }
        }
      }
    }
    expect(filled({ $ref: "#/$defs/node", $defs })).toEqual({ children: [], parent: null })
  })

  it("is made up with the format that the schema asks for", () => {
    for (const format of [
      "date",
      "date-time",
      "time",
      "duration",
      "email",
      "uri",
      "uuid",
      "ipv4",
      "ipv6",
      "hostname"
    ]) {
      filled({ type: "array", items: { type: "string", format }, minItems: 3, uniqueItems: true })
    }
  })
})

it.each<readonly [string, JsonSchema]>([
  ["nothing satisfies", { type: "object", required: ["a"], properties: { a: false, b: { const: 1 } } }],
  ["no end satisfies", { type: "object", required: ["a"], properties: { a: { $ref: "#" } } }],
  ["has a pattern with a lookahead", { type: "object", required: ["a"], properties: { a: { pattern: "^(?=b)$" } } }]
])("gives a schema that %s an object nevertheless", (_, schema) => {
  expect(fill(schema)).toBeTypeOf("object")
})
