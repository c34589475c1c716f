import { createEmulator } from "@pareta/emulator"
import { describe, expect, it } from "vitest"
import { call } from "../Wire.ts"

const speak = (body: object, emulator = createEmulator()) => call(emulator, "POST", "/v1/audio/speech", body)
const transcribe = (body: object, emulator = createEmulator()) =>
  call(emulator, "POST", "/v1/audio/transcriptions", body)
const base64 = (bytes: Uint8Array | string) => Buffer.from(bytes).toString("base64")

describe("a speech", () => {
  it("is a WAV file as long as its text takes to say", async () => {
    const text = "word ".repeat(60)
    const { audio_base64: audio, ...more } = await (await speak({ text })).json()
    expect(more).toEqual({ sample_rate: 24_000, duration_s: 20, format: "wav" })
    const file = Buffer.from(audio, "base64")
    expect([file.toString("latin1", 0, 4), file.toString("latin1", 8, 12)]).toEqual(["RIFF", "WAVE"])
    expect([file.readUInt32LE(24), file.readUInt16LE(22), file.readUInt16LE(34)]).toEqual([24_000, 1, 16])
    expect(file.readUInt32LE(40)).toBe(file.length - 44)
    expect(file.length - 44).toBe(20 * 24_000 * 2)
  })

  it.each(["a", "Größe – 日本語 👋", "x".repeat(5000)])(
    "gives its text back when it is transcribed: %j",
    async (text) => {
      const { audio_base64: audio } = await (await speak({ text })).json()
      expect(await (await transcribe({ audio_base64: audio })).json()).toMatchObject({ text, language: "en" })
    }
  )

  it("is billed by its length, once", async () => {
    const emulator = createEmulator()
    await speak({ text: "word ".repeat(60) }, emulator)
    expect(emulator.ledger).toEqual([expect.objectContaining({ route: "audio.speech", microUsd: 5000 })])
    expect((await speak({ text: "a" }, createEmulator({ balanceMicroUsd: 0 }))).status).toBe(402)
  })

  it.each([{ text: " " }, { text: "x".repeat(5001) }, { text: "a", voice: "nobody" }, {}])(
    "of %o is refused with 422",
    async (body) => {
      const emulator = createEmulator()
      expect((await speak(body, emulator)).status).toBe(422)
      expect(emulator.ledger).toEqual([])
    }
  )
})

describe("a transcription", () => {
  it("of another recording depends on its bytes, and its length on their number", async () => {
    const mp3 = (size: number) => base64(Uint8Array.from({ length: size }, (_, at) => (at === 0 ? 0xff : 0xfb)))
    const [one, again, other] = await Promise.all(
      [32_000, 32_000, 64_000].map(async (size) => (await transcribe({ audio_base64: mp3(size) })).json())
    )
    expect(one).toEqual(again)
    expect(one.text).not.toBe(other.text)
    expect([one.duration_s, other.duration_s]).toEqual([2, 4])
  })

  it("of a WAV file that ends early, or is damaged, is still a transcription", async () => {
    const { audio_base64: audio } = await (await speak({ text: "The term is two years." })).json()
    const file = Buffer.from(audio, "base64")
    for (const bytes of [
      file.subarray(0, 44),
      file.subarray(0, 60),
      Buffer.concat([file.subarray(0, 50), Buffer.alloc(9)])
    ]) {
      expect((await transcribe({ audio_base64: base64(bytes) })).status).toBe(200)
    }
  })

  it.each([{ audio_base64: "" }, { audio_base64: "!!!" }, { audio_base64: base64("a text") }, {}])(
    "of %o is refused with 422",
    async (body) => {
      expect((await transcribe(body)).status).toBe(422)
    }
  )
})
