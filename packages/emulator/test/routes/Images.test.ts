import { deflateSync, inflateSync } from "node:zlib"
import { createEmulator } from "@pareta/emulator"
import OpenAI from "openai"
import { describe, expect, it } from "vitest"
import * as Png from "../../src/media/Png.ts"
import { call } from "../Wire.ts"

const generate = (body: object, emulator = createEmulator()) => call(emulator, "POST", "/v1/images/generations", body)
const edit = (body: object, emulator = createEmulator()) => call(emulator, "POST", "/v1/images/edits", body)
const fileIn = async (response: Response): Promise<Buffer> =>
  Buffer.from((await response.json()).data[0].b64_json, "base64")

/** A PNG with each row filtered in its own way, as encoders do. */
const filteredPng = (channels: 3 | 4) => {
  const [width, height] = [4, 5]
  const stride = width * channels
  const plain = Array.from({ length: height }, (_, y) =>
    Array.from({ length: stride }, (_, at) => (y * 37 + at * 11) % 256)
  )
  const rows = plain.map((row, y) => {
    const above = plain[y - 1] ?? row.map(() => 0)
    const predicted = row.map((_, at) => {
      const left = row[at - channels] ?? 0
      const up = above[at] ?? 0
      const corner = at < channels ? 0 : (above[at - channels] ?? 0)
      const estimate = left + up - corner
      const nearest = [left, up, corner].sort((a, b) => Math.abs(estimate - a) - Math.abs(estimate - b))[0] ?? 0
      return [0, left, up, (left + up) >> 1, nearest][y] ?? 0
    })
    return [y, ...row.map((value, at) => (value - (predicted[at] ?? 0) + 256) % 256)]
  })
  const chunk = (type: string, data: Uint8Array) => {
    const bytes = Buffer.alloc(data.length + 12)
    bytes.writeUInt32BE(data.length)
    bytes.write(type, 4, "latin1")
    bytes.set(data, 8)
    return bytes
  }
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width)
  header.writeUInt32BE(height, 4)
  header.set([8, channels === 3 ? 2 : 6], 8)
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
  const file = Buffer.concat([
    signature,
    chunk("IHDR", header),
    chunk("IDAT", deflateSync(Buffer.from(rows.flat()))),
    chunk("IEND", Buffer.alloc(0))
  ])
  return { file, pixels: plain.flatMap((row) => row.filter((_, at) => at % channels < 3)) }
}

describe("an image", () => {
  it.each(["1024x1024", "2304x1728", "1440x2560"])("of %s is a PNG of that size", async (size) => {
    const response = await generate({ prompt: "a lighthouse", size })
    const { size: delivered } = await response.clone().json()
    const file = await fileIn(response)
    expect([delivered, `${file.readUInt32BE(16)}x${file.readUInt32BE(20)}`]).toEqual([size, size])
    const length = file.readUInt32BE(33)
    const [width, height] = [file.readUInt32BE(16), file.readUInt32BE(20)]
    expect(inflateSync(file.subarray(41, 41 + length))).toHaveLength((width * 3 + 1) * height)
  })

  it("depends on its prompt and its seed, and on nothing else", async () => {
    const [one, again, other, seeded] = await Promise.all(
      [
        { prompt: "a lighthouse" },
        { prompt: "a lighthouse", seed: 0 },
        { prompt: "a harbour" },
        { prompt: "a lighthouse", seed: 1 }
      ].map(async (body) => (await fileIn(await generate(body))).toString("base64"))
    )
    expect(one).toBe(again)
    expect(new Set([one, other, seeded]).size).toBe(3)
  })

  it("is billed by image, whatever its size", async () => {
    const emulator = createEmulator()
    await generate({ prompt: "a" }, emulator)
    await generate({ prompt: "a", size: "2048x2048" }, emulator)
    expect(emulator.ledger.map(({ route, microUsd }) => [route, microUsd])).toEqual([
      ["images.generate", 10_000],
      ["images.generate", 10_000]
    ])
    expect((await generate({ prompt: "a" }, createEmulator({ balanceMicroUsd: 0 }))).status).toBe(402)
  })

  it.each([
    [{ prompt: "a", size: "1x1" }, 400],
    [{ prompt: " " }, 422],
    [{ prompt: "x".repeat(4001) }, 422],
    [{ prompt: "a", seed: 0.5 }, 422]
  ])("of %o is refused with %i", async (body, status) => {
    expect((await generate(body)).status).toBe(status)
  })
})

