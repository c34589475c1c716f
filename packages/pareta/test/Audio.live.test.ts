import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { createEmulator } from "@pareta/emulator"
import { InvalidArgumentError, Pareta, Speech } from "pareta"
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest"

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "pareta-audio-"))
})
afterEach(async () => {
  vi.unstubAllGlobals()
  await rm(folder, { recursive: true })
})

const pareta = () => new Pareta({ apiKey: "pareta_sk_test", fetch: createEmulator().fetch })

describe("a speech", () => {
  it("is saved, and the saved file is transcribed by its path", async () => {
    const { audio } = pareta()
    const path = join(folder, "june.wav")
    const speech = await audio.speech("The contract ends in June.")
    expect(await speech.save(path)).toBe(speech)
    expect(new Uint8Array(await readFile(path))).toEqual(speech.audio)
    expect((await audio.transcriptions(path)).text).toBe("The contract ends in June.")
  })

  it("that cannot be saved says why", async () => {
    const speech = new Speech({ audio_base64: "UklGRg==" })
    await expect(speech.save(join(folder, "nowhere", "a.wav"))).rejects.toThrow(InvalidArgumentError)
    await expect(speech.save(folder)).rejects.toThrow("the file cannot be written")
    vi.stubGlobal("process", undefined)
    await expect(speech.save("a.wav")).rejects.toThrow("save works only in Node")
  })

  it.each([undefined, "", "!!!"])("has no bytes if the server sends %j", (audio_base64) => {
    expect(new Speech(audio_base64 === undefined ? {} : { audio_base64 }).audio).toHaveLength(0)
  })
})

describe("a recording", () => {
  it("that does not exist, or is empty, is refused before anything is sent", async () => {
    const emulator = createEmulator()
    const { audio } = new Pareta({ apiKey: "pareta_sk_test", fetch: emulator.fetch })
    await writeFile(join(folder, "empty.wav"), "")
    await expect(audio.transcriptions(join(folder, "missing.wav"))).rejects.toThrow("missing.wav")
    await expect(audio.transcriptions(join(folder, "empty.wav"))).rejects.toThrow("audio is empty")
    await expect(audio.transcriptions(5 as unknown as string)).rejects.toThrow("audio must be a path, a Blob")
    expect(emulator.log).toEqual([])
  })
})
