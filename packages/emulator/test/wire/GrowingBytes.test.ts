import { expect, it } from "vitest"
import * as GrowingBytes from "../../src/wire/GrowingBytes.ts"

it.each([
  ["none", 0, 1],
  ["many of one byte", 100_000, 1],
  ["a few that are large", 3, 100_000]
])("joins pieces: %s", (_, count, size) => {
  const bytes = GrowingBytes.make()
  const expected = new Uint8Array(count * size)
  for (let index = 0; index < count; index++) {
    bytes.take(new Uint8Array(size).fill(index))
    expected.fill(index, index * size, (index + 1) * size)
  }
  expect(Buffer.compare(bytes.finish(), expected)).toBe(0)
})
