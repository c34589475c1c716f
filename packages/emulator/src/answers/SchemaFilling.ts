/**
 * Fills a JSON schema with values from a document. Values that the document does not have are left out, null, or made
 * up.
 */
import { measure } from "../wire/JsonSize.ts"
import { isJsonObject, type JsonObject, type JsonValue } from "../wire/JsonValue.ts"
import { type Document, wordsOf } from "./Document.ts"
import { Effort } from "./Effort.ts"
import { readField } from "./Fields.ts"
import { Check } from "./SchemaCheck.ts"
import { makeFormat, readFormat } from "./SchemaFormats.ts"
import { numberCandidates } from "./SchemaNumbers.ts"
import { both, keyOf, listIn, type Merged, numberIn, objectIn, own, Schemas, typesOf } from "./Schemas.ts"

/**
 * A value that the schema accepts, with as many values from the document as fit.
 *
 * Supports the keywords of draft 2020-12, and the tuples and definitions of older drafts. Not supported are patterns
 * with lookarounds or backreferences, `unevaluatedProperties` and `unevaluatedItems` where they forbid what other
 * keywords require, references to other documents, and schemas that no value satisfies, or only one that is too large
 * or too hard to find. For these, the value only has the shape of the schema.
 */
export const fillSchema = (document: Document, schema: JsonValue): JsonValue => {
  const place: Place = {
    name: "",
    read: null,
    readsDocument: true,
    isOptional: false,
    depth: 0,
    variant: 0,
    open: ["#"]
  }
  const fill = (isStrict: boolean, effort: Effort): JsonValue | undefined => {
    const schemas = new Schemas(schema, effort)
    return new Filler(document, schemas, isStrict, effort).fill(schemas.root, place)
  }
  const valid = fill(true, new Effort(10_000_000, 400_000))
  return valid === undefined ? (fill(false, new Effort(1_000_000, 50_000)) ?? null) : valid
}

/** Where a value goes, and what is known about it. */
interface Place {
  /** The name of the property; that of the list for its items. */
  readonly name: string
  /** The value that the document has for it. */
  readonly read: JsonValue
  /** Whether the entire document is about it. The columns of a row are read from the row only. */
  readonly readsDocument: boolean
  readonly isOptional: boolean
  readonly depth: number
  /** Items of a list that have to be different get different variants. */
  readonly variant: number
  /** The references that lead here. One that is followed again is recursive. */
  readonly open: ReadonlyArray<string>
}

// Candidates come in this order, over all the schemas that a value may choose from.
const origins = ["read", "default", "null", "made up"] as const

type Origin = (typeof origins)[number]

class Filler {
  readonly #document: Document
  readonly #schemas: Schemas
  readonly #check: Check
  readonly #isStrict: boolean
  readonly #effort: Effort
  readonly #filled = new WeakSet<object>()
  readonly #sizes = new WeakMap<object, number>()
  #left = mostValues
  #number: number | null | undefined
  #guess: string | null | undefined

  constructor(document: Document, schemas: Schemas, isStrict: boolean, effort: Effort) {
    this.#document = document
    this.#schemas = schemas
    this.#check = new Check(schemas, effort)
    this.#isStrict = isStrict
    this.#effort = effort
  }