describe("an edit", () => {
  it("of a PNG keeps its aspect ratio, at about 4 megapixels", async () => {
    const image = (await fileIn(await generate({ prompt: "a", size: "1024x1024" }))).toString("base64")
    const edited = await fileIn(await edit({ prompt: "make it winter", image }))
    expect([edited.readUInt32BE(16), edited.readUInt32BE(20)]).toEqual([2048, 2048])
    expect(edited.toString("base64")).not.toBe(image)
  })

  it("of a JPEG is drawn anew at its aspect ratio", async () => {
    const jpeg = Buffer.from([
      ...[0xff, 0xd8, 0xff, 0xe0, 0, 4, 0, 0],
      ...[0xff, 0xc0, 0, 11, 8, 0x02, 0x58, 0x03, 0x20, 1, 1, 0x11, 0]
    ])
    const edited = await fileIn(await edit({ prompt: "make it winter", image: jpeg.toString("base64") }))
    expect(edited.readUInt32BE(16) / edited.readUInt32BE(20)).toBeCloseTo(800 / 600, 2)
  })

  it("of a PNG that is damaged is drawn anew", async () => {
    const { file } = filteredPng(3)
    const image = Buffer.concat([file.subarray(0, 45), Buffer.alloc(30)]).toString("base64")
    const edited = await fileIn(await edit({ prompt: "make it winter", image }))
    expect(edited.readUInt32BE(16) / edited.readUInt32BE(20)).toBeCloseTo(4 / 5, 2)
  })

  it.each(["", "!!!", "aGVsbG8="])("of %j is refused with 422", async (image) => {
    expect((await edit({ prompt: "a", image })).status).toBe(422)
  })
})

describe("a PNG", () => {
  it.each([3, 4] as const)("of %i channels, filtered in every way, has its pixels", async (channels) => {
    const { file, pixels } = filteredPng(channels)
    expect([...((await Png.decode(file))?.bytes ?? [])]).toEqual(pixels)
  })

  it("that is written is read again", async () => {
    const bytes = Uint8Array.from({ length: 7 * 3 * 3 }, (_, at) => (at * 29) % 256)
    const decoded = await Png.decode(await Png.encode({ width: 7, height: 3, bytes }))
    expect(decoded).toEqual({ width: 7, height: 3, bytes })
  })

  it("whose data is larger than its size says, or that is cut off, has no pixels", async () => {
    const { file } = filteredPng(3)
    const small = Buffer.from(file)
    small.writeUInt32BE(1, 20)
    expect(await Png.decode(small)).toBeUndefined()
    for (const length of [0, 8, 33, 50, file.length - 20]) {
      expect((await Png.decode(file.subarray(0, length)))?.bytes).toBeUndefined()
    }
  })
})

describe("the stock OpenAI client", () => {
  it("gets an image", async () => {
    const openai = new OpenAI({
      apiKey: "pareta_sk_test",
      baseURL: "https://emulator.invalid/v1",
      fetch: createEmulator().fetch
    })
    const { data } = await openai.images.generate({ prompt: "a lighthouse", size: "1024x1024", model: "hidream-1" })
    expect(
      Buffer.from(data?.[0]?.b64_json ?? "", "base64")
        .subarray(1, 4)
        .toString()
    ).toBe("PNG")
  })
})
