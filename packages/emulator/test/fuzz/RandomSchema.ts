/** Random JSON schemas that some value satisfies. */
import type { Chance } from "./Chance.ts"

export interface JsonSchema {
  readonly [keyword: string]: unknown
}

/** A schema with definitions, some of them recursive. */
export const randomSchema = (chance: Chance): JsonSchema => {
  const node = { type: "object", required: ["value"], properties: { value: schemaOf(chance, 3), ...links(chance) } }
  return { ...schemaOf(chance, 0), $defs: { node, leaf: schemaOf(chance, 3), "a/b~c %": { type: "integer" } } }
}

const links = (chance: Chance): JsonSchema =>
  chance.pick<JsonSchema>([
    {},
    { next: { $ref: "#/$defs/node" } },
    { next: { anyOf: [{ $ref: "#/$defs/node" }, { type: "null" }] } },
    { children: { type: "array", items: { $ref: "#/$defs/node" } } },
    { byName: { type: "object", additionalProperties: { $ref: "#/$defs/node" } } }
  ])

const schemaOf = (chance: Chance, depth: number): JsonSchema => {
  const simple = [text, text, number, integer, listed, () => ({ type: "boolean" }), () => ({ type: "null" })]
  const nested = [object, object, list, tuple, union, oneOf, allOf, conditional, optionalType]
  const references = [
    () => ({ $ref: "#/$defs/leaf" }),
    () => ({ $ref: "#/$defs/node" }),
    () => ({ $ref: "#/$defs/a~1b~0c%20%25" })
  ]
  const kinds = depth === 0 ? nested : depth < 3 ? [...simple, ...nested, ...references] : simple
  return chance.pick<(chance: Chance, depth: number) => JsonSchema>(kinds)(chance, depth)
}

const maybe = (chance: Chance, keywords: () => JsonSchema): JsonSchema => (chance.happens(0.5) ? keywords() : {})

const patterns = [
  "^INV-\\d{3,6}$",
  "^[A-Z]{2}\\d+$",
  "[aeiou]{2}",
  "^(red|green|blue)(-dark)?$",
  "^\\+?[1-9]\\d{1,14}$",
  "^[^\\s@]+@[^\\s@]+\\.[a-z]{2,}$",
  "^(?:[01]\\d|2[0-3]):[0-5]\\d$",
  "^\\p{Lu}\\p{Ll}+$",
  "^(?<year>\\d{4})-w[0-5]\\d$",
  "^.{3,5}$",
  "\\bword\\b",
  "^[\\u4e00-\\u9fff]+$",
  "^(?:a?){20}a{20}$",
  "^(a+)+$"
]

const formats = (
  "date date-time time duration email hostname uri uri-reference uuid ipv4 ipv6 json-pointer " +
  "relative-json-pointer regex byte iso-time iso-date-time url unheard-of"
).split(" ")

const text = (chance: Chance): JsonSchema => {
  const min = chance.below(6)
  return {
    type: "string",
    ...chance.pick<JsonSchema>([
      {},
      { minLength: min, maxLength: min + chance.below(30) },
      { minLength: chance.below(200) },
      { maxLength: chance.below(4) },
      { pattern: chance.pick(patterns) },
      { format: chance.pick(formats) },
      { default: "as usual" },
      { examples: ["for example"] },
      { not: { const: "" } }
    ])
  }
}

const number = (chance: Chance): JsonSchema => {
  const low = chance.pick([-1000.5, -7, -0.25, 0, 0.1, 3, 1e9])
  const width = chance.pick([0.5, 1, 10, 1000])
  return {
    type: "number",
    ...chance.pick<JsonSchema>([
      {},
      { minimum: low, maximum: low + width },
      { exclusiveMinimum: low, exclusiveMaximum: low + width },
      { minimum: low },
      { exclusiveMaximum: low },
      { multipleOf: chance.pick([0.01, 0.1, 0.25, 7]), minimum: chance.pick([-50, 0, 12.3]) }
    ])
  }
}

const integer = (chance: Chance): JsonSchema => {
  const low = chance.below(2000) - 1000
  return {
    type: "integer",
    ...chance.pick<JsonSchema>([
      {},
      { minimum: low, maximum: low + chance.below(5) },
      { exclusiveMinimum: low, exclusiveMaximum: low + 2 },
      { multipleOf: 1 + chance.below(12), exclusiveMinimum: low },
      { maximum: low }
    ])
  }
}

const listed = (chance: Chance): JsonSchema =>
  chance.pick<JsonSchema>([
    { enum: ["red", "green", "blue"] },
    { enum: [1, null, "one", { a: [1] }] },
    { type: "string", enum: ["price [EUR", "C++", "constructor"] },
    { const: chance.pick<unknown>(["fixed", 7, null, true, { a: 1 }, [1, 2]]) }
  ])

