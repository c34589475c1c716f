/** A document on its way into storage: counted and digested as it comes, never kept. */
import * as Digest from "./Digest.ts"

/** What is known of a document that came in. */
export interface Upload {
  /** In bytes. */
  readonly size: number
  /** `sha256:` and lowercase hexadecimal. */
  readonly digest: string
}

/** Takes the bytes of a document, in order. */
export interface UploadReader {
  readonly take: (bytes: Uint8Array) => void
  readonly finish: () => Upload
}

/** Begins a document. */
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

/** A document that is there already. */
export const uploadOf = (bytes: Uint8Array): Upload => {
  const reader = begin()
  reader.take(bytes)
  return reader.finish()
}
