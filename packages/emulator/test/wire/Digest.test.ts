import { afterEach, expect, it, vi } from "vitest"
import { digestOf, make } from "../../src/wire/Digest.ts"

const bytes = new TextEncoder().encode("abc")

afterEach(() => vi.unstubAllGlobals())

it("is SHA-256, however the bytes are split", () => {
  const digest = make()
  digest.update(bytes.subarray(0, 1))
  digest.update(bytes.subarray(1))
  expect(digest.finish()).toBe("sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
  expect(digestOf(bytes)).toBe("sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
})

it("distinguishes contents without Node", () => {
  vi.stubGlobal("process", undefined)
  const digest = make()
  digest.update(bytes.subarray(0, 2))
  digest.update(bytes.subarray(2))
  expect(digest.finish()).toBe(digestOf(bytes))
  expect(digestOf(bytes)).toMatch(/^fnv:[0-9a-f]{16}$/)
  expect(digestOf(bytes)).not.toBe(digestOf(bytes.toReversed()))
})
