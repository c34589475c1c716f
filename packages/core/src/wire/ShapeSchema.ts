/** Effect Schemas made from shapes. The Schema of a shape accepts what its check accepts, and nothing else. */
import * as Schema from "effect/Schema"
import * as SchemaGetter from "effect/SchemaGetter"
import * as SchemaTransformation from "effect/SchemaTransformation"
import { isLeaf, type Shape, type ShapeNode } from "./Shape.ts"

/** A shape, and the Schema made from it under a name. */
export interface NamedShape<W> {
  /** The name in JSON Schemas and messages. */
  readonly identifier: string
  readonly shape: Shape<W>
  readonly schema: Schema.Codec<W>
}

/** A named shape that occurs within others. */
interface Part {
  readonly shape: ShapeNode
  readonly schema: Schema.Codec<unknown>
}

/** Names a shape. Where one of `parts` occurs within it, a JSON Schema refers to the part by its name. */
export const named = <W>(identifier: string, shape: Shape<W>, parts: ReadonlyArray<Part> = []): NamedShape<W> => ({
  identifier,
  shape,
  schema: schemaOf(shape, parts).annotate({ identifier })
})

/** Creates the Schema of a shape. Unknown fields are kept. */
export const schemaOf = <W>(shape: Shape<W>, parts: ReadonlyArray<Part> = []): Schema.Codec<W> =>
  // A shape is checked against its interface where it is declared. The walk over it is untyped, hence the cast.
  read(shape, parts) as Schema.Codec<W>

/** Creates the Schema of a model: decoding creates an instance of the class, and encoding returns its `raw`. */
export const modelSchema = <W, A extends { readonly raw: W }>(
  Class: new (wire: W) => A,
  { identifier, schema }: NamedShape<W>
): Schema.Codec<A, W> => {
  const transformation = SchemaTransformation.transform<A, W>({
    decode: (wire) => new Class(wire),
    encode: (model) => model.raw
  })
  const instance = Schema.instanceOf(Class, {
    identifier,
    toCodec: () => Schema.link<A>()(schema, transformation)
  })
  return schema.pipe(Schema.decodeTo(instance, transformation))
}

const read = (shape: ShapeNode, parts: ReadonlyArray<Part>): Schema.Codec<unknown> => {
  const part = parts.find((each) => each.shape === shape)
  if (part !== undefined) return part.schema
  switch (shape.kind) {
    case "text":
      return Schema.String
    case "number":
      return Schema.Finite
    case "flag":
      return Schema.Boolean
    case "anything":
      return anything
    case "maybe":
      return isLeaf(shape.of)
        ? Schema.Union([read(shape.of, parts), Schema.Null, anything])
        : Schema.Union([read(shape.of, parts), scalar])
    case "array": {
      const item = read(shape.of, parts)
      return Schema.Array(isLeaf(shape.of) ? Schema.Union([item, anything]) : item)
    }
    case "struct":
      return readStruct(shape.fields, parts)
    case "where":
      return read(shape.of, parts).check(Schema.makeFilter(shape.holds, { message: shape.problem }))
  }
}

const readStruct = (
  fields: { readonly [name: string]: ShapeNode },
  parts: ReadonlyArray<Part>
): Schema.Codec<unknown> => {
  const entries = Object.entries(fields).map(([name, shape]) => {
    const field = read(shape, parts)
    return [name, mayBeAbsent(shape) ? Schema.optionalKey(field) : field] as const
  })
  return Schema.StructWithRest(Schema.Struct(Object.fromEntries(entries)), [Schema.Record(Schema.String, anything)])
}

const mayBeAbsent = (shape: ShapeNode): boolean =>
  shape.kind === "where"
    ? mayBeAbsent(shape.of) && shape.holds(undefined)
    : shape.kind === "maybe" || shape.kind === "anything"

/**
 * Any value. As JSON, it is written as `JSON.stringify` writes it (a `Date` as text, infinity as null), and undefined
 * as null.
 */
const anything = /*#__PURE__*/ Schema.declare((_): _ is unknown => true, {
  toCodecJson: () =>
    Schema.link<unknown>()(Schema.Json, {
      decode: SchemaGetter.passthrough(),
      encode: SchemaGetter.transform(jsonOf)
    })
})

/** Any value but an object or an array. Where one of those is expected, it is accepted and counts as absent. */
const scalar = /*#__PURE__*/ Schema.declare((value): value is unknown => typeof value !== "object" || value === null, {
  toCodecJson: () =>
    Schema.link<unknown>()(
      Schema.Union([Schema.Null, Schema.String, Schema.Finite, Schema.Boolean]).annotate({
        identifier: "Scalar",
        description: "In place of an object or an array; counts as absent."
      }),
      { decode: SchemaGetter.passthrough({ strict: false }), encode: SchemaGetter.transform(scalarOf) }
    )
})

const jsonOf = (value: unknown): Schema.Json => {
  if (typeof value !== "object" || value === null) return scalarOf(value)
  try {
    return JSON.parse(JSON.stringify(value, (_key, inner: unknown) => (inner === undefined ? null : inner)))
  } catch {
    // A cycle or a BigInt. NaN is not JSON, so the Schema reports it.
    return Number.NaN
  }
}

const scalarOf = (value: unknown): string | number | boolean | null =>
  typeof value === "string" || typeof value === "boolean" || (typeof value === "number" && Number.isFinite(value))
    ? value
    : null
