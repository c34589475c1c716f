/** A digest of bytes as they come in, so that nobody has to keep them. */

/** Takes bytes, then tells their digest. */
export interface Digest {
  readonly update: (bytes: Uint8Array) => void
  /** Lowercase hexadecimal, after the name of the algorithm: `sha256:…`. */
  readonly finish: () => string
}

/** A digest: SHA-256 by Node, something simpler elsewhere. */
export const make = (): Digest => {
  const crypto = globalThis.process?.getBuiltinModule?.("node:crypto")
  if (crypto === undefined) return makeFnv()
  const hash = crypto.createHash("sha256")
  return { update: (bytes) => void hash.update(bytes), finish: () => `sha256:${hash.digest("hex")}` }
}

/** The digest of bytes that are there already. */
export const digestOf = (bytes: Uint8Array): string => {
  const digest = make()
  digest.update(bytes)
  return digest.finish()
}

// Where there is no Node: FNV-1a over two lanes. It tells contents apart; it is no proof against forgery.
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
