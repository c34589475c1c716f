/** `POST /v1/audio/transcriptions` and `POST /v1/audio/speech`. See `docs/wire.md#audio`. */

import * as Effect from "effect/Effect"
import * as Base64 from "effect/encoding/Base64"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { isAudio, sampleRate, secondsOf, spoken, textIn } from "../media/Wav.ts"
import { digestOf } from "../wire/Digest.ts"
import { unprocessable } from "../wire/Problem.ts"
import type { Exchange, Route } from "./Exchange.ts"
import { checkCredit, metered } from "./Metering.ts"
import { bodyOf } from "./Validation.ts"

/** The audio routes. */
export const audioRoutes: ReadonlyArray<Route> = [
  {
    name: "audio.transcriptions",
    method: "POST",
    path: "/v1/audio/transcriptions",
    generation: 3,
    handle: (exchange) => transcribe(exchange)
  },
  {
    name: "audio.speech",
    method: "POST",
    path: "/v1/audio/speech",
    generation: 3,
    handle: (exchange) => speak(exchange)
  }
]

/** The prices of a minute, in micro-USD. */
const microUsdPerMinute = { transcription: 6000, speech: 15_000 }

const longestText = 5000

const voices = ["af_heart", "af_bella"]

const transcribe = Effect.fnUntraced(function* (exchange: Exchange) {
  const { audio_base64: text, language } = yield* readTranscription(exchange)
  const audio = Base64.decode(text)
  if (Result.isFailure(audio) || !isAudio(audio.success)) {
    return yield* unprocessable("audio_base64 is not a recording in wav, mp3, m4a, webm or ogg")
  }
  yield* checkCredit(exchange)
  const seconds = secondsOf(audio.success)
  // Only the emulator's own speech carries its text.
  const said = textIn(audio.success) ?? `Recording ${digestOf(audio.success).split(":")[1]?.slice(0, 12)}.`
  return metered(
    exchange,
    { route: "audio.transcriptions", model: "asr", microUsd: (seconds / 60) * microUsdPerMinute.transcription },
    { text: said, language: language || "en", duration_s: rounded(seconds) }
  )
})

const speak = Effect.fnUntraced(function* (exchange: Exchange) {
  const { text, voice } = yield* readSpeech(exchange)
  if (text.trim() === "") return yield* unprocessable("text is required")
  if (text.length > longestText) return yield* unprocessable(`text is longer than ${longestText} characters`)
  if (voice && !voices.includes(voice)) {
    return yield* unprocessable(`voice '${voice}' does not exist; expected one of ${voices.join(", ")}`)
  }
  yield* checkCredit(exchange)
  const audio = spoken(text)
  const seconds = secondsOf(audio)
  return metered(
    exchange,
    { route: "audio.speech", model: "tts", microUsd: (seconds / 60) * microUsdPerMinute.speech },
    { audio_base64: Base64.encode(audio), sample_rate: sampleRate, duration_s: rounded(seconds), format: "wav" }
  )
})

const rounded = (seconds: number): number => Math.round(seconds * 100) / 100

const readTranscription = bodyOf(
  Schema.Struct({ audio_base64: Schema.NonEmptyString, language: Schema.optional(Schema.NullOr(Schema.String)) })
)

const readSpeech = bodyOf(Schema.Struct({ text: Schema.String, voice: Schema.optional(Schema.NullOr(Schema.String)) }))
