import { describe, expect, it } from "@effect/vitest"
import * as Schema from "effect/Schema"
import { makeUtf8Decoder } from "../../../src/http/transport/Utf8.ts"

const decode = (parts: ReadonlyArray<Uint8Array>): string => {
  const utf8 = makeUtf8Decoder()
  return parts.map((part) => utf8.push(part)).join("") + utf8.end()
}

const cut = (bytes: Uint8Array, sizes: ReadonlyArray<number>): Array<Uint8Array> => {
  const parts: Array<Uint8Array> = []
  let at = 0
  for (let turn = 0; at < bytes.length; turn++) {
    const size = 1 + ((sizes[turn % Math.max(1, sizes.length)] ?? 1) % 7)
    parts.push(bytes.slice(at, at + size))
    at += size
  }
  return parts
}

const bytesOf = (numbers: ReadonlyArray<number>) => Uint8Array.from(numbers, (number) => number & 0xff)
const Numbers = Schema.Array(Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 255 })))

describe("makeUtf8Decoder", () => {
  it.prop("returns the text however its bytes are split", [Schema.String, Numbers], ([text, sizes]) => {
    const bytes = new TextEncoder().encode(text)
    expect(decode(cut(bytes, sizes))).toBe(new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes))
  })

  it.prop("never fails on invalid UTF-8, and keeps all valid text", [Numbers, Numbers], ([numbers, sizes]) => {
    const text = decode(cut(Uint8Array.of(0x41, ...bytesOf(numbers), 0x41), sizes))
    expect(text.at(0)).toBe("A")
    expect(text.at(-1)).toBe("A")
  })

  it("holds back a code point that is cut, but not the text before it", () => {
    const utf8 = makeUtf8Decoder()
    const bytes = new TextEncoder().encode("a😀")
    expect([utf8.push(bytes.slice(0, 3)), utf8.push(bytes.slice(3)), utf8.end()]).toEqual(["a", "😀", ""])
  })

  it("returns U+FFFD for a code point that the end cuts off", () => {
    const utf8 = makeUtf8Decoder()
    expect(utf8.push(new TextEncoder().encode("a€").slice(0, 3)) + utf8.end()).toBe("a\ufffd")
  })

  it("keeps a BOM for the next reader", () => {
    expect(decode([Uint8Array.of(0xef, 0xbb, 0xbf, 0x61)])).toBe("\ufeffa")
  })
})
