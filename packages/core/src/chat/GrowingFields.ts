/** Fields of a message while their pieces arrive: texts are joined, lists and objects are merged. */
import { isJsonObject, type JsonObject } from "../wire/JsonObject.ts"

/**
 * An object that grows. It holds texts and other values of the wire, {@link GrowingObject}s and {@link GrowingList}s.
 */
export type GrowingFields = { [name: string]: unknown }

/**
 * Adds a piece of a field.
 *
 * The name tells a text in pieces (`reasoning_content`) from one that is repeated (`channel`): only pieces are joined.
 * `null` and `""` erase nothing, and only a text follows a text. Each piece costs the same, however much there is.
 */
export const grow = (fields: GrowingFields, name: string, value: unknown, depth = 0): void => {
  // Set by JSON.parse as an ordinary field, but it would change the object here.
  if (name === "__proto__") return
  const before = fields[name]
  if (value === null || value === undefined) {
    if (before === undefined && value === null) fields[name] = null
  } else if (typeof value === "string") fields[name] = grownText(name, before, value)
  else if (typeof value !== "object") {
    if (!isGrown(before)) fields[name] = value
  } else if (Array.isArray(value)) fields[name] = grownList(before, value, depth)
  else fields[name] = grownObject(before, value as JsonObject, depth)
}

/** The wire value of what has grown. Pieces that are added later do not change it. */
export const finished = (value: unknown): unknown =>
  value instanceof GrowingObject || value instanceof GrowingList ? value.finished() : value

/** The wire object of fields that have grown. */
export const finishedFields = (fields: GrowingFields): GrowingFields => {
  const wire: GrowingFields = {}
  for (const name in fields) wire[name] = finished(fields[name])
  return wire
}

/** The last word of the name of a text that arrives in pieces. */
const pieceName =
  /(?:^|_)(?:content|text|reasoning|think(?:ing)?|thoughts?|summary|transcript|refusal|data|arguments|input|json|value)$/

const grownText = (name: string, before: unknown, piece: string): unknown => {
  const isPiece = pieceName.test(name)
  if (typeof before !== "string") return isGrown(before) && !isPiece ? before : piece
  if (isPiece) return before + piece
  // A signature arrives complete, or in pieces that all differ.
  if (name === "signature") return before === piece ? before : before + piece
  return piece === "" ? before : piece
}

/** Whether a value is not replaced by one of another type: a text, a list or an object. */
const isGrown = (value: unknown): boolean =>
  (typeof value === "string" && value !== "") || value instanceof GrowingList || value instanceof GrowingObject

/** Values that are nested more deeply are kept as they arrive. */
const deepest = 8

const grownList = (before: unknown, items: ReadonlyArray<unknown>, depth: number): unknown => {
  if (depth > deepest || items.length === 0 || !items.every(isJsonObject)) {
    // A list of numbers or texts is repeated, not continued.
    return isGrown(before) || (items.length === 0 && before !== undefined && before !== null) ? before : items
  }
  if (isGrown(before) && !(before instanceof GrowingList)) return before
  const list = before instanceof GrowingList ? before : new GrowingList(depth)
  for (const item of items) list.add(item)
  return list
}

const grownObject = (before: unknown, piece: JsonObject, depth: number): unknown => {
  if (isGrown(before) && !(before instanceof GrowingObject)) return before
  if (depth > deepest) return piece
  const object = before instanceof GrowingObject ? before : new GrowingObject(depth)
  object.add(piece)
  return object
}

/** An object in pieces. */
export class GrowingObject {
  readonly fields: GrowingFields = {}
  readonly #depth: number

  constructor(depth: number) {
    this.#depth = depth
  }

  add(piece: JsonObject): void {
    for (const name in piece) grow(this.fields, name, piece[name], this.#depth + 1)
  }

  finished(): JsonObject {
    return finishedFields(this.fields)
  }
}

/** A list of objects in pieces. Pieces with the same `index` and `type` are merged, and those without one are items. */
export class GrowingList {
  readonly #items: Array<GrowingObject> = []
  /** The items by index, and by index and type. */
  readonly #known = new Map<string, GrowingObject>()
  readonly #depth: number

  constructor(depth: number) {
    this.#depth = depth
  }

  add(piece: JsonObject): void {
    const { index, type } = piece
    const isNumbered = typeof index === "number" || (typeof index === "string" && index !== "")
    if (!isNumbered) {
      this.#begin().add(piece)
      return
    }
    const typed = typeof type === "string" ? `${index} ${type}` : undefined
    const item = this.#find(String(index), typed) ?? this.#begin()
    this.#known.set(String(index), item)
    if (typed !== undefined) this.#known.set(typed, item)
    item.add(piece)
  }

  finished(): ReadonlyArray<JsonObject> {
    return this.#items.map((item) => item.finished())
  }

  #find(index: string, typed: string | undefined): GrowingObject | undefined {
    if (typed === undefined) return this.#known.get(index)
    const item = this.#known.get(typed)
    if (item !== undefined) return item
    const untyped = this.#known.get(index)
    return typeof untyped?.fields["type"] === "string" ? undefined : untyped
  }

  #begin(): GrowingObject {
    const item = new GrowingObject(this.#depth)
    this.#items.push(item)
    return item
  }
}
