/** Checks a value against a JSON schema, so that the emulator fills in only what is valid. */
import { measure } from "../wire/JsonSize.ts"
import { isJsonObject, type JsonObject, type JsonValue } from "../wire/JsonValue.ts"
import type { Effort } from "./Effort.ts"
import { hasFormat } from "./SchemaFormats.ts"
import { type Pattern, parsePattern } from "./SchemaPattern.ts"
import { keyOf, listIn, numberIn, objectIn, own, type Schemas, typesOf } from "./Schemas.ts"

/**
 * Checks values against the schemas of one document. It stops after a number of steps and then accepts everything: a
 * schema can be written so that checking it takes forever. Patterns that `parsePattern` does not support accept
 * everything as well.
 */
export class Check {
  readonly #schemas: Schemas
  readonly #effort: Effort
  readonly #patterns = new Map<string, Pattern | undefined>()
  readonly #members = new WeakMap<ReadonlyArray<JsonValue>, ReadonlySet<string>>()
  readonly #keys = new WeakMap<object, string>()
  #steps = mostSteps

  constructor(schemas: Schemas, effort: Effort) {
    this.#schemas = schemas
    this.#effort = effort
  }

  /** Whether the schema accepts the value. */
  accepts(schema: JsonValue, value: JsonValue): boolean {
    return this.#accepts(schema, value, 0)
  }

  /** Parses a pattern, each only once. */
  patternOf(source: string): Pattern | undefined {
    if (!this.#patterns.has(source)) this.#patterns.set(source, parsePattern(source))
    return this.#patterns.get(source)
  }

  /** Whether the name of a property fits a pattern of `patternProperties`. */
  nameFits(pattern: string, name: string): boolean {
    return this.#matches(pattern, name) ?? false
  }

  /** Whether a text fits a pattern; `undefined` if the pattern is not supported, or nothing is left of the effort. */
  #matches(pattern: string, text: string): boolean | undefined {
    return this.#effort.work(pattern.length * (text.length + 1)) ? this.patternOf(pattern)?.matches(text) : undefined
  }

