/** `audio`: speech to text, and text to speech. */
import * as Effect from "effect/Effect"
import { checked, type FieldNames, fieldsOf, optionalText, requiredProse } from "../Arguments.ts"
import { type MediaInput, mediaBase64 } from "../files/MediaInput.ts"
import type { Api } from "../http/Api.ts"
import type { CallFailure } from "../ParetaError.ts"
import { decodeSpeech, decodeTranscription, type Speech, type Transcription } from "./Speech.ts"

/** The options of `audio.transcriptions`. */
export interface TranscriptionOptions {
  /** The language that is spoken, such as `en`. Default: detected. */
  readonly language?: string | null | undefined
}

/** The options of `audio.speech`. */
export interface SpeechOptions {
  /** The voice, such as `af_heart` or `af_bella`. */
  readonly voice?: string | null | undefined
}

/** The names of the options of `audio.transcriptions`. */
export const transcriptionOptions: FieldNames<TranscriptionOptions> = { language: true }

/** The names of the options of `audio.speech`. */
export const speechOptions: FieldNames<SpeechOptions> = { voice: true }

/** `client.audio` */
export interface Audio {
  /**
   * Writes down what is said in a recording (wav, mp3, m4a, webm): `POST /v1/audio/transcriptions`. Billed by its
   * length. The recording is a path (Node only), a Blob, a File, bytes, or `{ base64 }`.
   */
  readonly transcriptions: (
    audio: MediaInput,
    options?: TranscriptionOptions
  ) => Effect.Effect<Transcription, CallFailure>
  /** Speaks a text of at most 5 000 characters: `POST /v1/audio/speech`. Billed by the length of the speech. */
  readonly speech: (text: string, options?: SpeechOptions) => Effect.Effect<Speech, CallFailure>
}

/** Creates the operations of the namespace. */
export const make = (api: Api): Audio => ({
  transcriptions: (audio, options) =>
    Effect.gen(function* () {
      const operation = "audio.transcriptions"
      const language = yield* checked(operation, () =>
        optionalText(fieldsOf(options, transcriptionOptions, "option").language, "language")
      )
      const audio_base64 = yield* mediaBase64(operation, audio, "audio")
      const json = language === undefined ? { audio_base64 } : { audio_base64, language }
      const build = () => ({ method: "POST", path: "/v1/audio/transcriptions", json, isSlow: true }) as const
      return yield* api.json(operation, build, decodeTranscription)
    }),
  speech: (text, options) =>
    api.json(
      "audio.speech",
      () => {
        requiredProse(text, "text")
        const voice = optionalText(fieldsOf(options, speechOptions, "option").voice, "voice")
        const json = voice === undefined ? { text } : { text, voice }
        return { method: "POST", path: "/v1/audio/speech", json, isSlow: true }
      },
      decodeSpeech
    )
})
