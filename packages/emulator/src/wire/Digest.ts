/** Digests of bytes that arrive in pieces, so that the bytes need not be kept. */

/** A digest in progress. */
export interface Digest {
  readonly update: (bytes: Uint8Array) => void
  /** The digest in lower-case hexadecimal, after the name of the algorithm: `sha256:…`. */
  readonly finish: () => string
}

/** Starts a digest: SHA-256 on Node, a simpler one elsewhere. */
export const make = (): Digest => {
  const crypto = globalThis.process?.getBuiltinModule?.("node:crypto")
  if (crypto === undefined) return makeFnv()
  const hash = crypto.createHash("sha256")
  return { update: (bytes) => void hash.update(bytes), finish: () => `sha256:${hash.digest("hex")}` }
}

/** The digest of bytes that are all available. */
export const digestOf = (bytes: Uint8Array): string => {
  const digest = make()
  digest.update(bytes)
  return digest.finish()
}

// Without Node: two 32-bit hashes in the style of FNV-1a. They distinguish contents, but do not protect against
// forgery.
const makeFnv = (): Digest => {
  let [first, second] = [0x811c9dc5, 0x9747b28c]
  return {
    update: (bytes) => {
      for (const byte of bytes) {
        first = Math.imul(first ^ byte, 0x01000193)
        second = Math.imul(second ^ byte, 0x85ebca6b)
      }
    },
    finish: () => `fnv:${[first, second].map((lane) => (lane >>> 0).toString(16).padStart(8, "0")).join("")}`
  }
}
