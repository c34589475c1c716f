/** A document that is being uploaded. It is counted and digested as it arrives, and never kept. */
import * as Digest from "./Digest.ts"

/** The facts about an uploaded document. */
export interface Upload {
  /** In bytes. */
  readonly size: number
  /** `sha256:` and lower-case hexadecimal digits. */
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

/** The facts about a document whose bytes are all available. */
export const uploadOf = (bytes: Uint8Array): Upload => {
  const reader = begin()
  reader.take(bytes)
  return reader.finish()
}
