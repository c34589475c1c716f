/** `pareta.audio`: speech to text, and text to speech. */
import {
  type MediaInput,
  makeAudio,
  type Speech,
  type SpeechOptions,
  speechOptions,
  type Transcription,
  type TranscriptionOptions,
  transcriptionOptions
} from "@pareta/core/internal"
import * as Effect from "effect/Effect"
import { ownOptions, type RequestOptions } from "./RequestOptions.ts"
import { bindMethods, type Runtime, run } from "./run.ts"

/** `pareta.audio` */
export class Audio {
  readonly #runtime: Runtime
  readonly #audio: ReturnType<typeof makeAudio>

  /** Called only by the client. */
  constructor(runtime: Runtime) {
    this.#runtime = runtime
    this.#audio = makeAudio(runtime.api)
    bindMethods(this)
  }

  /**
   * Writes down what is said in a recording (wav, mp3, m4a, webm): `POST /v1/audio/transcriptions`. Billed by its
   * length. The recording is a path (Node only), a Blob, a File, bytes, or `{ base64 }`.
   *
   * ```ts
   * const { text } = await pareta.audio.transcriptions("call.wav", { language: "en" })
   * ```
   */
  transcriptions(audio: MediaInput, options?: TranscriptionOptions & RequestOptions): Promise<Transcription> {
    const own = ownOptions("audio.transcriptions", options, transcriptionOptions)
    const written = Effect.flatMap(own, (given) => this.#audio.transcriptions(audio, given))
    return run(this.#runtime, written, options, transcriptionOptions)
  }

  /**
   * Speaks a text of at most 5 000 characters: `POST /v1/audio/speech`. Billed by the length of the speech.
   *
   * ```ts
   * const speech = await pareta.audio.speech("The contract ends in June.")
   * await speech.save("june.wav")
   * ```
   */
  speech(text: string, options?: SpeechOptions & RequestOptions): Promise<Speech> {
    const own = ownOptions("audio.speech", options, speechOptions)
    const spoken = Effect.flatMap(own, (given) => this.#audio.speech(text, given))
    return run(this.#runtime, spoken, options, speechOptions)
  }
}
