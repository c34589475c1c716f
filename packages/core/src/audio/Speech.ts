/** The results of `audio`. */
import { saveFile } from "../files/FileSource.ts"
import { bytesOfBase64 } from "../wire/Base64.ts"
import { BaseModel } from "../wire/BaseModel.ts"
import { decoderOf } from "../wire/Decoder.ts"
import { numberOf, textOf } from "../wire/Fields.ts"
import { optionalNumber, optionalText, type Shape, struct } from "../wire/Shape.ts"

/** A transcription as sent on the wire: the response of `POST /v1/audio/transcriptions`. */
export interface TranscriptionWire {
  readonly text?: string | null
  readonly language?: string | null
  readonly duration_s?: number | null
  readonly [key: string]: unknown
}

/** A speech as sent on the wire: the response of `POST /v1/audio/speech`. */
export interface SpeechWire {
  readonly audio_base64?: string | null
  readonly sample_rate?: number | null
  readonly duration_s?: number | null
  readonly format?: string | null
  readonly [key: string]: unknown
}

/** What is said in a recording. As a string, it is its text. */
export class Transcription extends BaseModel<TranscriptionWire> {
  /** What is said; `null` if the server omits it. */
  readonly text: string | null
  /** The language that was detected, or the one that was given; `null` if the server omits it. */
  readonly language: string | null
  /** The length of the recording in seconds; `null` if the server omits it. */
  readonly durationS: number | null

  constructor(wire?: TranscriptionWire | null) {
    super(wire)
    this.text = textOf(wire?.text)
    this.language = textOf(wire?.language)
    this.durationS = numberOf(wire?.duration_s)
  }

  override toString(): string {
    return this.text ?? ""
  }
}

/** A text that was spoken. */
export class Speech extends BaseModel<SpeechWire> {
  /** The samples in a second; `null` if the server omits them. */
  readonly sampleRate: number | null
  /** The length in seconds; `null` if the server omits it. */
  readonly durationS: number | null
  /** The format of the bytes, such as `wav`; `null` if the server omits it. */
  readonly format: string | null

  constructor(wire?: SpeechWire | null) {
    super(wire)
    this.sampleRate = numberOf(wire?.sample_rate)
    this.durationS = numberOf(wire?.duration_s)
    this.format = textOf(wire?.format)
  }

  /** The file in base64; `""` if the server omits it. */
  get audioBase64(): string {
    return textOf(this.raw.audio_base64) ?? ""
  }

  /** The bytes of the file; empty if there are none. */
  get audio(): Uint8Array<ArrayBuffer> {
    return bytesOfBase64(this.audioBase64)
  }

  /** Writes the file to a path (Node, Bun and Deno only), and returns the speech. */
  async save(path: string): Promise<this> {
    await saveFile(path, this.audio)
    return this
  }
}

/** The shape of a {@link TranscriptionWire}. */
export const transcriptionShape: Shape<TranscriptionWire> = /*#__PURE__*/ struct<TranscriptionWire>({
  text: optionalText,
  language: optionalText,
  duration_s: optionalNumber
})

/** The shape of a {@link SpeechWire}. */
export const speechShape: Shape<SpeechWire> = /*#__PURE__*/ struct<SpeechWire>({
  audio_base64: optionalText,
  sample_rate: optionalNumber,
  duration_s: optionalNumber,
  format: optionalText
})

/** Decodes the response of `POST /v1/audio/transcriptions`. */
export const decodeTranscription = /*#__PURE__*/ decoderOf(
  transcriptionShape,
  ["text"],
  (wire) => new Transcription(wire)
)

/** Decodes the response of `POST /v1/audio/speech`. */
export const decodeSpeech = /*#__PURE__*/ decoderOf(speechShape, ["audio_base64"], (wire) => new Speech(wire))
