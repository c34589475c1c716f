/** Reads the fields of a wire object for a model: a value of another type than documented reads as absent. */
import { isJsonObject, type JsonObject } from "./JsonObject.ts"

/** The string, or `null`. */
export const textOf = (value: unknown): string | null => (typeof value === "string" ? value : null)

/** The finite number, or `null`. */
export const numberOf = (value: unknown): number | null =>
  typeof value === "number" && Number.isFinite(value) ? value : null

/** Whether the value is `true`. */
export const flagOf = (value: unknown): boolean => value === true

/** The object, or `null`. */
export const objectOf = <W extends object>(value: W | null | undefined): W | null =>
  isJsonObject(value) ? value : null

/** The strings of an array; `[]` for anything else. */
export const textsOf = (value: unknown): Array<string> =>
  Array.isArray(value) ? value.filter((item) => typeof item === "string") : []

/** The objects of an array; `[]` for anything else. */
export const objectsOf = (value: unknown): Array<JsonObject> => (Array.isArray(value) ? value.filter(isJsonObject) : [])

/** A model of each item of an array; `[]` for anything else. */
export const modelsOf = <W, A>(value: ReadonlyArray<W> | null | undefined, make: (item: W) => A): Array<A> =>
  Array.isArray(value) ? value.map((item) => make(item)) : []
