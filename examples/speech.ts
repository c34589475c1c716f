/** A text is spoken, saved as a file, and written down again. */
import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { Pareta } from "pareta"

const pareta = Pareta.fromEnv()
const folder = await mkdtemp(join(tmpdir(), "speech-"))
const path = join(folder, "june.wav")

const speech = await pareta.audio.speech("The contract ends in June.", { voice: "af_heart" })
await speech.save(path)
console.log(`${speech.durationS} seconds of ${speech.format}`)

const heard = await pareta.audio.transcriptions(path)
console.log(heard.text)

await rm(folder, { recursive: true })