const names = [
  "title",
  "total",
  "parties",
  "C++",
  "price [EUR",
  "constructor",
  "hasOwnProperty",
  "",
  "due_date",
  "items",
  "a b"
]

const object = (chance: Chance, depth: number): JsonSchema => {
  const properties = Object.fromEntries(
    Array.from({ length: chance.below(5) }, () => [chance.pick(names), schemaOf(chance, depth + 1)])
  )
  const required = Object.keys(properties).filter(() => chance.happens(0.5))
  return {
    type: "object",
    properties,
    ...maybe(chance, () => ({ required })),
    ...chance.pick<JsonSchema>([
      {},
      {},
      { additionalProperties: false },
      { additionalProperties: schemaOf(chance, 3), minProperties: Object.keys(properties).length + 2 },
      { patternProperties: { "^x_[a-z]+$": schemaOf(chance, 3) }, required: [...required, "x_more"] },
      { propertyNames: { minLength: 0, maxLength: 20 }, minProperties: 1 },
      { maxProperties: Math.max(1, required.length) },
      { dependentRequired: { title: ["subtitle"] } },
      { dependentSchemas: { title: { required: ["author"], properties: { author: { type: "string" } } } } }
    ])
  }
}

const list = (chance: Chance, depth: number): JsonSchema => {
  const min = chance.below(4)
  return {
    type: "array",
    ...chance.pick<JsonSchema>([
      { items: schemaOf(chance, depth + 1), maxItems: 3 },
      { items: schemaOf(chance, depth + 1), minItems: min, maxItems: min + chance.below(3) },
      { items: { type: "string" }, minItems: min, uniqueItems: true },
      { items: { type: "integer", minimum: 3 }, minItems: min, uniqueItems: true },
      { items: { enum: ["a", "b", "c", "d"] }, minItems: min, uniqueItems: true },
      {
        items: { type: "object", required: ["id"], properties: { id: { type: "string", format: "uuid" } } },
        minItems: min,
        uniqueItems: true
      },
      { items: { type: "string" }, contains: { const: "needle" }, minItems: min },
      {}
    ])
  }
}

const tuple = (chance: Chance, depth: number): JsonSchema => ({
  type: "array",
  prefixItems: Array.from({ length: 1 + chance.below(3) }, () => schemaOf(chance, depth + 1)),
  ...chance.pick<JsonSchema>([{}, { items: false, minItems: 1 }, { items: { type: "integer" }, minItems: 5 }])
})

const union = (chance: Chance, depth: number): JsonSchema => ({
  anyOf: Array.from({ length: 1 + chance.below(3) }, () => schemaOf(chance, depth + 1))
})

// Exactly one of them holds, because each has a type or a kind of its own.
const oneOf = (chance: Chance, depth: number): JsonSchema => ({
  oneOf: chance.pick<ReadonlyArray<JsonSchema>>([
    [text(chance), object(chance, depth + 1), { type: "null" }],
    ["card", "cash"].map((kind) => ({
      type: "object",
      required: ["kind"],
      properties: { kind: { const: kind }, more: schemaOf(chance, depth + 1) }
    })),
    [
      { type: "integer", multipleOf: 3 },
      { type: "integer", multipleOf: 5 }
    ]
  ])
})

const allOf = (chance: Chance, depth: number): JsonSchema => ({
  allOf: chance.pick<ReadonlyArray<JsonSchema>>([
    [
      { type: "object", required: ["left"], properties: { left: schemaOf(chance, depth + 1) } },
      { required: ["right"], properties: { right: schemaOf(chance, depth + 1) } }
    ],
    [{ type: ["integer", "string"] }, { type: ["number", "null"], minimum: 4 }, { multipleOf: 6 }],
    [{ enum: ["a", "b", "c"] }, { enum: ["c", "d"] }],
    [{ type: "string", minLength: 3 }, { maxLength: 8 }, { pattern: "^[a-z]*$" }]
  ])
})

const conditional = (chance: Chance, depth: number): JsonSchema => ({
  type: "object",
  required: ["country"],
  properties: { country: { enum: ["FR", "US"] } },
  if: { properties: { country: { const: chance.pick(["FR", "US"]) } } },
  // biome-ignore lint/suspicious/noThenProperty: it is a keyword of JSON Schema
  then: { required: ["postcode"], properties: { postcode: { type: "string", pattern: "^\\d{5}$" } } },
  else: { required: ["zip"], properties: { zip: schemaOf(chance, depth + 1) } }
})

const optionalType = (chance: Chance): JsonSchema => ({
  type: chance.pick<ReadonlyArray<string>>([
    ["string", "null"],
    ["integer", "null"],
    ["array", "object"],
    ["boolean", "string"]
  ])
})
