/** Bytes that arrive in pieces, in one buffer. A list of the pieces would take a hundred bytes for a piece of one. */

/** Receives the pieces, in order. */
export interface GrowingBytes {
  readonly take: (bytes: Uint8Array) => void
  readonly finish: () => Uint8Array
}

/** Creates an empty buffer. */
export const make = (): GrowingBytes => {
  let buffer = new Uint8Array(firstSize)
  let size = 0
  return {
    take: (bytes) => {
      if (size + bytes.length > buffer.length) {
        const larger = new Uint8Array(Math.max(size + bytes.length, buffer.length * 2))
        larger.set(buffer.subarray(0, size))
        buffer = larger
      }
      buffer.set(bytes, size)
      size += bytes.length
    },
    finish: () => buffer.subarray(0, size)
  }
}

const firstSize = 16_384
