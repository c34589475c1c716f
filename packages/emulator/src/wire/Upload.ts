/** A document that is being uploaded. Its bytes are counted and hashed as they arrive, and are not kept. */
import * as Digest from "./Digest.ts"

/** The size and the digest of an uploaded document. */
export interface Upload {
  /** In bytes. */
  readonly size: number
  /** `sha256:` and lower-case hexadecimal digits. Without Node, another hash is used and the prefix is `fnv:`. */
  readonly digest: string
}

/** Receives the bytes of a document, in order. */
export interface UploadReader {
  readonly take: (bytes: Uint8Array) => void
  readonly finish: () => Upload
}

/** Starts an upload. */
export const begin = (): UploadReader => {
  const digest = Digest.make()
  let size = 0
  return {
    take: (bytes) => {
      size += bytes.length
      digest.update(bytes)
    },
    finish: () => ({ size, digest: digest.finish() })
  }
}

/** The size and the digest of a document whose bytes are all available. */
export const uploadOf = (bytes: Uint8Array): Upload => {
  const reader = begin()
  reader.take(bytes)
  return reader.finish()
}