  /** The first candidate that the schema accepts. An optional value is not made up. */
  fill(schema: JsonValue, place: Place): JsonValue | undefined {
    this.#left -= 1
    if (this.#left < 0 || place.depth > deepest || !this.#effort.work(1)) return undefined
    const alternatives = this.#alternatives(this.#schemas.merge(schema), place)
    for (const origin of origins) {
      if (origin === "made up" && place.isOptional) break
      for (const alternative of alternatives) {
        for (const candidate of this.#candidates(alternative, place, origin)) {
          if (this.#isStrict && !this.#check.accepts(schema, candidate)) continue
          return this.#effort.write(this.#ownSizeOf(candidate)) ? candidate : undefined
        }
      }
    }
    return undefined
  }

  /** The characters of a value, without those of the values that were filled in before it. */
  #ownSizeOf(value: JsonValue): number {
    if (typeof value === "string") return value.length
    if (typeof value !== "object" || value === null) return 1
    if (this.#filled.has(value)) return 0
    let size = this.#sizes.get(value)
    if (size === undefined) {
      size = measure(value).bytes
      this.#sizes.set(value, size)
    }
    return size
  }

  /** Marks a list or an object whose values have been counted. */
  #ofFilled<Value extends JsonObject | ReadonlyArray<JsonValue>>(value: Value): Value {
    this.#filled.add(value)
    return value
  }

  /** The ways to choose from `anyOf` and the like: the one that fits what was read first, recursive ones last. */
  #alternatives(merged: Merged, place: Place): ReadonlyArray<Merged> {
    const rank = (each: Merged): number =>
      this.#isRecursive(each, place) ? 2 : fits(typesOf(each.keywords), place.read) ? 0 : 1
    return [...this.#choose(merged, place, 0)].sort((left, right) => rank(left) - rank(right))
  }

  #choose(merged: Merged, place: Place, depth: number): ReadonlyArray<Merged> {
    const [choice, ...choices] = merged.choices
    if (choice === undefined || depth > deepestChoice || !this.#effort.work(choice.length)) return [merged]
    const parts = choice.map((part) => this.#schemas.merge(part))
    const chosen: Array<Merged> = []
    for (const isRecursive of [false, true]) {
      for (const part of parts) {
        if (chosen.length >= mostAlternatives) return chosen
        if (this.#isRecursive(part, place) !== isRecursive) continue
        chosen.push(...this.#choose(both({ ...merged, choices }, part), place, depth + 1))
      }
    }
    return chosen
  }

  #isRecursive(merged: Merged, place: Place): boolean {
    return merged.references.some((reference) => place.open.includes(reference))
  }

  *#candidates(merged: Merged, place: Place, origin: Origin): Generator<JsonValue> {
    const { keywords } = merged
    if (merged.isImpossible) return
    const listed = own(keywords, "enum")
    if (own(keywords, "const") !== undefined) {
      if (origin === "read") yield own(keywords, "const") ?? null
    } else if (Array.isArray(listed)) {
      yield* this.#members(listed, place, origin)
    } else if (origin === "default") {
      const fallback = own(keywords, "default")
      if (fallback !== undefined) yield fallback
      // An example is also made up.
      if (!place.isOptional) yield* listIn(keywords, "examples")
    } else {
      for (const type of typesOf(keywords) ?? impliedTypes(keywords)) yield* this.#ofType(type, merged, place, origin)
    }
  }

  *#members(members: ReadonlyArray<JsonValue>, place: Place, origin: Origin): Generator<JsonValue> {
    if (origin === "read" && place.variant === 0) {
      const isSaid = (member: JsonValue) =>
        typeof member === "string" && member !== "" && wordsOf(member).every((word) => this.#document.words.has(word))
      const wanted = keyOf(place.read)
      yield* members
        .filter((member) => isSaid(member) || (place.read !== null && keyOf(member) === wanted))
        .slice(0, 20)
    }
    if (origin === "null" && members.includes(null)) yield null
    if (origin === "made up")
      for (const [index] of members.entries()) yield members[(index + place.variant) % members.length] ?? null
  }

  *#ofType(type: JsonValue, merged: Merged, place: Place, origin: Origin): Generator<JsonValue> {
    // A recursive list or object is as good as made up: without a reason to go on, it ends here.
    const building = this.#isRecursive(merged, place) ? "made up" : "read"
    if (type === "null" && origin === "null") yield null
    if (type === "boolean") yield* this.#booleans(place, origin)
    if (type === "string") yield* this.#texts(merged.keywords, place, origin)
    if (type === "number" || type === "integer") yield* this.#numbers(merged.keywords, place, origin, type)
    if (type === "array" && origin === building) yield* this.#lists(merged, place)
    if (type === "object" && origin === building) yield* this.#objects(merged, place)
    if (type === "any" && origin === "read" && place.read !== null) yield place.read
  }

  *#booleans({ name, read, variant }: Place, origin: Origin): Generator<JsonValue> {
    const words = wordsOf(name)
    const isSaid = read === true || (words.length > 0 && words.every((word) => this.#document.words.has(word)))
    if (origin === "read") yield variant % 2 === 0 ? isSaid : !isSaid
    if (origin === "made up") yield !isSaid
  }

  *#numbers(keywords: JsonObject, place: Place, origin: Origin, type: string): Generator<JsonValue> {
    if (origin === "read" && place.variant === 0) {
      for (const number of [toNumber(place.read), place.readsDocument ? this.#firstNumber() : null]) {
        if (number !== null) yield type === "integer" ? Math.round(number) : number
      }
    }
    if (origin === "made up") yield* numberCandidates(keywords, type === "integer", place.variant)
  }

  *#texts(keywords: JsonObject, place: Place, origin: Origin): Generator<JsonValue> {
    const { format } = keywords
    const patterns = listIn(keywords, "pattern").filter((each) => typeof each === "string")
    const [min, max] = [numberIn(keywords, "minLength") ?? 0, numberIn(keywords, "maxLength") ?? longestText]
    if (origin === "read" && place.variant === 0) {
      const texts = [toText(place.read), typeof format === "string" ? readFormat(this.#document, format) : undefined]
      if (place.readsDocument) texts.push(this.#guessText(place.name))
      for (const text of texts) {
        if (text === undefined || text === null) continue
        yield text
        if (patterns.length === 0 && text.length > max) yield Array.from(text).slice(0, max).join("")
      }
    }
    if (origin === "made up") {
      for (const variant of [0, 1, 2, 3].map((shift) => place.variant + shift)) {
        for (const pattern of patterns) yield this.#check.patternOf(pattern)?.sample(min, variant) ?? ""
        if (typeof format === "string") yield makeFormat(format, variant) ?? ""
        yield madeUpText(min, max, variant)
      }
    }
  }

  *#lists(merged: Merged, place: Place): Generator<JsonValue> {
    const { keywords } = merged
    const prefix = listIn(keywords, "prefixItems")
    const rest = own(keywords, "items") ?? true
    const contained = own(keywords, "contains")
    const min = Math.max(numberIn(keywords, "minItems") ?? 0, contained === undefined ? 0 : prefix.length)
    const max = Math.min(numberIn(keywords, "maxItems") ?? longestList, longestList)
    const read = place.read === null ? [] : [place.read].flat()
    const items: Array<JsonValue> = []
    const keys = new Set<string>()
    const add = (schema: JsonValue, value: JsonValue, isOptional: boolean): boolean => {
      for (let attempt = 0; attempt < (keywords["uniqueItems"] === true ? 12 : 1); attempt++) {
        const variant = attempt === 0 ? place.variant : place.variant + items.length + attempt - 1
        const item = this.fill(schema, {
          ...this.#within(merged, place),
          read: value,
          isOptional: isOptional && attempt === 0,
          variant
        })
        if (item === undefined) return false
        const key = keyOf(item)
        if (keywords["uniqueItems"] === true && keys.has(key)) continue
        keys.add(key)
        items.push(item)
        return true
      }
      return false
    }
    for (const [index, schema] of prefix.slice(0, max).entries()) {
      if (!add(schema, read[index] ?? null, false)) break
    }
    if (contained !== undefined) {
      const count = numberIn(keywords, "minContains") ?? 1
      const matching = { allOf: [rest, contained] }
      while (items.length < Math.min(prefix.length + count, max) && add(matching, null, false));
    }
    for (const value of read.slice(items.length, max)) add(rest, value, true)
    while (items.length < Math.min(min, max) && add(rest, null, false));
    yield this.#ofFilled(items)
    // The value that was read may be too much for `maxContains`, or only the complete list may show that it is wrong.
    if (min === 0 && items.length > 0) yield []
  }

  *#objects(merged: Merged, place: Place): Generator<JsonValue> {
    const { keywords } = merged
    const within = this.#within(merged, place)
    const required = requiredNames(keywords)
    // Validators disagree about properties of this name.
    const optional = Object.keys(objectIn(keywords, "properties")).filter(
      (name) => !required.has(name) && name !== "__proto__"
    )
    const max = numberIn(keywords, "maxProperties") ?? Number.POSITIVE_INFINITY
    const fields = new Map<string, JsonValue>()
    const add = (name: string, isOptional: boolean): boolean => {
      if (!this.#effort.write(name.length)) return false
      const parts = this.#check.propertySchemas(keywords, name)
      const value = this.fill(parts.length === 1 ? (parts[0] ?? true) : { allOf: parts }, {
        ...within,
        name,
        read: this.#readProperty(place, name),
        isOptional
      })
      if (value !== undefined) fields.set(name, value)
      return value !== undefined
    }
    for (const name of Object.keys(objectIn(keywords, "properties"))) if (required.has(name)) add(name, false)
    for (const name of required) if (!fields.has(name) && !add(name, false) && this.#isStrict) return
    for (const name of optional) {
      if (fields.size < max && this.#check.accepts(own(keywords, "propertyNames") ?? true, name)) {
        // A validator may find an inherited property where an own one is missing, so those are not left out.
        add(name, !(name in Object.prototype))
      }
    }
    const min = Math.min(numberIn(keywords, "minProperties") ?? 0, longestList)
    for (const name of optional) if (fields.size < min && !fields.has(name)) add(name, false)
    for (let nth = 0; fields.size < min && nth < min + 100; nth++) {
      for (const name of this.#moreNames(keywords, place, nth))
        if (fields.size < min && !fields.has(name)) add(name, false)
    }
    // The order is that of the schema.
    const order = [...new Set([...Object.keys(objectIn(keywords, "properties")), ...fields.keys()])]
    const present = order.filter((name) => fields.has(name))
    yield this.#ofFilled(Object.fromEntries(present.map((name) => [name, fields.get(name) ?? null])))
    if (fields.size > required.size) {
      // An optional property may be what another keyword forbids.
      yield this.#ofFilled(Object.fromEntries([...fields].filter(([name]) => required.has(name))))
    }
  }

  /** Names for `minProperties`. */
  #moreNames(keywords: JsonObject, place: Place, nth: number): ReadonlyArray<string> {
    const rule = own(keywords, "propertyNames")
    const named =
      rule === undefined
        ? `field_${nth + 1}`
        : this.fill(
            { type: "string", allOf: [rule] },
            { ...place, name: "", read: null, isOptional: false, variant: nth }
          )
    const patterned = Object.keys(objectIn(keywords, "patternProperties")).map((pattern) =>
      this.#effort.work(pattern.length * 50) ? this.#check.patternOf(pattern)?.sample(0, nth) : undefined
    )
    return [...patterned, named].filter((name) => typeof name === "string")
  }

  #within(merged: Merged, place: Place): Place {
    const readsDocument = place.readsDocument && !isJsonObject(place.read)
    return { ...place, depth: place.depth + 1, readsDocument, open: [...place.open, ...merged.references] }
  }

  #readProperty(place: Place, name: string): JsonValue {
    if (isJsonObject(place.read)) return own(place.read, name) ?? null
    return place.readsDocument ? readField(this.#document, name) : null
  }

  #firstNumber(): number | null {
    if (this.#number === undefined) this.#number = firstNumber(this.#document.text)
    return this.#number
  }

  // If the text has no labelled value, the argument of a tool is usually a quoted text or a place after "in".
  #guessText(name: string): string | null {
    if (/^(?:query|q|question|prompt|text|input|message|content|search)$/i.test(name)) return this.#document.text
    if (this.#guess === undefined) this.#guess = quotedOrPlace(this.#document.text)
    return this.#guess
  }
}

const mostValues = 5_000
const mostAlternatives = 16
const deepestChoice = 8
const deepest = 60
const longestList = 1_000
const longestText = 10_000

const fits = (types: ReadonlyArray<JsonValue> | undefined, read: JsonValue): boolean => {
  if (types === undefined || read === null) return true
  const type = Array.isArray(read) ? "array" : typeof read
  return types.includes(type) || (type === "number" && types.includes("integer"))
}

// A schema without a type may have any. The keywords tell which one is meant.
const impliedTypes = (keywords: JsonObject): ReadonlyArray<string> => {
  const has = (...names: ReadonlyArray<string>) => names.some((name) => Object.hasOwn(keywords, name))
  return [
    ...(has("properties", "required", "additionalProperties", "patternProperties", "propertyNames", "minProperties")
      ? ["object"]
      : []),
    ...(has("items", "prefixItems", "contains", "minItems", "uniqueItems") ? ["array"] : []),
    ...(has("pattern", "format", "minLength", "maxLength") ? ["string"] : []),
    ...(has("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf") ? ["number"] : []),
    "any",
    "null",
    "string",
    "number",
    "boolean",
    "object",
    "array"
  ]
}

const requiredNames = (keywords: JsonObject): ReadonlySet<string> => {
  const names = new Set(listIn(keywords, "required").filter((name) => typeof name === "string"))
  const properties = Object.keys(objectIn(keywords, "properties"))
  const dependent = objectIn(keywords, "dependentRequired")
  for (const name of [...names, ...properties]) {
    for (const other of listIn(dependent, name)) if (typeof other === "string") names.add(other)
  }
  return names
}

const madeUpText = (min: number, max: number, variant: number): string => {
  if (min === 0 && variant === 0) return ""
  const text = variant === 0 ? "unknown" : `unknown ${variant}`
  const shortest = Math.min(min, longestText)
  return text.length > max ? String(variant).padStart(shortest, "-") : text.padEnd(shortest, "-")
}

const isAmount = (value: JsonValue): value is { readonly amount: number; readonly currency: string } =>
  isJsonObject(value) && typeof value["amount"] === "number" && typeof value["currency"] === "string"

const toNumber = (value: JsonValue): number | null => {
  if (typeof value === "number") return value
  if (isAmount(value)) return value.amount
  return typeof value === "string" ? firstNumber(value) : null
}

// Fifteen digits are exact.
const firstNumber = (text: string): number | null => {
  const found = /(?<![\w,.])-?\d[\d,]{0,14}(?:\.\d{1,15})?(?!\d)/.exec(text)?.[0]
  return found === undefined ? null : Number(found.replaceAll(",", ""))
}

const toText = (value: JsonValue): string | null => {
  if (value === null || typeof value === "string") return value
  if (isAmount(value)) return `${value.amount} ${value.currency}`
  return Array.isArray(value)
    ? value.map((item) => toText(item) ?? "").join(", ")
    : isJsonObject(value)
      ? null
      : String(value)
}

const quotedOrPlace = (text: string): string | null =>
  /["“]([^"”]{1,500})["”]/.exec(text)?.[1] ??
  /\b(?:in|at|for|to|from|of) ((?:[A-Z][\p{L}'-]{1,30})(?:[ ,]{1,2}[A-Z][\p{L}'-]{1,30}){0,5})/u.exec(text)?.[1] ??
  null
