/** Speech as a WAV file: 16-bit mono. A tone stands for the voice, and the text is in the lowest bits of the samples. */

/** The samples in a second. */
export const sampleRate = 24_000

const bytesPerSample = 2

/** How fast a text is spoken. */
const charactersPerSecond = 15

const headerBytes = 44

/** The samples that carry the text begin with this, and with the length of the text in bytes. */
const mark = [0x50, 0x61, 0x72, 0x65, 0x74, 0x61]

/** Speaks a text. */
export const spoken = (text: string): Uint8Array<ArrayBuffer> => {
  const carried = new TextEncoder().encode(text)
  const head = [...mark, ...lengthOf(carried)]
  const samples = Math.max(head.length + carried.length, Math.ceil((text.length / charactersPerSecond) * sampleRate))
  const file = new Uint8Array(headerBytes + samples * bytesPerSample)
  writeHeader(new DataView(file.buffer), samples)
  for (let at = 0; at < samples; at++) {
    const byte = at < head.length ? head[at] : carried[at - head.length]
    file[headerBytes + at * bytesPerSample] = byte ?? 0
    file[headerBytes + at * bytesPerSample + 1] = Math.round(8 * Math.sin((at * 2 * Math.PI * 220) / sampleRate))
  }
  return file
}

/** The text that a file carries; `undefined` if it is not one that {@link spoken} has made. */
export const textIn = (file: Uint8Array): string | undefined => {
  if (!isWav(file)) return undefined
  const byteAt = (index: number) => file[headerBytes + index * bytesPerSample] ?? 0
  if (mark.some((byte, index) => byteAt(index) !== byte)) return undefined
  const begin = mark.length + 4
  const length = [0, 1, 2, 3].reduce((sum, index) => sum + byteAt(mark.length + index) * 256 ** index, 0)
  if (headerBytes + (begin + length) * bytesPerSample > file.length) return undefined
  return new TextDecoder().decode(Uint8Array.from({ length }, (_, index) => byteAt(begin + index)))
}

/** The length of a recording in seconds: from the header of a WAV file, or estimated from the size of another file. */
export const secondsOf = (file: Uint8Array): number => {
  const bytesPerSecond = isWav(file) ? new DataView(file.buffer, file.byteOffset).getUint32(28, true) : 16_000
  return bytesPerSecond === 0 ? 0 : Math.max(0, file.length - (isWav(file) ? headerBytes : 0)) / bytesPerSecond
}

/** Whether a file is one of the formats that are taken: wav, mp3, m4a, webm or ogg. */
export const isAudio = (file: Uint8Array): boolean =>
  isWav(file) ||
  begins(file, 0, "ID3") ||
  (file[0] === 0xff && ((file[1] ?? 0) & 0xe0) === 0xe0) ||
  begins(file, 4, "ftyp") ||
  begins(file, 0, "\x1aE\xdf\xa3") ||
  begins(file, 0, "OggS")

const isWav = (file: Uint8Array): boolean =>
  file.length >= headerBytes && begins(file, 0, "RIFF") && begins(file, 8, "WAVE")

const begins = (file: Uint8Array, at: number, text: string): boolean =>
  [...text].every((character, index) => file[at + index] === character.charCodeAt(0))

const lengthOf = (bytes: Uint8Array): ReadonlyArray<number> =>
  [0, 8, 16, 24].map((shift) => (bytes.length >>> shift) & 0xff)

const writeHeader = (view: DataView, samples: number): void => {
  const size = samples * bytesPerSample
  const write = (at: number, text: string) => {
    for (const [index, character] of [...text].entries()) view.setUint8(at + index, character.charCodeAt(0))
  }
  write(0, "RIFF")
  view.setUint32(4, headerBytes - 8 + size, true)
  write(8, "WAVEfmt ")
  view.setUint32(16, 16, true)
  view.setUint16(20, 1, true)
  view.setUint16(22, 1, true)
  view.setUint32(24, sampleRate, true)
  view.setUint32(28, sampleRate * bytesPerSample, true)
  view.setUint16(32, bytesPerSample, true)
  view.setUint16(34, 8 * bytesPerSample, true)
  write(36, "data")
  view.setUint32(40, size, true)
}