  #accepts(schema: JsonValue, value: JsonValue, depth: number): boolean {
    this.#steps -= 1
    if (typeof schema === "boolean") return schema
    // References that lead back to themselves end here.
    if (!isJsonObject(schema) || this.#steps < 0 || depth > deepest) return true
    return (
      this.#isOfType(schema, value) &&
      this.#isListed(schema, value) &&
      (typeof value !== "number" || isNumberOf(schema, value)) &&
      (typeof value !== "string" || this.#isTextOf(schema, value)) &&
      (!Array.isArray(value) || this.#isListOf(schema, value, depth)) &&
      (!isJsonObject(value) || this.#isObjectOf(schema, value, depth)) &&
      this.#composes(schema, value, depth)
    )
  }

  #isOfType(schema: JsonObject, value: JsonValue): boolean {
    const types = typesOf(schema)
    if (types === undefined) return true
    const type = value === null ? "null" : Array.isArray(value) ? "array" : typeof value
    return types.includes(type) || (types.includes("integer") && Number.isInteger(value))
  }

  #isListed(schema: JsonObject, value: JsonValue): boolean {
    const constant = own(schema, "const")
    if (constant !== undefined && this.#keyOf(constant) !== this.#keyOf(value)) return false
    return own(schema, "enum") === undefined || this.#keysOf(listIn(schema, "enum")).has(this.#keyOf(value))
  }

  #keyOf(value: JsonValue): string {
    if (typeof value !== "object" || value === null) return keyOf(value)
    let key = this.#keys.get(value)
    if (key === undefined) {
      this.#effort.work(measure(value).bytes)
      key = keyOf(value)
      this.#keys.set(value, key)
    }
    return key
  }

  #keysOf(members: ReadonlyArray<JsonValue>): ReadonlySet<string> {
    let keys = this.#members.get(members)
    if (keys === undefined) {
      keys = new Set(members.map((member) => this.#keyOf(member)))
      this.#members.set(members, keys)
    }
    return keys
  }

  #isTextOf(schema: JsonObject, value: string): boolean {
    const length = Array.from(value).length
    const { pattern, format } = schema
    return (
      length >= (numberIn(schema, "minLength") ?? 0) &&
      length <= (numberIn(schema, "maxLength") ?? Number.POSITIVE_INFINITY) &&
      [pattern].flat().every((each) => typeof each !== "string" || (this.#matches(each, value) ?? true)) &&
      (typeof format !== "string" || hasFormat(value, format))
    )
  }

  #isListOf(schema: JsonObject, value: ReadonlyArray<JsonValue>, depth: number): boolean {
    const isTuple = Array.isArray(schema["items"])
    const prefix = listIn(schema, isTuple ? "items" : "prefixItems")
    const rest = own(schema, isTuple ? "additionalItems" : "items") ?? true
    const contains = own(schema, "contains")
    const count = contains === undefined ? 0 : value.filter((each) => this.#accepts(contains, each, depth + 1)).length
    return (
      value.length >= (numberIn(schema, "minItems") ?? 0) &&
      value.length <= (numberIn(schema, "maxItems") ?? Number.POSITIVE_INFINITY) &&
      (schema["uniqueItems"] !== true || new Set(value.map((each) => this.#keyOf(each))).size === value.length) &&
      (contains === undefined ||
        (count >= (numberIn(schema, "minContains") ?? 1) &&
          count <= (numberIn(schema, "maxContains") ?? Number.POSITIVE_INFINITY))) &&
      value.every((each, index) => this.#accepts(prefix[index] ?? rest, each, depth + 1))
    )
  }

  #isObjectOf(schema: JsonObject, value: JsonObject, depth: number): boolean {
    const names = Object.keys(value)
    const isThere = (name: JsonValue) => typeof name !== "string" || Object.hasOwn(value, name)
    return (
      names.length >= (numberIn(schema, "minProperties") ?? 0) &&
      names.length <= (numberIn(schema, "maxProperties") ?? Number.POSITIVE_INFINITY) &&
      listIn(schema, "required").every(isThere) &&
      Object.entries(objectIn(schema, "dependentRequired")).every(
        ([name, others]) => !isThere(name) || [others].flat().every(isThere)
      ) &&
      Object.entries(objectIn(schema, "dependentSchemas")).every(
        ([name, part]) => !isThere(name) || this.#accepts(part, value, depth + 1)
      ) &&
      names.every((name) => this.#accepts(own(schema, "propertyNames") ?? true, name, depth + 1)) &&
      Object.entries(value).every(([name, each]) =>
        this.propertySchemas(schema, name).every((part) => this.#accepts(part, each, depth + 1))
      )
    )
  }

  /** The schemas that hold for a property of an object. */
  propertySchemas(schema: JsonObject, name: string): ReadonlyArray<JsonValue> {
    const named = own(objectIn(schema, "properties"), name)
    const schemas = [
      ...(named === undefined ? [] : [named]),
      ...Object.entries(objectIn(schema, "patternProperties"))
        .filter(([pattern]) => this.nameFits(pattern, name))
        .map(([, part]) => part)
    ]
    return schemas.length > 0 ? schemas : [own(schema, "additionalProperties") ?? true]
  }

  #composes(schema: JsonObject, value: JsonValue, depth: number): boolean {
    const accepts = (part: JsonValue) => this.#accepts(part, value, depth + 1)
    const { $ref, $dynamicRef, not, if: condition } = schema
    return (
      [$ref, $dynamicRef].every((each) => typeof each !== "string" || accepts(this.#schemas.resolve(each))) &&
      listIn(schema, "allOf").every(accepts) &&
      (own(schema, "anyOf") === undefined || listIn(schema, "anyOf").some(accepts)) &&
      (own(schema, "oneOf") === undefined || listIn(schema, "oneOf").filter(accepts).length === 1) &&
      (not === undefined || !accepts(not)) &&
      (condition === undefined || accepts(own(schema, accepts(condition) ? "then" : "else") ?? true))
    )
  }
}

const mostSteps = 300_000
const deepest = 300

const isNumberOf = (schema: JsonObject, value: number): boolean =>
  value >= (numberIn(schema, "minimum") ?? Number.NEGATIVE_INFINITY) &&
  value <= (numberIn(schema, "maximum") ?? Number.POSITIVE_INFINITY) &&
  value > (numberIn(schema, "exclusiveMinimum") ?? Number.NEGATIVE_INFINITY) &&
  value < (numberIn(schema, "exclusiveMaximum") ?? Number.POSITIVE_INFINITY) &&
  [own(schema, "multipleOf")].flat().every((step) => typeof step !== "number" || Number.isInteger(value / step))
