/** Reads the fields of a wire object for a model. A value that is not of the documented type reads as absent. */
import { isJsonObject, type JsonObject } from "./JsonObject.ts"

/** The string, or `null`. */
export const textOf = (value: unknown): string | null => (typeof value === "string" ? value : null)

/** The finite number, or `null`. */
export const numberOf = (value: unknown): number | null =>
  typeof value === "number" && Number.isFinite(value) ? value : null

/** The string, or the number as one: some servers number their ids. */
export const idOf = (value: unknown): string | null =>
  typeof value === "number" && Number.isFinite(value) ? String(value) : textOf(value)

/** The number, or `null`. A number in a string counts too. */
export const countOf = (value: unknown): number | null =>
  typeof value === "string" && /^\s*-?\d+(?:\.\d+)?\s*$/.test(value) ? Number(value) : numberOf(value)

/** Whether the value is `true`. */
export const flagOf = (value: unknown): boolean => value === true

/** The object, or `null`. */
export const objectOf = <W extends object>(value: W | null | undefined): W | null =>
  isJsonObject(value) ? value : null

/** The strings of an array; `[]` for anything else. */
export const textsOf = (value: unknown): Array<string> => itemsOf(value).filter((item) => typeof item === "string")

/** The objects of an array; `[]` for anything else. */
export const objectsOf = (value: unknown): Array<JsonObject> => itemsOf(value).filter(isJsonObject)

/** A model of the object, or `null`. */
export const modelOf = <W extends object, A>(value: W | null | undefined, Model: new (wire: W) => A): A | null =>
  isJsonObject(value) ? new Model(value) : null

/** A model of each item of an array; `[]` for anything else. */
export const modelsOf = <W, A>(value: ReadonlyArray<W> | null | undefined, Model: new (wire: W) => A): Array<A> =>
  Array.isArray(value) ? value.map((item) => new Model(item)) : []

/** Replaces each field of another type with `null`. Almost always there is none, and the same object is returned. */
export const wellTyped = <W extends JsonObject>(
  value: W,
  readers: { readonly [name: string]: (value: unknown) => unknown }
): W => {
  let typed = value
  for (const name in readers) {
    const read = readers[name]?.(value[name]) ?? null
    if (read !== (value[name] ?? null)) typed = { ...typed, [name]: read }
  }
  return typed
}

const itemsOf = (value: unknown): ReadonlyArray<unknown> => (Array.isArray(value) ? value : [])
