import { expectTypeOf, test } from "vitest"
import type { LiteralUnion } from "../../src/wire/LiteralUnion.ts"
import {
  anything,
  array,
  flag,
  jsonObject,
  maybe,
  number,
  optionalText,
  type Shape,
  struct,
  text,
  where
} from "../../src/wire/Shape.ts"

interface Inner {
  readonly id: string
}

interface Wire {
  readonly id: string
  readonly count?: number | null
  readonly done?: boolean | null
  readonly status?: LiteralUnion<"live" | "stopped"> | null
  readonly inner?: Inner | null
  readonly items?: ReadonlyArray<Inner> | null
  readonly names?: ReadonlyArray<string> | null
  readonly more?: unknown
  readonly [key: string]: unknown
}

const inner = struct<Inner>({ id: text })

const fields = {
  id: text,
  count: maybe(number),
  done: maybe(flag),
  status: optionalText,
  inner: maybe(inner),
  items: maybe(array(inner)),
  names: maybe(array(text)),
  more: anything
}

test("a shape describes its interface", () => {
  expectTypeOf(struct<Wire>(fields)).toEqualTypeOf<Shape<Wire>>()
  expectTypeOf(struct<Wire>({ ...fields, id: where(text, () => true, "must be a URL") })).toEqualTypeOf<Shape<Wire>>()
  expectTypeOf(struct<{ readonly [key: string]: unknown }>({})).toEqualTypeOf<typeof jsonObject>()
})

test("a field without a shape does not compile, and neither does a shape without a field", () => {
  const { count: _, ...missing } = fields
  // @ts-expect-error: `count` is missing
  struct<Wire>(missing)
  // @ts-expect-error: `size` is not a field
  struct<Inner>({ id: text, size: number })
})

test("a shape of the wrong kind does not compile", () => {
  // @ts-expect-error: a string
  struct<Inner>({ id: number })
  // @ts-expect-error: a number
  struct<Wire>({ ...fields, count: maybe(text) })
  // @ts-expect-error: a flag
  struct<Wire>({ ...fields, done: maybe(text) })
  // @ts-expect-error: an array
  struct<Wire>({ ...fields, items: maybe(inner) })
  // @ts-expect-error: an object
  struct<Wire>({ ...fields, inner: maybe(array(inner)) })
  // @ts-expect-error: items of another kind
  struct<Wire>({ ...fields, names: maybe(array(number)) })
  // @ts-expect-error: another object
  struct<Wire>({ ...fields, inner: maybe(jsonObject) })
  // @ts-expect-error: nothing is known of it
  struct<Wire>({ ...fields, more: maybe(text) })
})

test("a shape is neither stricter nor looser than its field", () => {
  // @ts-expect-error: it may be absent
  struct<Wire>({ ...fields, count: number })
  // @ts-expect-error: it must be there
  struct<Wire>({ ...fields, id: optionalText })
  // @ts-expect-error: it may be absent, but is never null
  struct<{ readonly id?: string }>({ id: optionalText })
  // @ts-expect-error: anything is looser than a text
  struct<Inner>({ id: anything })
})

test("only an open union is a text", () => {
  // @ts-expect-error: a text may have another value
  struct<{ readonly status: "live" | "stopped" }>({ status: text })
})
