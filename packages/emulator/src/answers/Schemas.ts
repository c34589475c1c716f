/** Looks up the parts of a JSON schema, follows its references, and merges schemas that hold at the same time. */
import { isDeeperThan, isJsonObject, type JsonObject, type JsonValue } from "../wire/JsonValue.ts"
import type { Effort } from "./Effort.ts"

/** A schema merged with its `$ref` and `allOf`. */
export interface Merged {
  /** All keywords but `$ref`, `allOf` and those in `choices`. `pattern` and `multipleOf` are lists. */
  readonly keywords: JsonObject
  /** Lists of schemas of which one has to hold: `anyOf`, `oneOf`, and `if` with `then` or `else`. */
  readonly choices: ReadonlyArray<ReadonlyArray<JsonValue>>
  /** The references that were followed. */
  readonly references: ReadonlyArray<string>
  /** One of the schemas is `false`. */
  readonly isImpossible: boolean
}

/** An own property; `undefined` for `constructor` and others that every object inherits. */
export const own = (object: JsonObject, name: string): JsonValue | undefined =>
  Object.hasOwn(object, name) ? object[name] : undefined

/** A keyword that is an object, such as `properties`; empty if it is missing or something else. */
export const objectIn = (schema: JsonObject, keyword: string): JsonObject => {
  const value = own(schema, keyword)
  return value !== undefined && isJsonObject(value) ? value : {}
}

/** A keyword that is a list, such as `required`; empty if it is missing or something else. */
export const listIn = (schema: JsonObject, keyword: string): ReadonlyArray<JsonValue> => {
  const value = own(schema, keyword)
  return Array.isArray(value) ? value : []
}

/** A keyword that is a number, such as `minimum`. */
export const numberIn = (schema: JsonObject, keyword: string): number | undefined => {
  const value = own(schema, keyword)
  return typeof value === "number" ? value : undefined
}

/** The types of a schema; `undefined` if it does not restrict them. */
export const typesOf = (schema: JsonObject): ReadonlyArray<JsonValue> | undefined => {
  const type = own(schema, "type")
  return type === undefined ? undefined : Array.isArray(type) ? type : [type]
}

/** A schema with everything that its references can point to. */
export class Schemas {
  readonly root: JsonValue
  readonly #anchors = new Map<string, JsonValue>()
  readonly #resolved = new Map<string, JsonValue>()
  readonly #merged = new WeakMap<JsonObject, Merged>()
  readonly #effort: Effort
  #merges = 0

  /** A schema that is nested too deeply counts as unrestricted, so that no recursion over a schema is too deep. */
  constructor(root: JsonValue, effort: Effort) {
    this.#effort = effort
    this.root = isDeeperThan(root, deepestSchema) ? {} : root
    this.#collectAnchors()
  }

  /**
   * The schema that a reference points to, within the same document. A reference to nothing counts as a schema without
   * restrictions.
   */
  resolve(reference: string): JsonValue {
    const known = this.#resolved.get(reference)
    if (known !== undefined) return known
    const found = this.#effort.work(reference.length) ? this.#find(reference) : {}
    this.#resolved.set(reference, found)
    return found
  }

  #find(reference: string): JsonValue {
    if (reference === "#" || reference === "") return this.root
    const anchored = this.#anchors.get(reference)
    if (anchored !== undefined) return anchored
    if (!reference.startsWith("#/")) return {}
    let found: JsonValue | undefined = this.root
    for (const step of reference.slice(2).split("/")) {
      const name = decoded(step).replaceAll("~1", "/").replaceAll("~0", "~")
      if (found === undefined || found === null || typeof found !== "object") return {}
      found = Array.isArray(found) ? found[Number(name)] : own(found as JsonObject, name)
    }
    return found ?? {}
  }

  /** Merges a schema with everything that holds at the same time. */
  merge(schema: JsonValue): Merged {
    if (!isJsonObject(schema)) return this.#merge(schema, [])
    const known = this.#merged.get(schema)
    if (known !== undefined) return known
    const merged = this.#merge(schema, [])
    this.#merged.set(schema, merged)
    return merged
  }

  #merge(schema: JsonValue, following: ReadonlyArray<string>): Merged {
    this.#merges += 1
    if (schema === false) return { ...unrestricted, isImpossible: true }
    // A few references that each use the next one twice are enough to make a million schemas.
    if (!isJsonObject(schema) || this.#merges > mostMerges || following.length > longestChain) return unrestricted
    const { $ref, $dynamicRef, allOf, anyOf, oneOf, if: condition, then, else: otherwise, ...rest } = schema
    const choices = [anyOf, oneOf].filter((each) => Array.isArray(each))
    if (condition !== undefined) {
      choices.push([{ allOf: [condition, then ?? true] }, { allOf: [{ not: condition }, otherwise ?? true] }])
    }
    let merged: Merged = { keywords: normalized(rest), choices, references: [], isImpossible: false }
    for (const reference of [$ref, $dynamicRef]) {
      // A schema that only refers to itself has no restrictions.
      if (typeof reference !== "string" || following.includes(reference)) continue
      const target = this.#merge(this.resolve(reference), [...following, reference])
      merged = both(merged, { ...target, references: [...target.references, reference] })
    }
    for (const part of Array.isArray(allOf) ? allOf : []) merged = both(merged, this.#merge(part, following))
    const names = [...Object.keys(objectIn(merged.keywords, "properties")), ...listIn(merged.keywords, "required")]
    const dependent = objectIn(merged.keywords, "dependentSchemas")
    for (const name of names) {
      const part = typeof name === "string" ? own(dependent, name) : undefined
      if (part !== undefined) merged = both(merged, this.#merge(part, following))
    }
    return merged
  }

  #collectAnchors(): void {
    const left: Array<JsonValue> = [this.root]
    for (let each = left.pop(); each !== undefined; each = left.pop()) {
      if (typeof each !== "object" || each === null) continue
      if (isJsonObject(each)) {
        for (const keyword of ["$anchor", "$dynamicAnchor"]) {
          const name = own(each, keyword)
          if (typeof name === "string") this.#anchors.set(`#${name}`, each)
        }
        const id = own(each, "$id")
        if (typeof id === "string") this.#anchors.set(id, each)
      }
      for (const part of Object.values(each)) left.push(part)
    }
  }
}

