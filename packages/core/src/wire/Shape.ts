/**
 * The building blocks for describing the JSON on the wire.
 *
 * A shape is plain data, and `Check.ts` compiles it to a fast check. Its type ties it to the interface that it
 * describes: a shape with a missing field, an extra field or a field of the wrong kind does not compile.
 */
import type { JsonObject } from "./JsonObject.ts"

/** Describes the JSON of a `W`, no wider and no narrower. */
export type Shape<W> = ShapeNode & Describes<W>

/** A shape as plain data: the input of the check, and of anything else that is made from shapes. */
export type ShapeNode =
  | { readonly kind: "text" | "number" | "flag" | "anything" }
  | { readonly kind: "maybe" | "array"; readonly of: ShapeNode }
  | { readonly kind: "struct"; readonly fields: { readonly [name: string]: ShapeNode } }
  | {
      readonly kind: "where"
      readonly of: ShapeNode
      readonly holds: (value: unknown) => boolean
      readonly problem: string
    }

/** Whether a shape is that of a text, a number or a flag. */
export const isLeaf = (shape: ShapeNode): boolean =>
  shape.kind === "where" ? isLeaf(shape.of) : shape.kind === "text" || shape.kind === "number" || shape.kind === "flag"

/** Exists only in types. The function from `W` to `W` makes a shape invariant in `W`. */
interface Describes<in out W> {
  readonly describes?: (wire: W) => W
}

/** A string. */
export const text: Shape<string> = { kind: "text" }

/** A finite number. */
export const number: Shape<number> = { kind: "number" }

/** A boolean. */
export const flag: Shape<boolean> = { kind: "flag" }

/** Any JSON, absence included. */
export const anything: Shape<unknown> = { kind: "anything" }

/**
 * A value that may be absent or null. A string, number or boolean of another type counts as absent, and so does a
 * scalar in place of an object or an array, so that an optional value of the wrong type does not fail the entire
 * response.
 */
export const maybe = <W>(shape: Shape<W>): Shape<W | null | undefined> => ({ kind: "maybe", of: shape })

/** A string that may be absent. */
export const optionalText = /*#__PURE__*/ maybe(text)

/** A number that may be absent. */
export const optionalNumber = /*#__PURE__*/ maybe(number)

/** A boolean that may be absent. */
export const optionalFlag = /*#__PURE__*/ maybe(flag)

/** An array. In an array of strings, numbers or booleans, items of another type are ignored. */
export const array = <W>(item: Shape<W>): Shape<ReadonlyArray<W>> => ({ kind: "array", of: item })

/** An object with the fields of `W`; other fields are allowed. */
export const struct = <W>(fields: { readonly [K in keyof Known<W>]-?: Field<Known<W>, K> }): Shape<W> => ({
  kind: "struct",
  fields
})

/** A shape with a condition that types cannot express, and the message for values that do not meet it. */
export const where = <W>(shape: Shape<W>, holds: (value: unknown) => boolean, problem: string): Shape<W> => ({
  kind: "where",
  of: shape,
  holds,
  problem
})

/** An object without documented fields. */
export const jsonObject: Shape<JsonObject> = /*#__PURE__*/ struct<JsonObject>({})

/** The documented fields: all but the index signature. */
type Known<W> = {
  [K in keyof W as string extends K ? never : number extends K ? never : symbol extends K ? never : K]: W[K]
}

/** The shape of one field. The shape of an optional field allows for absence. */
type Field<W, K extends keyof W> = Shape<Plain<W[K]>>

/** A `LiteralUnion` is described as a string. */
type Plain<T> = string extends Extract<T, string> ? string | Exclude<T, string> : T
