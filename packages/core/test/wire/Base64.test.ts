import { expect, it } from "@effect/vitest"
import { base64Of, bytesOfBase64 } from "../../src/wire/Base64.ts"

it("writes bytes as Node does, and reads them back, at every length around its parts", () => {
  for (const length of [0, 1, 2, 3, 4, 6143, 6144, 6145, 12_289, 100_000]) {
    const bytes = Uint8Array.from({ length }, (_, at) => (at * 31) % 256)
    expect(base64Of(bytes)).toBe(Buffer.from(bytes).toString("base64"))
    expect(bytesOfBase64(base64Of(bytes))).toEqual(bytes)
  }
})