/** Two merged schemas that hold at the same time. */
export const both = (left: Merged, right: Merged): Merged => {
  const keywords = new Map(Object.entries(left.keywords))
  for (const [name, value] of Object.entries(right.keywords)) {
    const present = keywords.get(name)
    keywords.set(name, present === undefined ? value : combine(name, present, value))
  }
  return {
    keywords: Object.fromEntries(keywords),
    choices: [...left.choices, ...right.choices],
    references: [...left.references, ...right.references],
    isImpossible: left.isImpossible || right.isImpossible
  }
}

const deepestSchema = 500
const mostMerges = 20_000
const longestChain = 100

const unrestricted: Merged = { keywords: {}, choices: [], references: [], isImpossible: false }

const decoded = (step: string): string => {
  try {
    return decodeURIComponent(step)
  } catch {
    return step
  }
}

// Older drafts write tuples as lists in `items`. What can be combined only as a list becomes one.
const normalized = (schema: JsonObject): JsonObject => {
  const { items, additionalItems, pattern, multipleOf, ...rest } = schema
  return {
    ...rest,
    ...(Array.isArray(items)
      ? { prefixItems: items, ...(additionalItems === undefined ? {} : { items: additionalItems }) }
      : items === undefined
        ? {}
        : { items }),
    ...(typeof pattern === "string" ? { pattern: [pattern] } : {}),
    ...(typeof multipleOf === "number" ? { multipleOf: [multipleOf] } : {})
  }
}

const combine = (keyword: string, left: JsonValue, right: JsonValue): JsonValue => {
  if (typeof left === "number" && typeof right === "number") {
    return /^(?:m|exclusiveM)in/.test(keyword) ? Math.max(left, right) : Math.min(left, right)
  }
  if (keyword === "type") {
    const [some, others] = [[left].flat(), [right].flat()]
    const isIn = (types: ReadonlyArray<JsonValue>) => (type: JsonValue) =>
      types.includes(type) || (type === "integer" && types.includes("number"))
    return [...new Set([...some.filter(isIn(others)), ...others.filter(isIn(some))])]
  }
  if (keyword === "prefixItems" && Array.isArray(left) && Array.isArray(right)) {
    const [longer, shorter] = left.length < right.length ? [right, left] : [left, right]
    return longer.map((item, index) => allOf(item, shorter[index] ?? true))
  }
  if (Array.isArray(left) && Array.isArray(right)) {
    if (keyword !== "enum") return [...left, ...right]
    const allowed = new Set(right.map(keyOf))
    return left.filter((each) => allowed.has(keyOf(each)))
  }
  if (/^(?:properties|patternProperties|dependent\w+)$/.test(keyword) && isJsonObject(left) && isJsonObject(right)) {
    const parts = new Map(Object.entries(left))
    for (const [name, part] of Object.entries(right)) {
      const present = parts.get(name)
      parts.set(name, present === undefined ? part : allOf(present, part))
    }
    return Object.fromEntries(parts)
  }
  return /^(?:items|contains|propertyNames|additionalProperties)$/.test(keyword) ? allOf(left, right) : left
}

const allOf = (left: JsonValue, right: JsonValue): JsonValue =>
  left === true ? right : right === true ? left : { allOf: [left, right] }

/** A text that is the same for values that JSON Schema calls equal. */
export const keyOf = (value: JsonValue): string => {
  if (Array.isArray(value)) return `[${value.map(keyOf).join(",")}]`
  if (!isJsonObject(value)) return JSON.stringify(value)
  return `{${Object.keys(value)
    .sort()
    .map((name) => `${JSON.stringify(name)}:${keyOf(value[name] ?? null)}`)
    .join(",")}}`
}
